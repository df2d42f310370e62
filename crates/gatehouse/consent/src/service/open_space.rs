use chrono_tz::Tz;
use database::Tx;
use kernel::{PersonId, SpaceId};
use serde_json::json;

use crate::{Act, Action, Consent, Error, Purpose, SpaceState, store};

/// Making a space for a citizen.
pub struct OpenSpace;

impl Action for OpenSpace {
    const NAME: &'static str = "spaces.open";
    const ACT: Act = Act::OpenSpace;
}

/// A space to make. Its key must exist already: keys are made first, rows second.
#[derive(Debug, Clone)]
pub struct NewSpace {
    /// Its id.
    pub id: SpaceId,
    /// Whose record it is.
    pub holder: PersonId,
    /// Its first state.
    pub state: SpaceState,
    /// The holder's time zone.
    pub zone: Tz,
}

impl Consent {
    /// Makes a space. Its chain begins with this act.
    ///
    /// # Errors
    /// The database's; a space that exists already is a conflict.
    pub fn open_space(&self, tx: &mut Tx<'_>, new: &NewSpace) -> Result<(), Error> {
        let permit = self.system_permit::<OpenSpace>(tx, Purpose::Registration, new.id)?;
        let now = permit.now();
        store::insert_space(tx, &permit, new.holder, new.state, new.zone, now)?;
        let said = json!({ "state": new.state.as_str(), "holder": new.holder, "zone": new.zone.name() });
        permit.tell_fact(tx, "space", said);
        self.settle(tx, &[new.id], now)
    }
}
