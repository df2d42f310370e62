use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::SpaceId;
use lru::LruCache;

use crate::SpaceKeys;

/// The keys of the spaces in use: so many at most, each for so long at most.
pub(crate) struct Cache {
    held: Mutex<Held>,
    lives: TimeDelta,
}

/// With the time at which they were loaded.
type Held = LruCache<SpaceId, (Arc<SpaceKeys>, DateTime<Utc>)>;

impl Cache {
    pub(crate) fn new(room: NonZeroUsize, lives: Duration) -> Self {
        Self {
            held: Mutex::new(LruCache::new(room)),
            lives: TimeDelta::from_std(lives).unwrap_or(TimeDelta::MAX),
        }
    }

    /// The keys of a space, if they were loaded less than their time ago; a clock that went back counts as too old.
    pub(crate) fn get(&self, space: SpaceId, now: DateTime<Utc>) -> Option<Arc<SpaceKeys>> {
        let mut held = self.held();
        let (keys, loaded) = held.get(&space)?;
        let age = now - *loaded;
        if age >= TimeDelta::zero() && age < self.lives {
            return Some(Arc::clone(keys));
        }
        held.pop(&space);
        None
    }

    pub(crate) fn put(&self, keys: &Arc<SpaceKeys>, now: DateTime<Utc>) {
        self.held().put(keys.space(), (Arc::clone(keys), now));
    }

    pub(crate) fn forget(&self, space: SpaceId) {
        self.held().pop(&space);
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
