use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::Clock;

use super::{Purpose, ServiceKey};
use crate::{Error, KeyState, KeyStore, MasterKeys, ServiceRow, canonical::canonical};

/// How long a failed reload, or one forced by an unknown id, holds off the next one.
const PAUSE: TimeDelta = TimeDelta::seconds(1);

/// Every service key that may still be used, by purpose and by number.
#[derive(Default)]
pub(crate) struct Ring {
    open: BTreeMap<(Purpose, u32), Entry>,
    /// Those whose row does not open here, and why: their master key is not in the folder, or the row was altered. The
    /// others go on without them.
    closed: BTreeMap<(Purpose, u32), Arc<Error>>,
}

impl Ring {
    /// The key of this number; none when it was retired or never made.
    pub(super) fn find(&self, purpose: Purpose, id: u32) -> Option<Result<Arc<ServiceKey>, Error>> {
        if let Some(entry) = self.open.get(&(purpose, id)) {
            return Some(Ok(Arc::clone(&entry.key)));
        }
        self.closed.get(&(purpose, id)).map(|why| Err(Error::ClosedKey { purpose, id, why: Arc::clone(why) }))
    }

    /// A key of the purpose that does not open here, as the error that it is.
    pub(super) fn closed(&self, purpose: Purpose) -> Option<Error> {
        let (&(purpose, id), why) = self.closed.range((purpose, 0)..=(purpose, u32::MAX)).next()?;
        Some(Error::ClosedKey { purpose, id, why: Arc::clone(why) })
    }
}

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) key: Arc<ServiceKey>,
    pub(crate) created_at: DateTime<Utc>,
}

/// The service keys in memory, and when they were last compared with the key store.
///
/// INVARIANT: a ring older than twice `fresh_for` is never used. A new key therefore is known to every program by
/// the time that [`in_force`] lets anyone make something with it; clocks that differ by less than `fresh_for` do
/// no harm.
pub(crate) struct Keyring {
    held: RwLock<Held>,
    reloading: Mutex<Attempts>,
    fresh_for: TimeDelta,
}

struct Held {
    ring: Arc<Ring>,
    at: Option<DateTime<Utc>>,
}

#[derive(Default)]
struct Attempts {
    failed: Option<DateTime<Utc>>,
    forced: Option<DateTime<Utc>>,
}

/// Where a ring is loaded from.
pub(crate) struct Source<'a> {
    pub(crate) store: &'a dyn KeyStore,
    pub(crate) master: &'a dyn MasterKeys,
    pub(crate) clock: &'a dyn Clock,
}

impl Keyring {
    pub(crate) fn new(fresh_for: Duration) -> Self {
        Self {
            held: RwLock::new(Held { ring: Arc::default(), at: None }),
            reloading: Mutex::default(),
            fresh_for: TimeDelta::from_std(fresh_for).unwrap_or(TimeDelta::MAX),
        }
    }

    /// How old a key must be before something is made with it: twice the time between two reloads.
    pub(crate) fn grace(&self) -> TimeDelta {
        self.fresh_for.checked_mul(2).unwrap_or(TimeDelta::MAX)
    }

    /// The ring, compared with the key store when it is due. While one caller does that, the others go on with the
    /// ring they have.
    pub(crate) fn fresh(&self, source: &Source<'_>) -> Result<Arc<Ring>, Error> {
        let now = source.clock.now();
        if let Some(ring) = self.younger_than(self.fresh_for, now) {
            return Ok(ring);
        }
        let usable = self.younger_than(self.grace(), now);
        let Some(usable) = usable else {
            let attempts = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(ring) = self.younger_than(self.fresh_for, now) {
                return Ok(ring);
            }
            return self.load(source, attempts);
        };
        let Ok(attempts) = self.reloading.try_lock() else { return Ok(usable) };
        if recent(attempts.failed, now) {
            return Ok(usable);
        }
        Ok(self.load(source, attempts).unwrap_or(usable))
    }

    /// The ring after a look at the key store, for an id that is not in it; at most one such look per second.
    pub(crate) fn forced(&self, source: &Source<'_>) -> Result<Arc<Ring>, Error> {
        let now = source.clock.now();
        let mut attempts = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        if recent(attempts.forced, now)
            && let Some(ring) = self.younger_than(self.grace(), now)
        {
            return Ok(ring);
        }
        attempts.forced = Some(now);
        self.load(source, attempts)
    }

