use std::sync::Mutex;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// Where the time comes from. Everything that needs "now" takes one, so that tests choose the time.
pub trait Clock: Send + Sync {
    /// The current instant in UTC, cut to microseconds: what PostgreSQL can store, so a value read back is equal.
    fn now(&self) -> DateTime<Utc>;
}

/// Cuts an instant to the microseconds that PostgreSQL stores.
pub fn to_micros(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.trunc_subsecs(6)
}

/// The machine's own clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> DateTime<Utc> {
        to_micros(Utc::now())
    }
}

/// A clock that stands still until it is told to move.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<DateTime<Utc>>,
}

impl ManualClock {
    /// A clock standing at `instant`.
    pub fn new(instant: DateTime<Utc>) -> Self {
        Self { now: Mutex::new(to_micros(instant)) }
    }

    /// A clock standing at an RFC 3339 instant.
    ///
    /// # Errors
    /// When the text is not an RFC 3339 instant.
    pub fn at(text: &str) -> Result<Self, chrono::ParseError> {
        DateTime::parse_from_rfc3339(text).map(|at| Self::new(at.with_timezone(&Utc)))
    }

    /// Moves the clock, forwards or backwards.
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now = to_micros(*now + by);
    }

    /// Sets the clock.
    pub fn set(&self, instant: DateTime<Utc>) {
        *self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to_micros(instant);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
