//! The life of a space, as its holder, or whoever represents a minor, decides it.

use database::Tx;
use kernel::{Actor, SpaceId};
use serde_json::json;

use super::move_state::Moved;
use crate::{Act, Action, Ask, Consent, Error, Permit, Reason, SpaceState};

/// Beginning to use a record.
pub struct ActivateSpace;

impl Action for ActivateSpace {
    const NAME: &'static str = "spaces.activate";
    const ACT: Act = Act::Activate;
}

/// Opposing that a record is made.
pub struct OpposeSpace;

impl Action for OpposeSpace {
    const NAME: &'static str = "spaces.oppose";
    const ACT: Act = Act::Oppose;
}

/// Taking an opposition back.
pub struct WithdrawOpposition;

impl Action for WithdrawOpposition {
    const NAME: &'static str = "spaces.withdraw-opposition";
    const ACT: Act = Act::Oppose;
}

/// Closing a record.
pub struct CloseSpace;

impl Action for CloseSpace {
    const NAME: &'static str = "spaces.close";
    const ACT: Act = Act::Close;
}

/// Opening a closed record again.
pub struct ReopenSpace;

impl Action for ReopenSpace {
    const NAME: &'static str = "spaces.reopen";
    const ACT: Act = Act::Close;
}

impl Consent {
    /// Begins to use a record that was made for somebody.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::NotInState`] for a record that is used already.
    pub fn activate_space(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Moved, Error> {
        let from = [SpaceState::OppositionRunning, SpaceState::Created];
        self.decide_life::<ActivateSpace>(tx, actor, space, &from, SpaceState::Active)
    }

    /// Opposes that a record is made, while that may be opposed.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::NotInState`] once the record was made.
    pub fn oppose_space(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Moved, Error> {
        let from = [SpaceState::OppositionRunning];
        self.decide_life::<OpposeSpace>(tx, actor, space, &from, SpaceState::Opposed)
    }

    /// Takes an opposition back: the record is made, and used at once.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::NotInState`] where there is no opposition.
    pub fn withdraw_opposition(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<Moved, Error> {
        let from = [SpaceState::Opposed];
        self.decide_life::<WithdrawOpposition>(tx, actor, space, &from, SpaceState::Active)
    }

    /// Closes a record: every grant ends, nothing enters, and its holder alone may still look and take out.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown; [`Error::NotInState`].
    pub fn close_space(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Moved, Error> {
        let from = [SpaceState::Created, SpaceState::Active];
        self.decide_life::<CloseSpace>(tx, actor, space, &from, SpaceState::Closed)
    }

    /// Opens a closed record again. What closing ended stays ended.
    ///
    /// # Errors
    /// As [`Consent::close_space`]; [`Error::ErasureWaits`].
    pub fn reopen_space(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Moved, Error> {
        let permit = self.check::<ReopenSpace>(tx, actor, space, Ask::default())?;
        if self.is_to_be_erased(tx, &permit)? {
            permit.turn_down(tx, space.uuid(), Reason::Contradicts);
            return Err(Error::ErasureWaits);
        }
        self.take_step(tx, &permit, &[SpaceState::Closed], SpaceState::Active)
    }

    fn decide_life<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        from: &[SpaceState],
        to: SpaceState,
    ) -> Result<Moved, Error> {
        let permit = self.check::<A>(tx, actor, space, Ask::default())?;
        self.take_step(tx, &permit, from, to)
    }

    fn take_step<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        from: &[SpaceState],
        to: SpaceState,
    ) -> Result<Moved, Error> {
        let now = permit.space_facts().map(|facts| facts.state).ok_or(Error::Disagreement)?;
        if !from.contains(&now) {
            permit.turn_down(tx, permit.space().uuid(), Reason::Contradicts);
            return Err(Error::NotInState(now));
        }
        self.move_state(tx, permit, to, json!({}))
    }
}
