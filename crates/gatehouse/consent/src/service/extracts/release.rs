use database::Tx;
use journal::{Outcome, Who};
use kernel::{ExtractId, RequestId, to_micros};
use serde_json::json;

use crate::{
    Act, Action, Consent, Error, lines,
    project::{Counted, ExtractState, ProjectFault},
    store,
};

/// Making an extract ready.
pub struct ReleaseExtract;

impl Action for ReleaseExtract {
    const NAME: &'static str = "extracts.release";
    const ACT: Act = Act::Administer;
}

impl Consent {
    /// Makes an extract ready in which all spaces were looked at, whole or not at all: whoever says otherwise by now is left out, and
    /// so is what too few people have in common; each holder finds in the ledger what was used. One line in a chain of the system
    /// tells of it.
    ///
    /// # Errors
    /// [`ProjectFault`] for an extract that is not being made, or whose project does not run any more; the database's.
    pub fn release_extract(&self, tx: &mut Tx<'_>, id: ExtractId) -> Result<Counted, Error> {
        let (extract, _) = store::lock_extract(tx, id)?.ok_or(ProjectFault::NoExtract)?;
        let project = store::lock_project(tx, extract.project)?.ok_or(ProjectFault::Absent)?;
        let now = self.clock.now();
        let reference = self.reference.secondary_use();
        if extract.state != ExtractState::Collecting || !project.runs_at(now) {
            return Err(ProjectFault::DoesNotRun.into());
        }
        let numbers = project.wanted().numbers(reference).ok_or(ProjectFault::DoesNotRun)?;
        let counted = store::release(tx, &extract, numbers, to_micros(now), reference.least_people.into())?;
        let who = Who::System { purpose: "secondary-use".to_owned() };
        let request = RequestId::new(self.clock.as_ref(), self.rng.as_ref());
        let way = Some("W12".to_owned());
        let mut entry = lines::entry::<ReleaseExtract>(now, who, request, way, "W12", Outcome::Done);
        entry.things.extend([project.id.uuid(), id.uuid()]);
        entry.detail = json!({
            "project": project.id, "extract": id, "asked_by": extract.asked_by, "lines": counted.lines,
            "people": counted.people, "suppressed": counted.suppressed, "withdrawn": counted.withdrawn,
        });
        tx.owe(journal::line(journal::system_chain(id.uuid()), None, entry, None, false));
        Ok(counted)
    }

    /// Gives up an extract that will not be made: its project does not run any more, or its work failed too often.
    ///
    /// # Errors
    /// The database's.
    pub fn give_up_extract(&self, tx: &mut Tx<'_>, id: ExtractId) -> Result<(), Error> {
        let known = store::lock_extract(tx, id)?;
        if known.is_some_and(|(extract, _)| extract.state == ExtractState::Collecting) {
            store::forget_extract(tx, id)?;
        }
        Ok(())
    }
}
