use chrono::{DateTime, Utc};
use kernel::Id;

/// Marks the ids of blobs.
pub enum Blob {}

/// Names one blob: fresh for each, never used again, and saying nothing of what the blob holds.
pub type BlobId = Id<Blob>;

/// The instant, in milliseconds, at which the id was made by the clock of the process that made it.
///
/// `None` for an id that is not of version 7.
pub fn born(id: BlobId) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.uuid().get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}
