use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Problem;

/// Bytes of memory that one permit stands for.
const UNIT: usize = 1024;

/// How much memory all uploads of this process may hold at once.
///
/// An upload reserves its place before its file is read and gives it back when the file is dropped. When there is
/// no place the caller gets 503 at once: many large uploads can never end the process.
#[derive(Debug, Clone)]
pub struct UploadBudget(Arc<Semaphore>);

impl UploadBudget {
    /// A budget of so many bytes; a good one is 256 MiB, and never less than the largest file taken.
    pub fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new((bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS))))
    }

    /// Bytes that are free now, for the metrics.
    pub fn free(&self) -> usize {
        self.0.available_permits() * UNIT
    }

    pub(super) fn reserve(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Problem> {
        let units = u32::try_from(bytes.div_ceil(UNIT).max(1)).unwrap_or(u32::MAX);
        Arc::clone(&self.0)
            .try_acquire_many_owned(units)
            .map_err(|_none| Problem::overloaded("uploads", Duration::from_secs(5)))
    }
}
