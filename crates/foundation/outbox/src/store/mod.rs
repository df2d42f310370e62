//! The rows of `outbox.job`, one file for each thing that happens to them.

mod attempt;
mod claim;
mod end;
mod enqueue;
mod lease;
mod list;
mod periodic;

pub(crate) use claim::{Taken, claim};
pub(crate) use end::{bury, complete, delete_dead, put_off};
pub use enqueue::enqueue;
pub(crate) use lease::{hold, release, renew};
pub(crate) use list::{find, lengths, revive};
pub(crate) use periodic::schedule;
