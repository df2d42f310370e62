//! The pages over a whole house: what they show, to whom, and what they refuse.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod access;
mod accounts;
mod admins;
mod at_provider;
mod begins;
mod breached;
mod clinical;
mod closing;
mod cookies;
mod deposit;
mod directory;
mod disputes;
mod door;
mod finding;
mod forms;
mod forms_outside;
mod giving_up;
mod headers;
mod hidden;
mod history;
mod languages;
mod leaving;
mod logging_in;
mod mediation;
mod mediation_document;
mod notifications;
mod provider_sessions;
mod record;
mod refusals;
mod refused_log_ins;
mod replacement;
mod several_log_ins;
mod silent_store;
mod support;
mod texts;
mod without_account;
