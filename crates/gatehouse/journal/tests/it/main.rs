//! The journal on a real PostgreSQL: what it writes, what of a tampered one is found, and when.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod chain;
mod checkpoints;
mod office;
mod outside_copy;
mod shared;
mod tally;
mod tampering;
mod together;
