use std::ops::Range;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{future::BoxFuture, stream::BoxStream};

use crate::{BlobId, Error};

/// A place where blobs lie. One of the few traits of the house: a disk and an object store are both one.
///
/// Every implementation keeps these promises: what `put` or `finish` has acknowledged survives a crash and a
/// power cut; a blob is either wholly visible or not at all; a blob is never overwritten.
pub trait BlobStore: Send + Sync {
    /// Stores a blob; durable when it returns.
    ///
    /// After an error nobody may name the blob: it may be there whole, when the answer was lost, or not at all, and the
    /// sweeper removes it.
    ///
    /// # Errors
    /// [`Error::Taken`] when the id was used before, [`Error::Full`] when there is no room, [`Error::Away`] when an
    /// object store does not take it.
    fn put(&self, id: BlobId, bytes: Bytes) -> BoxFuture<'_, Result<(), Error>>;

    /// Begins a blob that is written piece by piece, so that it need not be in memory as a whole; none from a store that
    /// takes blobs whole alone.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Unavailable`].
    fn writer(&self, id: BlobId) -> Option<BoxFuture<'_, Result<Box<dyn BlobWriter>, Error>>>;

    /// The whole blob.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    fn get(&self, id: BlobId) -> BoxFuture<'_, Result<Bytes, Error>>;

    /// These bytes of the blob, all of them.
    ///
    /// # Errors
    /// [`Error::NotFound`], or [`Error::Range`] when the blob ends before the range does.
    fn get_range(&self, id: BlobId, range: Range<u64>) -> BoxFuture<'_, Result<Bytes, Error>>;

    /// Removes the blob; one that is absent is removed already.
    ///
    /// A power cut may bring a removed blob back: the sweeper then finds it again.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    fn delete(&self, id: BlobId) -> BoxFuture<'_, Result<(), Error>>;

    /// The blobs older than an instant, both by the time in their id and by the time of their last change.
    fn list(&self, older_than: DateTime<Utc>) -> BoxStream<'_, Result<BlobId, Error>>;

    /// Removes what uploads that never ended have left behind and that was last written before the instant.
    /// Says how many there were.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    fn forget_unfinished(&self, older_than: DateTime<Utc>) -> BoxFuture<'_, Result<u64, Error>>;
}

/// A blob that is being written. It becomes visible, whole and durable, with [`BlobWriter::finish`]; one that is
/// dropped before leaves nothing.
pub trait BlobWriter: Send {
    /// Adds bytes at the end.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Unavailable`]; the writer is then of no more use.
    fn write(&mut self, bytes: Bytes) -> BoxFuture<'_, Result<(), Error>>;

    /// Makes the blob visible; durable when it returns.
    ///
    /// # Errors
    /// [`Error::Taken`] when the id was used before, [`Error::Full`] when there is no room.
    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<(), Error>>;

    /// Gives the blob up.
    ///
    /// # Errors
    /// [`Error::Unavailable`]; what is left is removed by [`BlobStore::forget_unfinished`].
    fn abort(self: Box<Self>) -> BoxFuture<'static, Result<(), Error>>;
}
