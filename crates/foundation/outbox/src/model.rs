use std::{
    borrow::Cow,
    fmt,
    sync::atomic::{AtomicBool, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use kernel::JobId;
use serde_json::Value;

use crate::{Error, store};

/// How often a job is begun before it is a dead letter: with the default back-off about six hours.
const MAX_TRIES: u16 = 20;

/// Work to be done after the transaction that writes it.
#[derive(Clone)]
pub struct NewJob {
    /// What is to be done: a fixed word, which a [`Handler`] answers for.
    pub kind: Cow<'static, str>,
    /// Ids and small facts, at most 8 KiB of JSON. Sealed in the row.
    pub payload: Value,
    /// The earliest moment; `None` is at once.
    pub run_at: Option<DateTime<Utc>>,
    /// While a job with this key is there, another one with it is not written.
    pub unique_key: Option<String>,
    /// How often it is begun before it is a dead letter.
    pub max_tries: u16,
}

impl NewJob {
    /// A job to be done at once.
    pub fn new(kind: impl Into<Cow<'static, str>>, payload: Value) -> Self {
        Self { kind: kind.into(), payload, run_at: None, unique_key: None, max_tries: MAX_TRIES }
    }

    /// A fact that the room announces: a job of kind `event.<name>`. The payload names the things concerned.
    pub fn event(name: &str, payload: Value) -> Self {
        Self::new(format!("event.{name}"), payload)
    }

    /// The same job, not before this moment.
    #[must_use]
    pub fn at(mut self, run_at: DateTime<Utc>) -> Self {
        self.run_at = Some(run_at);
        self
    }

    /// The same job, written only when none with this key is there.
    ///
    /// The key is free again once the job is done. A job that is running may have read its facts already: what
    /// must not be missed needs a job of its own.
    #[must_use]
    pub fn unique(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }
}

impl fmt::Debug for NewJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewJob").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A job that a runner has claimed, for one attempt.
pub struct Job {
    pub(crate) id: JobId,
    pub(crate) kind: String,
    pub(crate) payload: Value,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) attempt: Attempt,
    pub(crate) finished: AtomicBool,
}

impl Job {
    /// The same at every attempt: what a handler is idempotent by.
    pub fn id(&self) -> JobId {
        self.id
    }

    /// What is to be done.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// What it was given.
    pub fn payload(&self) -> &Value {
        &self.payload
    }

    /// When it was written.
    pub fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }

    /// The number of this attempt, from 1.
    pub fn tries(&self) -> i32 {
        self.attempt.tries
    }

    /// Keeps the job for this attempt until the handler's own transaction ends: what it does meanwhile is not done twice.
    ///
    /// # Errors
    /// [`Error::Overtaken`] when the lease ended and another runner has the job: the transaction must be given up.
    pub fn hold(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        if store::hold(tx, &self.attempt)? { Ok(()) } else { Err(Error::Overtaken) }
    }

    /// Ends the job as a part of the handler's own transaction: its effect and the end of the job commit together.
    ///
    /// # Errors
    /// [`Error::Overtaken`] when the lease ended and another runner has the job: the transaction must be given up.
    pub fn finish(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        if !store::complete(tx, &self.attempt)? {
            return Err(Error::Overtaken);
        }
        self.finished.store(true, Ordering::Release);
        Ok(())
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("tries", &self.attempt.tries)
            .finish_non_exhaustive()
    }
}

/// One attempt at a job: what is needed to end it, and it alone.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) id: JobId,
    /// Which attempt this is of all there were: a later one has a higher number.
    pub(crate) fence: i64,
    pub(crate) tries: i32,
    pub(crate) max_tries: i32,
    /// For work that comes back: its next time.
    pub(crate) next: Option<DateTime<Utc>>,
}

/// Does the jobs of one kind.
pub trait Handler: Send + Sync {
    /// The kind it answers for; for an event `event.<name>`.
    fn kind(&self) -> &'static str;

    /// Does one job, outside any transaction. Called at least once for each job, and for one job possibly twice at
    /// the same time when a lease ended too early: idempotent by [`Job::id`], or through [`Job::finish`].
    ///
    /// # Errors
    /// Whether the job should be tried again. A panic counts as [`JobFailure::Retry`].
    fn run(&self, job: &Job) -> Result<(), JobFailure>;
}

/// Why a job was not done. The kind is a fixed word for the operator, of at most 64 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobFailure {
    /// It may pass later.
    Retry {
        /// A fixed word.
        kind: &'static str,
        /// How long to wait; `None` leaves it to the runner's back-off.
        after: Option<TimeDelta>,
    },
    /// It will never pass: a dead letter at once.
    Fail {
        /// A fixed word.
        kind: &'static str,
    },
    /// It will never pass and nobody can mend it: a dead letter that says so, of whose payload nothing is kept.
    Empty {
        /// A fixed word.
        kind: &'static str,
    },
}

impl JobFailure {
    /// It may pass later, after the runner's back-off.
    pub fn retry(kind: &'static str) -> Self {
        Self::Retry { kind, after: None }
    }

    /// It may pass after this time.
    pub fn retry_after(kind: &'static str, after: TimeDelta) -> Self {
        Self::Retry { kind, after: Some(after) }
    }

    /// It will never pass.
    pub fn fail(kind: &'static str) -> Self {
        Self::Fail { kind }
    }

    /// It will never pass, and what it carried is of use to nobody.
    pub fn empty(kind: &'static str) -> Self {
        Self::Empty { kind }
    }
}

/// The database's errors pass, as a rule: the job is tried again.
impl From<database::Error> for JobFailure {
    fn from(_: database::Error) -> Self {
        Self::retry("database")
    }
}

/// A job's own errors pass, as a rule: the job is tried again.
impl From<Error> for JobFailure {
    fn from(error: Error) -> Self {
        Self::retry(if matches!(error, Error::Overtaken) { "overtaken" } else { "outbox" })
    }
}
