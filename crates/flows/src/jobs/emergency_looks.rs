use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "emergency.overdue-looks";

/// How many looks one transaction writes down.
const AT_ONCE: i64 = 200;

/// Writes down which second looks at accesses in an emergency are overdue: each suspends the right of whoever opened the record,
/// from the instant itself on and until somebody looks, whether this job runs or not.
pub(super) struct EmergencyLooks(House);

impl EmergencyLooks {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for EmergencyLooks {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let mut all = 0;
        loop {
            let noted =
                self.0.desk.write(|tx| self.0.consent.note_overdue_looks(tx, AT_ONCE)).map_err(|error| {
                    tracing::warn!(%error, "overdue looks at emergency accesses were not written down");
                    JobFailure::retry("consent")
                })?;
            all += noted;
            if noted == 0 {
                break;
            }
        }
        if all > 0 {
            tracing::warn!(accesses = all, "nobody looked at emergency accesses in time");
        }
        Ok(())
    }
}
