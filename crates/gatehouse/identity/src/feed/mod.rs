//! The insurer's feed: who is to have a record, one citizen in each row. The format is in `docs/citizens-feed.md`.
//!
//! A row is read without asking anything: [`Rows`] gives rows that can be taken, and a [`Reject`] with line, field and
//! reason for those that cannot. A reject never repeats a value.

mod csv;
mod given;
mod reject;
mod row;
mod rows;

pub use given::{FIELDS, REQUIRED};
pub use reject::{Reject, Why};
pub use row::{FeedRow, FeedStatus, GivenRepresentative, NamedBy};
pub use rows::{Format, Mark, Rows, Unreadable};
