//! The sandbox's providers, over HTTP, asked by the client of the product itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod demonstration;
mod log_ins;
mod place;
mod questions;
