use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "identity.forget-lookups";

/// Forgets how many patients were looked up in hours that are over.
pub(super) struct Lookups(House);

impl Lookups {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Lookups {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let forgotten = self.0.desk.write(|tx| self.0.identity.forget_lookups(tx)).map_err(|error| {
            tracing::warn!(%error, "look-ups of hours that are over were not forgotten");
            JobFailure::retry("identity")
        })?;
        tracing::debug!(forgotten, "look-ups of hours that are over forgotten");
        Ok(())
    }
}
