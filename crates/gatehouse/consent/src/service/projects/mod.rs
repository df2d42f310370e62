//! Projects of secondary use: one registrar registers, another one decides.

mod decide;
mod end;
mod list;
mod register;

pub use decide::{ConfirmProject, DeclineProject, UndecidedProject};
pub use end::EndProject;
pub use list::ReadProjects;
pub use register::RegisterProject;

use database::Tx;
use kernel::{AdminRole, ProjectId};

use crate::{
    Action, AdminPermit, Error,
    project::{Project, ProjectFault, ProjectState},
    store,
};

/// Who registers, decides and fetches.
pub(super) const REGISTRARS: [AdminRole; 1] = [AdminRole::ProjectRegistrar];

/// Turns a work of a registrar down: its line is durable before anybody hears of it.
pub(super) fn turned_down<'tx, A: Action>(
    tx: &mut Tx<'tx>,
    admin: &AdminPermit<'tx, A>,
    project: ProjectId,
    fault: ProjectFault,
) -> Error {
    admin.turn_down(tx, project.uuid(), fault.name());
    fault.into()
}

/// A project in a state, which nobody else changes until the transaction ends.
pub(super) fn in_state<'tx, A: Action>(
    tx: &mut Tx<'tx>,
    admin: &AdminPermit<'tx, A>,
    id: ProjectId,
    state: ProjectState,
) -> Result<Project, Error> {
    let fault = match store::lock_project(tx, id)? {
        Some(project) if project.state == state => return Ok(project),
        Some(project) => ProjectFault::State(project.state, state),
        None => ProjectFault::Absent,
    };
    Err(turned_down(tx, admin, id, fault))
}
