use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Makes the tags by which patients are found anew under the current index key, after a rotation.
pub(super) struct BlindIndex(House);

impl BlindIndex {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for BlindIndex {
    fn kind(&self) -> &'static str {
        "identity.reindex"
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let anew = self.0.identity.reindex(&self.0.desk).map_err(|error| {
            tracing::warn!(%error, "the blind index could not be made anew");
            JobFailure::retry("identity")
        })?;
        if anew.spaces > 0 {
            tracing::info!(spaces = anew.spaces, "blind index made anew");
        }
        Ok(())
    }
}
