use database::{ReadTx, Tx};
use kernel::{Actor, Limit, ProjectId};

use super::{REGISTRARS, turned_down};
use crate::{
    Act, Action, Consent, Error,
    project::{Project, ProjectFault, ProjectState},
    store,
};

/// Reading the projects of secondary use, with who registered and decided them.
pub struct ReadProjects;

impl Action for ReadProjects {
    const NAME: &'static str = "projects.read";
    const ACT: Act = Act::Administer;
}

/// The register that everybody reads shows so many projects at most, the newest first.
const REGISTER: i64 = 1_000;

impl Consent {
    /// All projects, the newest first, older than one, and where the next page begins.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; the database's.
    pub fn projects(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        before: Option<ProjectId>,
        limit: Limit,
    ) -> Result<(Vec<Project>, Option<ProjectId>), Error> {
        let _admin = self.check_admin::<ReadProjects>(tx, actor, &REGISTRARS)?;
        let mut found = store::projects(tx.conn(), &ProjectState::ALL, before, limit.and_one())?;
        let more = found.len() > limit.size();
        found.truncate(limit.size());
        let next = found.last().filter(|_| more).map(|last| last.id);
        Ok((found, next))
    }

    /// One project.
    ///
    /// # Errors
    /// As [`Consent::projects`]; [`ProjectFault::Absent`].
    pub fn project(&self, tx: &mut Tx<'_>, actor: &Actor, id: ProjectId) -> Result<Project, Error> {
        let admin = self.check_admin::<ReadProjects>(tx, actor, &REGISTRARS)?;
        match store::project(tx.conn(), id)? {
            Some(project) => Ok(project),
            None => Err(turned_down(tx, &admin, id, ProjectFault::Absent)),
        }
    }

    /// The projects that were confirmed, also those that are over: the register that everybody may read (Regulation (EU) 2025/327,
    /// article 57). It says nothing of anybody.
    ///
    /// # Errors
    /// The database's.
    pub fn public_projects(&self, rtx: &mut ReadTx<'_>) -> Result<Vec<Project>, Error> {
        let public = [ProjectState::Confirmed, ProjectState::Ended];
        Ok(store::projects(rtx.conn(), &public, None, REGISTER)?)
    }

    /// The confirmed project of this name, as a holder answers about it.
    ///
    /// # Errors
    /// [`ProjectFault::Absent`]; the database's.
    pub fn public_project(&self, tx: &mut Tx<'_>, id: ProjectId) -> Result<Project, Error> {
        let found = store::project(tx.conn(), id)?;
        let is_public = |one: &Project| matches!(one.state, ProjectState::Confirmed | ProjectState::Ended);
        found.filter(is_public).ok_or(ProjectFault::Absent.into())
    }
}
