use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt};
use tokio::runtime::Handle;

use crate::{BlobId, BlobStore, Error};

/// A blob store for synchronous code: job handlers and commands, which run on threads of their own.
///
/// It waits on the runtime that it was given. It must not be called on a thread of that runtime (tokio would
/// panic): asynchronous code uses the [`BlobStore`] itself.
#[derive(Clone)]
pub struct BlockingBlobs {
    store: Arc<dyn BlobStore>,
    runtime: Handle,
}

impl BlockingBlobs {
    /// Wraps a store.
    pub fn new(store: Arc<dyn BlobStore>, runtime: Handle) -> Self {
        Self { store, runtime }
    }

    /// See [`BlobStore::put`].
    ///
    /// # Errors
    /// The same.
    pub fn put(&self, id: BlobId, bytes: Bytes) -> Result<(), Error> {
        self.wait(self.store.put(id, bytes))
    }

    /// See [`BlobStore::get`].
    ///
    /// # Errors
    /// The same.
    pub fn get(&self, id: BlobId) -> Result<Bytes, Error> {
        self.wait(self.store.get(id))
    }

    /// See [`BlobStore::get_range`].
    ///
    /// # Errors
    /// The same.
    pub fn get_range(&self, id: BlobId, range: Range<u64>) -> Result<Bytes, Error> {
        self.wait(self.store.get_range(id, range))
    }

    /// See [`BlobStore::delete`].
    ///
    /// # Errors
    /// The same.
    pub fn delete(&self, id: BlobId) -> Result<(), Error> {
        self.wait(self.store.delete(id))
    }

    /// The first blobs of [`BlobStore::list`], so many at most.
    ///
    /// # Errors
    /// The same.
    pub fn list(&self, older_than: DateTime<Utc>, most: usize) -> Result<Vec<BlobId>, Error> {
        self.wait(self.store.list(older_than).take(most).try_collect())
    }

    pub(crate) fn store(&self) -> &dyn BlobStore {
        self.store.as_ref()
    }

    /// Waits for other work that uses a blob store.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }
}
