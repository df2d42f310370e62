//! What support does to the life of a space. Nothing of it opens one.

use database::Tx;
use kernel::{Actor, AdminRole, SpaceId};

use super::move_state::Moved;
use crate::{Act, Action, Consent, Error, LifeReason, SpaceState};

/// Suspending a record.
pub struct SuspendSpace;

impl Action for SuspendSpace {
    const NAME: &'static str = "spaces.suspend";
    const ACT: Act = Act::Administer;
}

/// Ending the suspension of a record.
pub struct ResumeSpace;

impl Action for ResumeSpace {
    const NAME: &'static str = "spaces.resume";
    const ACT: Act = Act::Administer;
}

impl Consent {
    /// Shuts a record for everybody because of a mark of fraud, or because the person is in danger.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`Error::NotInState`], also for a reason that suspends nothing.
    pub fn suspend_space(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        reason: LifeReason,
    ) -> Result<Moved, Error> {
        let admin = self.check_admin::<SuspendSpace>(tx, actor, &[AdminRole::Support])?;
        admin.name(tx, [space.uuid()]);
        self.change_life_as(tx, &admin, space, SpaceState::Suspended, reason)
    }

    /// Gives a suspended record the state that it had before. Where that is not known any more it is as one that was made
    /// and not yet used: its holder begins anew.
    ///
    /// # Errors
    /// As [`Consent::suspend_space`].
    pub fn resume_space(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Moved, Error> {
        let admin = self.check_admin::<ResumeSpace>(tx, actor, &[AdminRole::Support])?;
        admin.name(tx, [space.uuid()]);
        let to = match self.state_before(tx, space)? {
            Some(SpaceState::Active) => SpaceState::Active,
            _ => SpaceState::Created,
        };
        self.change_life_as(tx, &admin, space, to, LifeReason::Settled)
    }
}
