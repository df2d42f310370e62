use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};

use super::{SUPPORT, is_matter};
use crate::{Act, Action, Consent, Error, HeirFault};

/// Declining a request, or ending what came of it.
pub struct EndHeirRequest;

impl Action for EndHeirRequest {
    const NAME: &'static str = "heir-requests.end";
    const ACT: Act = Act::Administer;
}

/// A request, a selection or an access is over.
pub struct StopForHeir;

impl Action for StopForHeir {
    const NAME: &'static str = "after-death.end";
    const ACT: Act = Act::ChangeLife;
}

impl Consent {
    /// Ends a request that waits, a selection, or an access. Whoever works in support does, who wrote it down among them: nothing is
    /// opened by it.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`HeirFault::Absent`] for nothing that runs.
    pub fn end_for_heir(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        id: ProvisionId,
    ) -> Result<(), Error> {
        let admin = self.check_admin::<EndHeirRequest>(tx, actor, &SUPPORT)?;
        let permit = self.permit_of_admin::<StopForHeir, _>(tx, &admin, space)?;
        let change = self.change(tx, &permit)?;
        if change.end(tx, permit.now(), |one| one.id == id && is_matter(one))?.is_empty() {
            admin.turn_down(tx, id.uuid(), HeirFault::Absent.name());
            return Err(HeirFault::Absent.into());
        }
        change.settle(tx)?;
        permit.name(tx, [id.uuid()]);
        admin.name(tx, [space.uuid(), id.uuid()]);
        Ok(())
    }
}
