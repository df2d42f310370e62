//! Stories through the real server: what the acceptance tests in `tests/stories/` stand on.
//!
//! A [`Site`] is what several programs share: a database, keys, blobs and checkpoints in a folder of its own. A
//! [`Server`] is the real binary as a child process on free ports. A [`Caller`] speaks HTTP to it as somebody. A
//! [`Registry`] is the house opened beside the server on the same site: it registers people whom the sandbox does not
//! have, logs them in and ends their sessions, as an identity provider and a directory would.
//!
//! What this crate must never do: look into a server's memory, or make a record otherwise than through a service.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "what tests stand on stops with a sentence when it cannot go on"
)]

mod client;
mod curl;
mod form;
mod leaks;
mod people;
mod program;
mod registry;
mod rows;
mod server;
mod site;
mod store;
mod visitor;

pub use client::{Answer, Caller};
pub use curl::{Curl, Seen};
pub use form::Form;
pub use leaks::{Leak, Secret, Secrets};
pub use people::{CAMILLE, Model, Person, VESTRELAINE, addressed_to, with_document_id};
pub use registry::{Registered, Registry};
pub use rows::{Counts, stored_values};
pub use server::Server;
pub use site::{Site, as_address};
pub use store::{Store, carry};
pub use visitor::Visitor;

/// Whether the stories run at full length (`make soak`).
pub fn soak() -> bool {
    std::env::var_os("CARNET_SOAK").is_some()
}
