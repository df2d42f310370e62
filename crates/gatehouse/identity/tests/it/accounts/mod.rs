//! Accounts with a password of their own.

mod devices;
mod factors;
pub(crate) mod ground;
mod guesses;
mod links;
mod log_in;
mod passkeys;
mod raise;
mod recovery;
mod step_up;
