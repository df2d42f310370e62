//! The access trace: who did what in which space, when, in which way and by which rule; append-only and verifiable.
//!
//! Each space has a chain of lines. A line is sealed as a whole under the key of its space and carries a seal
//! (HMAC-SHA-256 under the journal's key) over its ciphertext and the seal of the line before it, so that a line
//! altered, put in or taken out in the middle breaks the chain, and a chain can be verified after the key of its
//! space is gone. The heads of the chains that changed are signed every minute in a [`checkpoint`], which is also
//! written outside the database: it finds what a chain alone cannot, a tail cut off together with its head.
//!
//! Nobody calls the journal to write: a transaction owes its lines ([`line`]) and [`database::Desk`] has them
//! written by [`Journal`] as its last statement.
//!
//! Reading a space's lines needs a permit and is therefore offered by `consent`, not here: the functions of this
//! crate that read without one have names that say so.

mod chain;
pub mod checkpoint;
mod entry;
mod error;
mod ledger;
mod outside;
mod read;
mod schema;
mod tally;
mod verify;

pub use entry::{Entry, Fact, Outcome, Tally, Who, line, system_chain};
pub use error::Error;
pub use ledger::Journal;
pub use outside::OutsideCopy;
pub use read::{Line, lines_without_permit};
pub use tally::close_windows;
pub use verify::{Finding, Report, uncovered_since, verify, verify_newest};
