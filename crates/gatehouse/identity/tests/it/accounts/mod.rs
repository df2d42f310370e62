//! Accounts with a password of their own.

mod devices;
mod factors;
mod found_passwords;
pub(crate) mod ground;
mod guesses;
mod invitations;
mod links;
mod log_in;
mod passkeys;
mod raise;
mod recovery;
mod step_up;
