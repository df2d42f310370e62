//! The rules, without a database: by their words one by one, and all together against the oracle.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod answers_mean_something;
mod days;
mod engine_and_oracle_agree;
mod ground;
mod matrix;
mod merges;
mod new_rules;
mod new_rules_fit;
mod reasons;
mod rules;
mod secondary_use;
mod shape;
