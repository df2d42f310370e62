//! Extracts for projects of secondary use: asked for, collected in batches, made ready whole, fetched.

mod ask;
mod collect;
mod fetch;
mod ledger;
mod line;
mod release;

pub use ask::AskExtract;
pub use collect::{Batch, CodedDocument, CodedPerson};
pub use fetch::{FetchExtract, FetchedLines};
pub use ledger::{ReadUseLedger, UsedOnce};
pub use release::ReleaseExtract;
