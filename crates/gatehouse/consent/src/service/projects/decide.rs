use database::Tx;
use kernel::{Actor, PersonId, ProjectId, SpaceId, to_micros};
use serde_json::json;

use super::{REGISTRARS, in_state, turned_down};
use crate::{
    Act, Action, AdminPermit, Consent, Error,
    project::{Project, ProjectFault, ProjectState},
    store,
};

/// Confirming a project of secondary use that somebody else registered.
pub struct ConfirmProject;

impl Action for ConfirmProject {
    const NAME: &'static str = "projects.confirm";
    const ACT: Act = Act::Administer;
}

/// Declining a project of secondary use that somebody else registered.
pub struct DeclineProject;

impl Action for DeclineProject {
    const NAME: &'static str = "projects.decline";
    const ACT: Act = Act::Administer;
}

/// A project about which an admin is about to decide, who is not the person that registered it as far as this crate knows.
pub struct UndecidedProject<'tx, A: Action> {
    admin: AdminPermit<'tx, A>,
    project: Project,
}

impl<'tx, A: Action> UndecidedProject<'tx, A> {
    /// Who registered it: the caller looks whether they are known to be the one who decides, or a registrar no more.
    pub fn registered_by(&self) -> PersonId {
        self.project.registered_by
    }

    /// Turns the decision down.
    pub fn turn_down(&self, tx: &mut Tx<'tx>, fault: ProjectFault) -> Error {
        turned_down(tx, &self.admin, self.project.id, fault)
    }
}

/// Length of a share.
const SHARE: usize = 32;

impl Consent {
    /// Begins to confirm a project that waits.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`ProjectFault`] for a project of one's own and one that does not wait.
    pub fn project_to_confirm<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        id: ProjectId,
    ) -> Result<UndecidedProject<'tx, ConfirmProject>, Error> {
        let admin = self.check_admin::<ConfirmProject>(tx, actor, &REGISTRARS)?;
        undecided(tx, admin, id)
    }

    /// Begins to decline a project that waits.
    ///
    /// # Errors
    /// As [`Consent::project_to_confirm`].
    pub fn project_to_decline<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        id: ProjectId,
    ) -> Result<UndecidedProject<'tx, DeclineProject>, Error> {
        let admin = self.check_admin::<DeclineProject>(tx, actor, &REGISTRARS)?;
        undecided(tx, admin, id)
    }

    /// Makes the share of a project's key that lies in the vault, durable before this returns; call it before the transaction
    /// that confirms the project. One that was made for nothing opens nothing.
    ///
    /// # Errors
    /// The vault's.
    pub fn make_project_key(&self, id: ProjectId) -> Result<(), Error> {
        self.vault.create_space_key(SpaceId::from(id.uuid()))?;
        Ok(())
    }

    /// Confirms a project: from its beginning to its end it may ask for extracts.
    ///
    /// # Errors
    /// [`ProjectFault::DoesNotRun`] for one whose end has passed; the database's.
    pub fn confirm_project<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        undecided: UndecidedProject<'tx, ConfirmProject>,
    ) -> Result<Project, Error> {
        if undecided.project.about.ends_at <= undecided.admin.now() {
            return Err(undecided.turn_down(tx, ProjectFault::DoesNotRun));
        }
        let mut share = [0; SHARE];
        self.rng.fill(&mut share);
        decided(tx, undecided, ProjectState::Confirmed, Some(&share))
    }

    /// Declines a project.
    ///
    /// # Errors
    /// The database's.
    pub fn decline_project<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        undecided: UndecidedProject<'tx, DeclineProject>,
    ) -> Result<Project, Error> {
        decided(tx, undecided, ProjectState::Declined, None)
    }
}

fn undecided<'tx, A: Action>(
    tx: &mut Tx<'tx>,
    admin: AdminPermit<'tx, A>,
    id: ProjectId,
) -> Result<UndecidedProject<'tx, A>, Error> {
    let project = in_state(tx, &admin, id, ProjectState::Registered)?;
    if project.registered_by == admin.actor().person {
        return Err(turned_down(tx, &admin, id, ProjectFault::Own));
    }
    Ok(UndecidedProject { admin, project })
}

fn decided<'tx, A: Action>(
    tx: &mut Tx<'tx>,
    undecided: UndecidedProject<'tx, A>,
    state: ProjectState,
    share: Option<&[u8]>,
) -> Result<Project, Error> {
    let UndecidedProject { admin, mut project } = undecided;
    let (by, at) = (admin.actor().person, to_micros(admin.now()));
    store::decide_project(tx, project.id, state, by, at, share)?;
    admin.name(tx, [project.id.uuid()]);
    admin.detail(tx, json!({ "registered_by": project.registered_by }));
    (project.state, project.decided_by, project.decided_at) = (state, Some(by), Some(at));
    Ok(project)
}
