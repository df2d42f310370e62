use chrono::TimeDelta;
use database::Tx;
use kernel::{Actor, ExtractId, ProjectId, to_micros};
use serde_json::json;

use super::super::projects::{REGISTRARS, in_state, turned_down};
use crate::{
    Act, Action, Consent, Error,
    project::{Extract, ExtractState, ProjectFault, ProjectState},
    store,
};

/// Asking for an extract.
pub struct AskExtract;

impl Action for AskExtract {
    const NAME: &'static str = "extracts.ask";
    const ACT: Act = Act::Administer;
}

/// How long the work on an extract that is not ready may stand still before it makes room for another one: one whose work failed too
/// often is tried no more.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(1);

/// How many extracts of a project are shown, the newest first.
const MOST: i64 = 100;

impl Consent {
    /// Writes down that an extract of a project is wanted; the work follows.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`ProjectFault`] for a project that does not run, and while another extract
    /// of it is being made. One that is not ready, and on which nothing was done for a day, is given up for it.
    pub fn ask_extract(&self, tx: &mut Tx<'_>, actor: &Actor, project: ProjectId) -> Result<Extract, Error> {
        let admin = self.check_admin::<AskExtract>(tx, actor, &REGISTRARS)?;
        let known = in_state(tx, &admin, project, ProjectState::Confirmed)?;
        let now = admin.now();
        if !known.runs_at(now) {
            return Err(turned_down(tx, &admin, project, ProjectFault::DoesNotRun));
        }
        for one in store::extracts_of(tx.conn(), project, MOST)? {
            match one.state {
                ExtractState::Collecting if one.moved_at.unwrap_or(one.asked_at) + GIVEN_UP_AFTER > now => {
                    return Err(turned_down(tx, &admin, project, ProjectFault::Collecting));
                }
                ExtractState::Collecting => self.give_up_extract(tx, one.id)?,
                ExtractState::Ready | ExtractState::Gone => {}
            }
        }
        let extract = Extract {
            id: ExtractId::new(self.clock.as_ref(), self.rng.as_ref()),
            project,
            state: ExtractState::Collecting,
            asked_by: actor.person,
            asked_at: to_micros(now),
            moved_at: None,
            ready_at: None,
            counted: None,
        };
        store::insert_extract(tx, &extract)?;
        admin.name(tx, [project.uuid(), extract.id.uuid()]);
        admin.detail(tx, json!({ "project": project, "extract": extract.id }));
        Ok(extract)
    }

    /// The extracts of a project, the newest first.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`ProjectFault::Absent`]; the database's.
    pub fn extracts(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        project: ProjectId,
    ) -> Result<Vec<Extract>, Error> {
        let project = self.project(tx, actor, project)?;
        Ok(store::extracts_of(tx.conn(), project.id, MOST)?)
    }
}
