use outbox::{Handler, Job, JobFailure};

use crate::{House, access};

/// Its name.
pub(super) const KIND: &str = "carers.remind";

/// How many records one step looks at.
const AT_ONCE: i64 = 500;

/// Tells holders of carers who are carers no more before long, once for each end. Whoever was to be told during an outage is told
/// by the first run after it.
pub(super) struct Carers(House);

impl Carers {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Carers {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let (mut after, mut told) = (None, 0);
        loop {
            let step = access::remind_of_carers(&self.0, after, AT_ONCE).map_err(|error| {
                tracing::warn!(%error, "holders were not told of carers");
                JobFailure::retry("consent")
            })?;
            told += step.told;
            if step.last.is_none() {
                break;
            }
            after = step.last;
        }
        if told > 0 {
            tracing::info!(holders = told, "holders told of carers whose end is near");
        }
        Ok(())
    }
}
