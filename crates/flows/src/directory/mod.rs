//! The national directory, imported from its files: rows in batches, each a transaction that also says how far the import
//! has come; the lines that it leaves in a chain of the system; the guard before anything vanishes.

mod error;
mod file;
mod import;
mod lines;

pub use error::ImportError;
pub use file::{File, Order};
pub use import::{Outcome, Rejects, Started, check_head, go, read_through, start};
