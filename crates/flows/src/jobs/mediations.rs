use outbox::{Handler, Job, JobFailure};

use crate::{House, mediation};

/// Its name.
pub(super) const KIND: &str = "identity.mediations";

/// Tells of the sessions of a mediator and a citizen together that ended by themselves.
pub(super) struct Mediations(House);

impl Mediations {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Mediations {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let told = mediation::end_those_over(&self.0).map_err(|error| {
            tracing::warn!(%error, "sessions with a mediator that ended were not told of");
            JobFailure::retry("identity")
        })?;
        tracing::debug!(told, "sessions with a mediator that ended told of");
        Ok(())
    }
}
