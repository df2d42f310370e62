use bytes::Bytes;
use thiserror::Error as ThisError;

use crate::{BlobId, BlobStore, Error};

/// What a store did not do as it must: the step, and the error if there was one.
#[derive(Debug, ThisError)]
pub enum ProbeFault {
    /// A step failed.
    #[error("{step}: {error}")]
    Failed {
        /// What was tried.
        step: &'static str,
        /// What came of it.
        error: Error,
    },
    /// A step gave something else than it must.
    #[error("{0}")]
    Wrong(&'static str),
}

/// Writes, reads and removes a blob under a fresh id, and sees that it is not overwritten meanwhile.
///
/// # Errors
/// The first step that is not as it must be. What was written is removed then too, as far as the store lets it.
pub async fn probe(store: &dyn BlobStore, id: BlobId) -> Result<(), ProbeFault> {
    let outcome = write_and_read(store, id).await;
    let removed = store.delete(id).await.map_err(failed("a blob cannot be removed"));
    outcome.and(removed)?;
    match store.get(id).await {
        Err(Error::NotFound) => Ok(()),
        Ok(_) => Err(ProbeFault::Wrong("a blob that was removed is there still")),
        Err(error) => Err(failed("a blob that is absent cannot be told")(error)),
    }
}

async fn write_and_read(store: &dyn BlobStore, id: BlobId) -> Result<(), ProbeFault> {
    let bytes = Bytes::from_static(b"carnet was here, and removes this");
    store.put(id, bytes.clone()).await.map_err(failed("a blob cannot be written"))?;
    let whole = store.get(id).await.map_err(failed("a blob cannot be read"))?;
    let part = store.get_range(id, 7..10).await.map_err(failed("a part of a blob cannot be read"))?;
    if whole != bytes || part != bytes.slice(7..10) {
        return Err(ProbeFault::Wrong("a blob comes back as something else"));
    }
    match store.put(id, Bytes::from_static(b"something else")).await {
        Err(Error::Taken) => Ok(()),
        Ok(()) => Err(ProbeFault::Wrong("a blob is overwritten: the store must know `If-None-Match: *`")),
        Err(error) => Err(failed("a blob that is there cannot be told")(error)),
    }
}

fn failed(step: &'static str) -> impl FnOnce(Error) -> ProbeFault {
    move |error| ProbeFault::Failed { step, error }
}
