use chrono::TimeDelta;
use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "identity.forget-sessions";

/// Sessions that one transaction removes, and transactions of one run: more wait for the next one.
const BATCH: u32 = 1_000;
const BATCHES: u32 = 100;

/// Removes sessions that ended long ago.
pub(super) struct Sessions(House);

impl Sessions {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Sessions {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let House { desk, identity, clock, settings, .. } = &self.0;
        let kept = TimeDelta::from_std(settings.tokens.sessions_kept).unwrap_or(TimeDelta::MAX);
        let Some(before) = clock.now().checked_sub_signed(kept) else { return Ok(()) };
        let mut forgotten = 0;
        for _ in 0..BATCHES {
            let gone = desk.write(|tx| identity.forget_sessions(tx, before, BATCH)).map_err(|error| {
                tracing::warn!(%error, "sessions that ended long ago were not removed");
                JobFailure::retry("identity")
            })?;
            forgotten += gone;
            if gone == 0 {
                break;
            }
        }
        tracing::debug!(forgotten, "sessions that ended long ago removed");
        Ok(())
    }
}
