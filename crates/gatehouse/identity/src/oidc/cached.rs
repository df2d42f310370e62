//! Something of a provider that is kept in memory for a while.

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::Clock;

use super::ProviderFault;

/// How long it is used before it is fetched again.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long it is still used when it cannot be fetched.
const USABLE: TimeDelta = TimeDelta::hours(24);
/// How long a failure, or a look for something newer, holds off the next one.
const PAUSE: TimeDelta = TimeDelta::seconds(5);

/// A document of a provider. One caller fetches it; the others use what is known, or wait for what that one gets.
pub(super) struct Cached<T> {
    clock: Arc<dyn Clock>,
    /// Never held while something is fetched.
    known: Mutex<Known<T>>,
    /// Whoever fetches.
    turn: tokio::sync::Mutex<()>,
}

struct Known<T> {
    value: Option<(Arc<T>, DateTime<Utc>)>,
    /// The last fetch failed, and when that was known.
    failed: Option<(ProviderFault, DateTime<Utc>)>,
    /// When somebody last looked for something newer, and had the answer.
    looked: Option<DateTime<Utc>>,
}

impl<T> Cached<T> {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        let known = Known { value: None, failed: None, looked: None };
        Self { clock, known: Mutex::new(known), turn: tokio::sync::Mutex::default() }
    }

    /// What is known where it is fresh, else what this fetches.
    ///
    /// # Errors
    /// The fault of the fetch, also within the pause after it, when nothing usable is known.
    pub(super) async fn get(
        &self,
        fetch: impl Future<Output = Result<T, ProviderFault>>,
    ) -> Result<Arc<T>, ProviderFault> {
        if let Some(answer) = self.without_fetching() {
            return answer;
        }
        let _turn = match (self.turn.try_lock(), self.usable()) {
            (Ok(turn), _) => turn,
            // Somebody is fetching: what is known will do meanwhile.
            (Err(_), Some(value)) => return Ok(value),
            (Err(_), None) => self.turn.lock().await,
        };
        if let Some(answer) = self.without_fetching() {
            return answer;
        }
        let fetched = self.keep(fetch.await);
        fetched.or_else(|fault| self.usable().ok_or(fault))
    }

    /// Something newer than `had`, which lacks what the caller needs. It is looked for once in some seconds at most, so
    /// that invented wants do not become requests; within that pause the answer is `had`, or the fault of the look.
    ///
    /// # Errors
    /// The fault of the fetch, also within the pause after it.
    pub(super) async fn newer(
        &self,
        had: Arc<T>,
        fetch: impl Future<Output = Result<T, ProviderFault>>,
    ) -> Result<Arc<T>, ProviderFault> {
        let _turn = self.turn.lock().await;
        {
            let (known, now) = (self.known(), self.clock.now());
            if let Some((value, _)) = &known.value
                && !Arc::ptr_eq(value, &had)
            {
                return Ok(Arc::clone(value));
            }
            if let Some((fault, at)) = known.failed
                && within(at, PAUSE, now)
            {
                return Err(fault);
            }
            if known.looked.is_some_and(|looked| within(looked, PAUSE, now)) {
                return Ok(had);
            }
        }
        let fetched = self.keep(fetch.await);
        self.known().looked = Some(self.clock.now());
        fetched
    }

    fn without_fetching(&self) -> Option<Result<Arc<T>, ProviderFault>> {
        let (known, now) = (self.known(), self.clock.now());
        if let Some((value, at)) = &known.value
            && within(*at, FRESH, now)
        {
            return Some(Ok(Arc::clone(value)));
        }
        let (fault, at) = known.failed?;
        drop(known);
        within(at, PAUSE, now).then(|| self.usable().ok_or(fault))
    }

    fn usable(&self) -> Option<Arc<T>> {
        let (known, now) = (self.known(), self.clock.now());
        let (value, at) = known.value.as_ref()?;
        within(*at, USABLE, now).then(|| Arc::clone(value))
    }

    /// Remembers how a fetch ended, with the time after it.
    fn keep(&self, fetched: Result<T, ProviderFault>) -> Result<Arc<T>, ProviderFault> {
        let (mut known, now) = (self.known(), self.clock.now());
        match fetched {
            Ok(value) => {
                let value = Arc::new(value);
                known.value = Some((Arc::clone(&value), now));
                known.failed = None;
                Ok(value)
            }
            Err(fault) => {
                known.failed = Some((fault, now));
                Err(fault)
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Known<T>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether `now` is less than `age` after `at`; a clock that went back counts as too old.
fn within(at: DateTime<Utc>, age: TimeDelta, now: DateTime<Utc>) -> bool {
    let since = now - at;
    since >= TimeDelta::zero() && since < age
}
