//! Where large ciphertext lies: on the local disk ([`LocalBlobs`]) or in an S3-compatible store ([`S3Blobs`]), behind
//! one [`BlobStore`].
//!
//! A blob is written once, under a fresh [`BlobId`], and never changed. The order is always the same: the blob is
//! put first, outside any transaction; when `put` has returned, bytes and folder entry are on the disk; then the
//! row that names the blob commits. A crash between the two leaves a blob that no row names, which the
//! [`Sweeper`] removes. The other order could leave a row without its content, which nothing can mend.
//!
//! This crate sees ciphertext only: it seals nothing, knows no space and no document, and no name of a file says
//! more than its id. It must never overwrite, and never remove a blob that a row names.
//!
//! ```
//! use blobs::{BlobId, BlobStore, LocalBlobs};
//! use kernel::{ManualClock, SeededRng};
//!
//! # let folder = std::env::temp_dir().join(format!("carnet-blobs-doc-{}", std::process::id()));
//! # let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
//! # runtime.block_on(async {
//! let clock = ManualClock::at("2026-03-01T08:00:00Z").expect("a valid instant");
//! let store = LocalBlobs::open(&folder)?;
//! let id = BlobId::new(&clock, &SeededRng::new(1));
//! store.put(id, "sealed bytes".into()).await?;
//! assert_eq!(store.get_range(id, 0..6).await?, "sealed");
//! # std::fs::remove_dir_all(&folder).expect("the folder goes");
//! # Ok::<(), blobs::Error>(())
//! # }).expect("put and read");
//! ```

mod blocking;
mod error;
mod id;
mod local;
mod objects;
mod probe;
mod s3;
mod store;
mod sweep;

pub use blocking::BlockingBlobs;
pub use error::Error;
pub use id::{Blob, BlobId, born};
pub use local::LocalBlobs;
pub use probe::{ProbeFault, probe};
pub use s3::{S3Blobs, S3Options};
pub use store::{BlobStore, BlobWriter};
pub use sweep::{Sweeper, Swept};
