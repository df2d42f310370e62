//! The JSON API, version 1: the door for practice software, apps and whoever programs.
//!
//! A door turns a request into a command, asks the house, and turns the answer into a view. It has no business rule
//! and no SQL: what may be done is decided below, inside the transaction that does it.
//!
//! - [`routes`] is the whole map on one page; each address has a file under `endpoints/`, always in the same order:
//!   request type, handler, view.
//! - A caller is known by a bearer token. Its signature is verified where the request is read; the session that it
//!   names is read again, together with the work, in one hop to the blocking threads ([`State`]).
//! - Client software gets its tokens at `/oauth/token`. Those are limited: to the operations of their scopes ([`scopes`]), to
//!   the certificate that they are bound to, and to so many calls in a minute.
//! - An error becomes a problem document in one place. It says the outer reason alone: blocked, masked and absent
//!   read alike. `Accept-Language` chooses French or English for reasons; English without it.
//! - [`description`] is the OpenAPI document, generated from the handlers; `/api/v1/docs` shows it to people.
//!
//! What this crate must never do: put an identity, a title, a code or a word searched for into an address, a header,
//! a log or a message; say more of a document to its depositor than a receipt; choose between an absent and a hidden
//! thing.
//!
//! ```
//! let description = serde_json::to_value(api::description())?;
//! assert!(description["paths"]["/api/v1/spaces/{space}/documents"]["post"].is_object());
//! # Ok::<(), serde_json::Error>(())
//! ```

mod caller;
mod endpoints;
mod errors;
mod evidence;
mod openapi;
mod positions;
/// The map of addresses.
pub mod routes;
/// Which scope which operation needs.
pub mod scopes;
mod state;
mod views;
mod wire;

pub use openapi::description;
pub use routes::configure;
pub use state::{Shuttles, State};
