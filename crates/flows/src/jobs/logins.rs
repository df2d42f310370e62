use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "identity.prune-logins";

/// Removes log-ins that were begun and never ended.
pub(super) struct Logins(House);

impl Logins {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Logins {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let pruned = self.0.desk.write(|tx| self.0.identity.prune_logins(tx)).map_err(|error| {
            tracing::warn!(%error, "log-ins that are over were not removed");
            JobFailure::retry("identity")
        })?;
        tracing::debug!(pruned, "log-ins that are over removed");
        Ok(())
    }
}
