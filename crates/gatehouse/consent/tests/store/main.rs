//! Consent on a real PostgreSQL: what a check leaves behind, and how long what was given lasts.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod check;
mod codes;
mod equal_cost;
mod house;
mod life;
mod lookup;
mod met;
mod new_rule;
mod open_relationship;
mod preferences_for;
mod secondary_use;
mod spaces;
