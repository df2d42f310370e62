//! The national directory, imported into a real database from files that the stories make. Nobody in them exists: the
//! numbers are of the range that is given to nobody, with right keys.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod establishments;
mod finding;
mod ground;
mod hostile;
mod log_ins;
mod removals;
mod restarts;
mod rows;
mod standings;
