use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "identity.recoveries";

/// Tells again of recoveries of a second factor that end soon, and ends those whose time has passed.
pub(super) struct Recoveries(House);

impl Recoveries {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Recoveries {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let ended = self.0.identity.run_recoveries(&self.0.desk).map_err(|error| {
            tracing::warn!(%error, "recoveries of second factors were not looked after");
            JobFailure::retry("identity")
        })?;
        if ended > 0 {
            tracing::info!(ended, "recoveries of second factors ended");
        }
        Ok(())
    }
}
