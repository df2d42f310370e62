use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use journal::Tally;
use kernel::{Actor, SpaceId};

use crate::{Act, Action, Ask, Consent, Error, Permit, SpaceState, rules::Preset, store};

/// Looking at a record that may begin: its state, and whose it is.
pub struct ReadBeginning;

impl Action for ReadBeginning {
    const NAME: &'static str = "spaces.read-beginning";
    // Whoever may say whether a record begins may see which one.
    const ACT: Act = Act::Oppose;
}

/// How a record stands before it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginning {
    /// Its state.
    pub state: SpaceState,
    /// Until when its creation may be opposed, where that time runs.
    pub opposition_until: Option<DateTime<Utc>>,
    /// How it may be reached.
    pub preset: Preset,
}

impl Consent {
    /// How a record stands, for whoever decides whether it begins; with the permit under which identity says whose it is.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn beginning<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Permit<'tx, ReadBeginning>, Beginning), Error> {
        let permit = self.check::<ReadBeginning>(tx, actor, space, Ask::default())?;
        let key = format!("beginning/{}/{space}", actor.person);
        permit.count_equals(tx, Tally { key, window: TimeDelta::hours(1) });
        let state = permit.space_facts().map(|facts| facts.state).ok_or(Error::Disagreement)?;
        let opposition_until = match state {
            SpaceState::OppositionRunning => store::opposition_until(tx, &permit)?,
            _ => None,
        };
        let preset = permit.preset();
        Ok((permit, Beginning { state, opposition_until, preset }))
    }
}
