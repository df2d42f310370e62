use std::{
    collections::{HashMap, HashSet},
    sync::Mutex,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use futures_util::StreamExt;
use kernel::Clock;

use crate::{BlobId, BlockingBlobs, Error};

/// How many blobs one question to the database names.
const BATCH: usize = 500;

/// Removes blobs that no row names, which a crash between `put` and the commit of the row leaves behind.
///
/// A blob goes only when all of this holds:
/// 1. the time in its id and the time of its last change both lie more than `grace` behind the clock;
/// 2. an earlier run of this very sweeper, at least `settle` of *monotonic* time ago, found it unnamed;
/// 3. the database, asked at that moment, does not name it.
///
/// The second is what makes a jump of the clock harmless. A clock that leaps ahead makes the blob of a deposit
/// that is just about to commit look old, but no clock can make `settle` pass sooner, and no transaction lives
/// that long: by the second look the row is there, or will never be. A clock that falls back only makes blobs
/// look younger and leaves them longer. What was seen is in memory alone: a restart makes an orphan wait for
/// two more runs, and several workers each look twice. A blob is named by one transaction only, the one that its
/// deposit begins after `put`; who names an old blob anew breaks this.
///
/// A sweep that is killed has removed some orphans and not others; the next one goes on.
pub struct Sweeper {
    blobs: BlockingBlobs,
    grace: TimeDelta,
    settle: Duration,
    unnamed: Mutex<HashMap<BlobId, Instant>>,
}

/// What a sweep did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Blobs older than the grace time.
    pub old: u64,
    /// Unnamed blobs that wait for a second look.
    pub waiting: u64,
    /// Blobs removed.
    pub removed: u64,
    /// Remains of uploads that never ended, removed.
    pub unfinished: u64,
}

impl Sweeper {
    /// A sweeper of this store. A day of `grace` and a quarter of an hour of `settle` are generous: `settle` must
    /// be longer than the longest time from `put` to the commit of the row.
    pub fn new(blobs: BlockingBlobs, grace: TimeDelta, settle: Duration) -> Self {
        Self { blobs, grace, settle, unnamed: Mutex::default() }
    }

    /// Looks at every old blob once. `is_named` gives those of the ids that a row names; it is asked for at most
    /// 500 at a time.
    ///
    /// Two sweeps of one sweeper do not run at once. Not for a thread of the store's runtime.
    ///
    /// # Errors
    /// What the store or `is_named` gives; nothing is removed that `is_named` has not answered for.
    pub fn sweep<E: From<Error>>(
        &self,
        clock: &dyn Clock,
        is_named: impl Fn(&[BlobId]) -> Result<HashSet<BlobId>, E>,
    ) -> Result<Swept, E> {
        let before = clock.now() - self.grace;
        let mut seen = self.unnamed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.blobs.wait(async {
            let store = self.blobs.store();
            let mut swept = Swept { unfinished: store.forget_unfinished(before).await?, ..Swept::default() };
            let mut still = HashMap::new();
            let mut batches = store.list(before).chunks(BATCH);
            while let Some(batch) = batches.next().await {
                let batch = batch.into_iter().collect::<Result<Vec<_>, Error>>()?;
                let named = is_named(&batch)?;
                for id in batch {
                    swept.old += 1;
                    if named.contains(&id) {
                        continue;
                    }
                    match seen.get(&id).copied() {
                        Some(first) if first.elapsed() >= self.settle => {
                            store.delete(id).await?;
                            swept.removed += 1;
                        }
                        first => {
                            still.insert(id, first.unwrap_or_else(Instant::now));
                            swept.waiting += 1;
                        }
                    }
                }
            }
            drop(batches);
            *seen = still;
            Ok(swept)
        })
    }
}
