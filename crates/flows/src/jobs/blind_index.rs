use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "identity.reindex";

/// Makes the tags by which patients are found anew under the current index key, after a rotation.
pub(super) struct BlindIndex(House);

impl BlindIndex {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for BlindIndex {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let done = self.0.identity.reindex(&self.0.desk).map_err(|error| {
            tracing::warn!(%error, "the blind index could not be made anew");
            JobFailure::retry("identity")
        })?;
        if done.spaces + done.accounts > 0 {
            tracing::info!(spaces = done.spaces, accounts = done.accounts, "blind index made anew");
        }
        Ok(())
    }
}
