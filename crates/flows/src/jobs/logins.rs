use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "identity.prune-logins";

/// Removes log-ins that were begun and never ended, and links, tries and browsers that no longer count.
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
        let accounts = self.0.desk.write(|tx| self.0.identity.prune_accounts(tx)).map_err(|error| {
            tracing::warn!(%error, "links and tries that are over were not removed");
            JobFailure::retry("identity")
        })?;
        let pruned = pruned + accounts;
        tracing::debug!(pruned, "log-ins that are over removed");
        Ok(())
    }
}
