use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::Clock;
use mail::{Error, FaultKind, Mailer, Message};
use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = mail::KIND;

/// How long a server that does not answer, or cannot be trusted, is not asked again: waiting for it holds up other jobs.
const HOLD: TimeDelta = TimeDelta::seconds(30);

/// Sends one mail. The same mail at each try, so that two copies are told to be one.
pub(super) struct Send {
    clock: Arc<dyn Clock>,
    mailer: Mailer,
    held_until: Mutex<Option<DateTime<Utc>>>,
}

impl Send {
    pub(super) fn new(house: &House, mailer: Mailer) -> Self {
        Self { clock: Arc::clone(&house.clock), mailer, held_until: Mutex::default() }
    }

    /// Whether the server is left alone at this moment. An end that a clock set back has moved far away counts as over.
    fn is_held(&self, now: DateTime<Utc>) -> bool {
        let until = self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| now < until && until <= now + HOLD)
    }

    fn hold(&self, until: Option<DateTime<Utc>>) {
        *self.held_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
}

impl Handler for Send {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let Ok(message) = serde_json::from_value::<Message>(job.payload().clone()) else {
            return Err(JobFailure::empty("mail-unreadable"));
        };
        let now = self.clock.now();
        if message.letter.useful_until().is_some_and(|end| end <= now) {
            return Err(JobFailure::empty("mail-too-late"));
        }
        if self.is_held(now) {
            return Err(JobFailure::retry("mail-held"));
        }
        let sent = self.mailer.send(&message, job.created_at());
        let silent = matches!(
            sent,
            Err(Error::Silent | Error::ClearText | Error::Untrusted | Error::LogIn(_) | Error::Folder(_))
        );
        self.hold(silent.then(|| self.clock.now() + HOLD));
        sent.map_err(|error| {
            tracing::warn!(job = %job.id(), %error, "a mail was not sent");
            match error.kind() {
                FaultKind::Temporary => JobFailure::retry(error.word()),
                FaultKind::Permanent => JobFailure::fail(error.word()),
                // Nobody mends an address at which there is nobody, so it is kept no longer.
                FaultKind::AddressRefused => JobFailure::empty(error.word()),
            }
        })
    }
}
