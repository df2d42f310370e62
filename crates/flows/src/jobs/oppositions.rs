use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "spaces.opposition";

/// How many records one transaction makes.
const AT_ONCE: i64 = 100;

/// Makes the records whose time to oppose is over and whose holders did not. After an outage the first run does all that
/// have become due meanwhile.
pub(super) struct Oppositions(House);

impl Oppositions {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Oppositions {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let mut all = 0;
        loop {
            let made =
                self.0.desk.write(|tx| self.0.consent.end_oppositions(tx, AT_ONCE)).map_err(|error| {
                    tracing::warn!(%error, "records whose time to oppose is over were not made");
                    JobFailure::retry("consent")
                })?;
            all += made;
            if made == 0 {
                break;
            }
        }
        if all > 0 {
            tracing::info!(records = all, "records made after the time to oppose");
        }
        Ok(())
    }
}
