//! The pages: the door for people with a browser, in French and in English.
//!
//! Everything is rendered on the server and works without scripts, by keyboard, on a phone, in light and in dark. A door
//! has no business rule and no SQL: what may be seen is decided below, and a page shows the answer.
//!
//! - [`routes`] is the whole map on one page. Each page is one file under `pages/`, always in the same order: what the
//!   browser sends, handler, view; its template has the same name.
//! - A visitor is known by the cookie `__Host-carnet`, which holds the product's own access token. Whether its session
//!   still counts is read with the work, as for any other call.
//! - People log in through the identity providers of the house; `pages/auth_start.rs` leads there, `auth_callback.rs`
//!   takes the answer. Whoever builds the program may hand over further ways, [`Logins`]: the sandbox's, for those whom
//!   no provider knows.
//! - Every sentence is in `locales/`; a test compares both languages and finds what is missing or no longer used.
//! - [`Pages`] turns the problem of any page into a page with the same status and the id of the request. An absent thing
//!   and a hidden one are the same page, byte for byte but for that id and the token of its form.
//!
//! What this crate must never do: put an identity, a name, a title or a word searched for into an address or a log; take
//! a form that another site sent; load anything from another host; run a script but the one
//! that asks a browser for a passkey.
//!
//! ```
//! use consent::Language;
//!
//! assert_eq!(web::language_of("en-GB,en;q=0.9,fr;q=0.5"), Language::English);
//! assert_eq!(web::language_of("de"), Language::French);
//! ```

mod account_cookies;
mod agent;
mod assets;
mod errors;
mod forms;
mod language;
mod login_cookie;
mod logins;
mod moments;
mod pages;
mod positions;
mod refusals;
/// The map of addresses.
pub mod routes;
mod shell;
mod state;
mod texts;
mod together;
mod visitor;
mod words;

pub use language::language_of;
pub use logins::{Beside, Choice, Logins};
pub use refusals::Pages;
pub use routes::{ADDRESSES, configure};
pub use state::State;
