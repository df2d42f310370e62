//! `carnet serve`, `carnet worker` and the commands of operators, as real programs on a real database.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stdout,
    dead_code,
    reason = "tests"
)]

mod program;

#[path = "servers/doctor/mod.rs"]
mod doctor;
#[path = "servers/drain.rs"]
mod drain;
#[path = "servers/journal.rs"]
mod journal;
#[path = "servers/operators.rs"]
mod operators;
#[path = "servers/place.rs"]
mod place;
#[path = "servers/refusals.rs"]
mod refusals;
#[path = "servers/software.rs"]
mod software;
#[path = "servers/tls.rs"]
mod tls;
#[path = "servers/together.rs"]
mod together;