    /// Loads the ring whatever its age: after this program itself changed the key store.
    pub(crate) fn reload(&self, source: &Source<'_>) -> Result<Arc<Ring>, Error> {
        let mut attempts = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.failed = None;
        self.load(source, attempts)
    }

    fn younger_than(&self, age: TimeDelta, now: DateTime<Utc>) -> Option<Arc<Ring>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        within(held.at?, age, now).then(|| Arc::clone(&held.ring))
    }

    fn load(&self, source: &Source<'_>, mut attempts: MutexGuard<'_, Attempts>) -> Result<Arc<Ring>, Error> {
        let now = source.clock.now();
        if recent(attempts.failed, now) {
            return Err(Error::Store(database::Error::NoConnection));
        }
        let known = Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner).ring);
        match read_ring(source, &known) {
            Ok(ring) => {
                attempts.failed = None;
                raise_closed(&ring, &known);
                let ring = Arc::new(ring);
                *self.held.write().unwrap_or_else(PoisonError::into_inner) =
                    Held { ring: Arc::clone(&ring), at: Some(now) };
                Ok(ring)
            }
            Err(error) => {
                attempts.failed = Some(now);
                tracing::warn!(%error, "the service keys could not be read again");
                Err(error)
            }
        }
    }
}

/// Whether `now` is less than `age` after `at`; a clock that went back counts as too old.
fn within(at: DateTime<Utc>, age: TimeDelta, now: DateTime<Utc>) -> bool {
    let since = now - at;
    since >= TimeDelta::zero() && since < age
}

fn recent(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    at.is_some_and(|at| within(at, PAUSE, now))
}

/// Tells the operator once of each key that does not open, and how many there are now.
fn raise_closed(ring: &Ring, known: &Ring) {
    for ((purpose, id), error) in &ring.closed {
        if !known.closed.contains_key(&(*purpose, *id)) {
            tracing::error!(%purpose, id, %error, "a service key does not open here; the others go on without it");
        }
    }
    let closed = u32::try_from(ring.closed.len()).unwrap_or(u32::MAX);
    metrics::gauge!("vault_closed_service_keys").set(f64::from(closed));
}

/// Reads the rows; a key that is already in memory is not unwrapped again.
fn read_ring(source: &Source<'_>, known: &Ring) -> Result<Ring, Error> {
    let mut ring = Ring::default();
    for row in source.store.services()? {
        // A purpose that this release does not know belongs to a newer one beside it.
        let Some(purpose) = Purpose::parse(&row.purpose) else { continue };
        if row.state == KeyState::Retired {
            continue;
        }
        let place = (purpose, row.id);
        let opened = match known.open.get(&place) {
            Some(entry) => Ok(entry.clone()),
            None => open(source, purpose, &row),
        };
        match opened {
            Ok(entry) => drop(ring.open.insert(place, entry)),
            Err(error) => drop(ring.closed.insert(place, Arc::new(error))),
        }
    }
    Ok(ring)
}

fn open(source: &Source<'_>, purpose: Purpose, row: &ServiceRow) -> Result<Entry, Error> {
    let material = source.master.unwrap(&service_aad(&row.purpose, row.id), &row.wrapped)?;
    let key = ServiceKey::from_material(purpose, row.id, &material)?;
    Ok(Entry { key: Arc::new(key), created_at: row.created_at })
}

/// What binds a wrapped service key to its row.
pub(crate) fn service_aad(purpose: &str, id: u32) -> Vec<u8> {
    canonical([b"service-key".as_slice(), purpose.as_bytes(), &id.to_be_bytes()])
}

/// The keys of a purpose that open here, the one in force first, then the others from new to old.
pub(super) fn of_purpose(
    ring: &Ring,
    purpose: Purpose,
    grace: TimeDelta,
    now: DateTime<Utc>,
) -> Vec<Arc<ServiceKey>> {
    let mut newest_first: Vec<&Entry> =
        ring.open.range((purpose, 0)..=(purpose, u32::MAX)).rev().map(|(_, entry)| entry).collect();
    let place = in_force(&newest_first, grace, now);
    if let Some(prefix) = newest_first.get_mut(..=place) {
        prefix.rotate_right(1);
    }
    newest_first.into_iter().map(|entry| Arc::clone(&entry.key)).collect()
}

/// Which key makes new things: the newest that every program has had the time to learn of, else the oldest.
fn in_force(newest_first: &[&Entry], grace: TimeDelta, now: DateTime<Utc>) -> usize {
    newest_first
        .iter()
        .position(|entry| now - entry.created_at >= grace)
        .unwrap_or(newest_first.len().saturating_sub(1))
}
