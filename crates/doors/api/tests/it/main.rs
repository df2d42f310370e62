//! The API as its callers meet it: every answer is held to the description, over a real PostgreSQL.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod access;
mod after_death;
mod at_once;
mod bulk;
mod callers;
mod care_relationships;
mod changes;
mod clinical;
mod content;
mod corrections;
mod deposit;
mod deposit_refused;
mod description;
mod directory;
mod discretion;
mod disputes;
mod document;
mod door;
mod erasure;
mod exports;
mod extracts;
mod extracts_in_time;
mod extracts_unseen;
mod folders;
mod history;
mod history_groups;
mod idempotency;
mod large;
mod leaks;
mod life;
mod list;
mod me;
mod mediations;
mod notifications;
mod oauth;
mod operations;
mod patients;
mod projects;
mod proposals;
mod refile;
mod search;
mod secondary_use;
mod settings;
mod shared;
mod silent_store;
mod spaces;
mod wrong_persona;
mod zip;
