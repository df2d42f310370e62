//! Identity against a real PostgreSQL, with the real vault, journal and rules.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod accounts;
mod admins;
mod citizens;
mod clients;
mod doubles;
mod feed;
mod find;
mod house;
mod mediation;
mod oidc;
mod privacy;
mod rotation;
mod session_read;
mod sessions;
mod tokens;
mod traits;
