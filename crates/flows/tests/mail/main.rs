//! Mails from the outbox to a real mail server, and the notices that bring them, with a clock that the story moves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests"
)]

mod doubles;
mod notices;
mod posting;
mod sending;
