use database::Tx;
use journal::{Entry, Outcome};
use kernel::SpaceId;
use serde_json::json;

use super::move_state::Moved;
use crate::{
    Act, Action, AdminPermit, Consent, Error, LifeReason, Permit, Purpose, Reason, SpaceState, store,
};

/// A step in the life of a space that its holder did not take.
pub struct ChangeLife;

impl Action for ChangeLife {
    const NAME: &'static str = "spaces.change-life";
    const ACT: Act = Act::ChangeLife;
}

impl LifeReason {
    /// Why the record changed, where a line of its history tells of such a step.
    pub fn of_line(entry: &Entry) -> Option<Self> {
        let is_step = entry.act == ChangeLife::NAME && entry.outcome == Outcome::Done;
        let reason = entry.detail.get("reason").filter(|_| is_step)?;
        reason.as_str().and_then(Self::parse)
    }
}

impl Consent {
    /// Takes a step in the life of a space for the system itself: a feed that identity trusts, or the passing of time.
    ///
    /// # Errors
    /// [`Error::NotInState`] when the step does not begin from the state of the space.
    pub fn change_life(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
        to: SpaceState,
        reason: LifeReason,
    ) -> Result<Moved, Error> {
        let permit = self.system_permit::<ChangeLife>(tx, Purpose::Life, space)?;
        self.step(tx, &permit, to, reason)
    }

    /// As [`Consent::change_life`], by an admin who was let in for it; the line in the space's chain names the admin.
    ///
    /// # Errors
    /// As [`Consent::change_life`].
    pub fn change_life_as<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        space: SpaceId,
        to: SpaceState,
        reason: LifeReason,
    ) -> Result<Moved, Error> {
        let permit = self.permit_of_admin::<ChangeLife, A>(tx, admin, space)?;
        self.step(tx, &permit, to, reason)
    }

    /// The state that a suspended space, or one of somebody who was reported dead, had before.
    ///
    /// # Errors
    /// The database's.
    pub fn state_before(&self, tx: &mut Tx<'_>, space: SpaceId) -> Result<Option<SpaceState>, Error> {
        Ok(store::state_before(tx, space)?)
    }

    fn step<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, ChangeLife>,
        to: SpaceState,
        reason: LifeReason,
    ) -> Result<Moved, Error> {
        let from = permit.space_facts().map(|facts| facts.state).ok_or(Error::Disagreement)?;
        if !reason.explains(from, to) {
            permit.turn_down(tx, permit.space().uuid(), Reason::Contradicts);
            return Err(Error::NotInState(from));
        }
        self.move_state(tx, permit, to, json!({ "reason": reason.as_str() }))
    }
}
