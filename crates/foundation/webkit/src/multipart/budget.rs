use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::{
    Problem,
    shares::{Share, Shares},
};

/// Bytes of memory that one permit stands for.
const UNIT: usize = 1024;
/// One caller holds at most so many parts of the whole: 1 of 2.
const SHARES: usize = 2;
/// Bytes of a budget, where bodies are not so large that it must be more.
const USUAL: usize = 256 * 1024 * 1024;

/// How much memory all uploads of this process may hold at once.
///
/// An upload reserves its place before its file is read and gives it back when the file is dropped. When there is
/// no place the caller gets 503 at once: many large uploads can never end the process. Nobody alone holds more than
/// half of it, so whoever sends slowly keeps nobody else out.
#[derive(Debug, Clone)]
pub struct UploadBudget {
    /// What is held, for the metrics.
    what: &'static str,
    whole: Arc<Semaphore>,
    shares: Shares,
}

/// A place in the budget, free again when it is dropped.
pub(super) struct Place {
    whole: OwnedSemaphorePermit,
    _share: Share,
}

impl Place {
    /// Bytes that it stands for.
    pub(super) fn bytes(&self) -> usize {
        self.whole.num_permits() * UNIT
    }
}

impl UploadBudget {
    /// The budget of a server that takes bodies of at most so many bytes: 256 MiB, or more where a share of that would not
    /// hold one whole body, which would then be refused for ever.
    pub fn for_bodies(largest: usize) -> Self {
        Self::new(USUAL.max(largest.saturating_mul(SHARES)))
    }

    /// A budget of so many bytes.
    pub fn new(bytes: usize) -> Self {
        Self::of("uploads", bytes)
    }

    /// A budget for something else that is held in memory.
    pub(crate) fn of(what: &'static str, bytes: usize) -> Self {
        let units = (bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS);
        Self { what, whole: Arc::new(Semaphore::new(units)), shares: Shares::of(units.div_ceil(SHARES)) }
    }

    /// Bytes that are free now, for the metrics.
    pub fn free(&self) -> usize {
        self.whole.available_permits() * UNIT
    }

    /// A place for an upload of this caller.
    pub(super) fn reserve(&self, by: Uuid, bytes: usize) -> Result<Place, Problem> {
        let none = || Problem::overloaded(self.what, Duration::from_secs(5));
        let units = bytes.div_ceil(UNIT).max(1);
        let share = self.shares.take(by, units).ok_or_else(none)?;
        let whole = Arc::clone(&self.whole)
            .try_acquire_many_owned(u32::try_from(units).unwrap_or(u32::MAX))
            .map_err(|_full| none())?;
        Ok(Place { whole, _share: share })
    }
}
