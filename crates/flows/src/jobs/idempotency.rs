use chrono::TimeDelta;
use database::idempotency;
use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "idempotency.forget";

/// How long an `Idempotency-Key` stands for what it made.
const KEPT: TimeDelta = TimeDelta::days(7);

/// Forgets keys of requests that nobody will send again.
pub(super) struct Idempotency(House);

impl Idempotency {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Idempotency {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let before = self.0.clock.now() - KEPT;
        let forgotten = self.0.desk.write(|tx| idempotency::forget(tx, before))?;
        tracing::debug!(forgotten, "keys of old requests forgotten");
        Ok(())
    }
}
