use consent::ProjectFault;
use database::Tx;
use documents::Error;
use kernel::ExtractId;
use outbox::{Handler, Job, JobFailure};

use crate::{
    House,
    projects::{Step, step},
};

/// Its name.
pub(super) const KIND: &str = "secondary-use.extract";

/// Makes an extract for a project of secondary use, batch by batch. Whatever is killed on the way, it goes on where it stood; nothing
/// of it can be fetched before all of it is ready.
pub(super) struct Extracts {
    house: House,
}

impl Extracts {
    pub(super) fn new(house: &House) -> Self {
        Self { house: house.clone() }
    }

    fn make(&self, job: &Job, id: ExtractId) -> Result<consent::Counted, Error> {
        loop {
            let taken = self.house.desk.write(|tx| {
                hold(job, tx)?;
                step(&self.house, tx, id)
            })?;
            if let Step::Released(counted) = taken {
                return Ok(counted);
            }
        }
    }
}

impl Handler for Extracts {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let named = job.payload().get("extract").and_then(serde_json::Value::as_str);
        let Some(id) = named.and_then(|id| id.parse().ok()) else {
            return Err(JobFailure::fail("extract-unreadable"));
        };
        match self.make(job, id) {
            Ok(counted) => {
                tracing::info!(
                    lines = counted.lines,
                    suppressed = counted.suppressed,
                    withdrawn = counted.withdrawn,
                    "an extract for a project of secondary use is ready"
                );
                Ok(())
            }
            // Ended meanwhile, or made ready by a run that was cut before it could say so.
            Err(Error::Consent(consent::Error::Project(
                ProjectFault::DoesNotRun | ProjectFault::NoExtract,
            ))) => {
                let given_up = self.house.desk.write(|tx| self.house.consent.give_up_extract(tx, id));
                given_up.map_err(|_| JobFailure::retry("extract"))
            }
            Err(error) => {
                tracing::warn!(%error, "an extract for a project of secondary use was not made");
                Err(JobFailure::retry("extract"))
            }
        }
    }
}

fn hold(job: &Job, tx: &mut Tx<'_>) -> Result<(), Error> {
    job.hold(tx).map_err(|error| Error::from(identity::Error::from(error)))
}
