#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "a test may stop at the first surprise"
)]

mod fixture;
mod master;
mod object;
mod rewrap;
mod service;
mod space;
mod two_vaults;
mod vectors;
