//! The sandbox: people who do not exist, and a door by which anybody becomes one of them.
//!
//! Only `carnet sandbox` opens this door; `serve` does not have it and refuses settings that ask for it.
//!
//! - [`people`] says who there is and logs one of them in. The door picks the person and nothing else: the session
//!   is a row as any other, and its token is made by identity as any other. What such a caller may do is decided by
//!   the same rules.
//! - [`load_demonstration`] makes the people, their organisations and a few documents through the services that
//!   everybody uses. It may be called at each start: ids are fixed, and what is there stays.
//! - [`Providers`] are two identity providers, of professionals and of citizens, at which the pages log in as they would
//!   at the national ones.
//! - [`register_practice_software`] registers software with a key of its own, to try the token endpoint with.
//! - [`configure`] adds `GET /sandbox/personas`, `POST /sandbox/token`, `POST /sandbox/provider-token` and the addresses of
//!   the providers.
//!
//! What this crate must never do: write a row, seed a care relationship or any other right, use a number that
//! somebody could have.
//!
//! ```
//! let doctor = sandbox::people::by_id("doctor").expect("she is in the list");
//! assert_eq!(doctor.role.en, "general practitioner in a practice");
//! ```

mod demonstration;
mod error;
/// Who is demonstrated.
pub mod people;
mod provider;
mod routes;
mod software;

pub use demonstration::load_demonstration;
pub use error::Error;
pub use provider::{KeyFault, Places, Providers};
pub use routes::{QUESTIONS, addresses, configure};
pub use software::{PracticeSoftware, register_practice_software};
