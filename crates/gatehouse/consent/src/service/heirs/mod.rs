//! What is shown after the death of a holder: somebody asks support, which writes the request down and has another person confirm it, a
//! doctor chooses documents, and whoever asked is shown these.

mod confirm;
mod end;
mod list;
mod refuse;
mod request;
mod select;

pub use confirm::{BegunSelection, ConfirmHeirRequest, TakeHeirRequest, UndecidedRequest};
pub use end::{EndHeirRequest, StopForHeir};
pub use list::{HeirMatter, HeirState, ListSelections, LookAtHeirs, ReadHeirRequests, Selection};
pub use refuse::{ReadAfterDeath, SayAfterDeath};
pub use request::{Asks, NewHeirRequest, ProposeHeirRequest, WriteHeirRequest};
pub use select::{SelectForHeir, Selected};

use database::Tx;
use kernel::{AdminRole, SpaceId};

use crate::{
    Action, AdminPermit, Consent, Error, HeirFault, Permit, Provision, SpaceState,
    rules::{HEIR_ACCESS, HEIR_REQUEST, HEIR_SELECTION, HEIRS_REFUSED},
    store,
};

/// Who writes requests down and confirms them.
const SUPPORT: [AdminRole; 1] = [AdminRole::Support];

/// The kinds of what somebody asks for and is given after a death.
const MATTERS: [&str; 3] = [HEIR_REQUEST, HEIR_SELECTION, HEIR_ACCESS];

pub(super) fn is_matter(one: &Provision) -> bool {
    MATTERS.contains(&one.kind.as_str())
}

/// Whether the holder refused that anybody close is shown anything.
fn is_refused(standing: &[Provision]) -> bool {
    standing.iter().any(|one| one.kind == HEIRS_REFUSED)
}

impl Consent {
    /// The permit of a record whose holder died, for an admin.
    fn permit_after_death<'tx, A: Action, B: Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        space: SpaceId,
    ) -> Result<Permit<'tx, B>, Error> {
        let permit = self.permit_of_admin::<B, A>(tx, admin, space)?;
        self.is_after_death(tx, admin, &permit)?;
        Ok(permit)
    }

    /// Whether a record is one whose holder died, and that stays.
    fn is_after_death<'tx, A: Action, B: Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        permit: &Permit<'tx, B>,
    ) -> Result<(), Error> {
        let space = permit.space();
        let fault = if !store::merged_into(tx, &[space])?.is_empty() {
            Some(HeirFault::WentInto)
        } else {
            let state = permit.space_facts().map(|facts| facts.state);
            (state != Some(SpaceState::Deceased)).then_some(HeirFault::NotDeceased)
        };
        match fault {
            None => Ok(()),
            Some(fault) => {
                admin.turn_down(tx, space.uuid(), fault.name());
                Err(fault.into())
            }
        }
    }
}
