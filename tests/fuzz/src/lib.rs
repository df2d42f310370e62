//! What must hold whatever bytes come in, one function for each thing that reads bytes of strangers: clinical documents
//! ([`cda`]), deposit forms ([`multipart`]), positions in lists ([`cursor`]) and access tokens ([`token`]).
//!
//! Each function panics when its promise is broken. `make fuzz` searches with them, guided by coverage, on a stable
//! compiler; `make test` replays `corpus/`, in which every case that was once found is kept.
//!
//! ```
//! fuzz::cda(b"<ClinicalDocument xmlns='urn:hl7-org:v3'/>");
//! fuzz::token(b"\x00not.a.token");
//! ```
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a broken promise stops the search"
)]

mod cda;
mod cursor;
mod keys;
mod multipart;
mod page;
mod token;

pub use cda::cda;
pub use cursor::cursor;
pub use multipart::multipart;
pub use page::page_fault;
pub use token::token;

/// A target: its name, which is the name of its folder under `corpus/`, and what it promises.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 4] =
    [("cda", cda), ("multipart", multipart), ("cursor", cursor), ("token", token)];
