use database::Tx;
use kernel::{Actor, ProjectId, to_micros};

use super::{REGISTRARS, in_state};
use crate::{
    Act, Action, Consent, Error,
    project::{Project, ProjectState},
    store,
};

/// Ending a project of secondary use.
pub struct EndProject;

impl Action for EndProject {
    const NAME: &'static str = "projects.end";
    const ACT: Act = Act::Administer;
}

/// Projects that one step ends at most.
const AT_ONCE: i64 = 50;

impl Consent {
    /// Ends a project before its time: its share of the key and all lines of its extracts are gone. What holders read of it stays.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`crate::ProjectFault`] for one that is not confirmed.
    pub fn end_project(&self, tx: &mut Tx<'_>, actor: &Actor, id: ProjectId) -> Result<Project, Error> {
        let admin = self.check_admin::<EndProject>(tx, actor, &REGISTRARS)?;
        let mut project = in_state(tx, &admin, id, ProjectState::Confirmed)?;
        let at = to_micros(admin.now());
        store::forget_lines(tx, id)?;
        store::end_project(tx, id, at)?;
        admin.name(tx, [id.uuid()]);
        (project.state, project.ended_at) = (ProjectState::Ended, Some(at));
        Ok(project)
    }

    /// Ends projects whose end has passed, some at a time; gives how many. It opens nothing.
    ///
    /// # Errors
    /// The database's.
    pub fn end_overdue_projects(&self, tx: &mut Tx<'_>) -> Result<usize, Error> {
        let now = self.clock.now();
        let overdue = store::overdue_projects(tx.conn(), now, AT_ONCE)?;
        for id in &overdue {
            if store::lock_project(tx, *id)?.is_some_and(|one| one.state == ProjectState::Confirmed) {
                store::forget_lines(tx, *id)?;
                store::end_project(tx, *id, to_micros(now))?;
            }
        }
        Ok(overdue.len())
    }
}
