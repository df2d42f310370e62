use identity::account::AccountNews;
use outbox::{Handler, Job, JobFailure, jobs};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "outbox.forget-dead";

/// What nobody waits for after a month: mails, and the news of an account. Documents on their way into another record wait
/// until somebody mends what keeps them.
const FORGOTTEN: [&str; 2] = [mail::KIND, AccountNews::KIND];

/// Forgets dead letters that no operator has tried again in a month.
pub(super) struct DeadLetters(House);

impl DeadLetters {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for DeadLetters {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let forgotten = self.0.desk.write(|tx| jobs::forget_dead(tx, &FORGOTTEN, self.0.clock.as_ref()))?;
        tracing::debug!(forgotten, "old dead letters forgotten");
        Ok(())
    }
}
