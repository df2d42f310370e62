use std::{
    hash::Hash,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::Clock;
use lru::LruCache;

/// How often something may be done by one who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How often at once, after a rest.
    pub burst: u32,
    /// Time after which it may be done once more.
    pub refill: Duration,
}

impl Rate {
    /// So often in a minute, all of it at once after a rest.
    pub fn per_minute(times: u32) -> Self {
        let times = times.max(1);
        Self { burst: times, refill: Duration::from_secs(60) / times }
    }
}

/// Buckets of tokens, one for each who does something, in the memory of this process: several processes have buckets of their
/// own. Cloning shares them.
pub struct Buckets<K> {
    clock: Arc<dyn Clock>,
    /// For each the time at which its bucket is full again.
    full_at: Arc<Mutex<LruCache<K, DateTime<Utc>>>>,
}

impl<K> Clone for Buckets<K> {
    fn clone(&self) -> Self {
        Self { clock: Arc::clone(&self.clock), full_at: Arc::clone(&self.full_at) }
    }
}

impl<K: Hash + Eq> Buckets<K> {
    /// Buckets that are full; of more than `most` the one that was longest not used is forgotten first.
    pub fn new(most: NonZeroUsize, clock: Arc<dyn Clock>) -> Self {
        Self { clock, full_at: Arc::new(Mutex::new(LruCache::new(most))) }
    }

    /// Takes a token of this one's bucket.
    ///
    /// # Errors
    /// How long it has to wait for one.
    pub fn take(&self, who: K, rate: Rate) -> Result<(), Duration> {
        let now = self.clock.now();
        // No setting comes near the longest span.
        let refill = TimeDelta::from_std(rate.refill).unwrap_or(TimeDelta::MAX);
        let others = i32::try_from(rate.burst.saturating_sub(1)).unwrap_or(i32::MAX);
        let may_owe = refill.checked_mul(others).unwrap_or(TimeDelta::MAX);
        let most = may_owe.checked_add(&refill).unwrap_or(TimeDelta::MAX);
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let full = full_at.get_or_insert_mut(who, || now);
        // Nobody owes more than a whole bucket: a time further ahead was written before the clock was set back.
        let owes = Some(*full - now).filter(|owes| *owes <= most).unwrap_or_default().max(TimeDelta::zero());
        if owes > may_owe {
            return Err((owes - may_owe).to_std().unwrap_or(rate.refill));
        }
        *full = now + owes + refill;
        Ok(())
    }

    /// Gives a token back that was taken for nothing.
    pub fn give_back(&self, who: &K, rate: Rate) {
        let refill = TimeDelta::from_std(rate.refill).unwrap_or(TimeDelta::MAX);
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full) = full_at.get_mut(who) {
            *full = full.checked_sub_signed(refill).unwrap_or(*full);
        }
    }
}
