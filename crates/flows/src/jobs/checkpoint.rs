use chrono::TimeDelta;
use journal::checkpoint::{self, Due};
use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "journal.checkpoint";

/// Signs the heads of the chains that changed, in the database and in the copy outside.
pub(super) struct Checkpoint {
    house: House,
    due: Due,
}

impl Checkpoint {
    pub(super) fn new(house: &House) -> Self {
        let settings = &house.settings.journal;
        let due = Due {
            every: TimeDelta::from_std(settings.checkpoint_every).unwrap_or(TimeDelta::MAX),
            lines: i64::try_from(settings.checkpoint_lines).unwrap_or(i64::MAX),
        };
        Self { house: house.clone(), due }
    }
}

impl Handler for Checkpoint {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let House { desk, vault, clock, outside, .. } = &self.house;
        match checkpoint::run(desk, vault, clock.as_ref(), outside, self.due) {
            Ok(Some(number)) => tracing::debug!(number, "checkpoint made"),
            Ok(None) => {}
            Err(journal::Error::Outside(error)) => {
                tracing::error!(%error, "the copy of the checkpoints outside the database is not whole");
                return Err(JobFailure::retry("outside"));
            }
            Err(error) => {
                tracing::warn!(%error, "no checkpoint could be made");
                return Err(JobFailure::retry("journal"));
            }
        }
        Ok(())
    }
}
