//! Accounts with a password of their own: for citizens beside the identity providers, and for those who run the service.
//!
//! An account is found by tags of its e-mail address; address, password (a PHC string of argon2id) and second factors lie
//! sealed under a service key, so that a copy of the database gives nothing to guess at. Passwords are hashed here and not
//! in the vault: the vault keeps keys and what is sealed under them, and knows no rule of what a good password is.
//!
//! With the password alone an account reaches its own pages. Health data needs an account that became **substantial**, by
//! one log-in through a substantial provider or by a mediator who saw a document, and a second factor at each log-in.
//!
//! What this module must never do: say whether an address is known; hash in a transaction; let one person's guesses lock
//! out another person ([`Budget`]).

mod breached;
mod budget;
mod code;
mod fault;
mod model;
mod news;
mod passkeys;
mod password;
mod passwords;
mod secret;
mod spoken_code;

pub use breached::{Breached, BreachedFile};
pub use budget::{Budget, Network};
pub use code::{CodeSecret, Step};
pub use fault::AccountFault;
pub use model::{Account, AccountKind, FactorId, FactorKind, RaisedBy, SecondFactor};
pub use news::{AccountEvent, AccountNews};
pub use passkeys::PasskeyAsk;
pub use password::{Password, PasswordFault};
pub use passwords::{Checked, Passwords, Phc};
pub use secret::LinkSecret;
pub use spoken_code::SpokenCode;

pub(crate) use passkeys::{KeptPasskey, Passkeys, credential_of};
pub(crate) use secret::{Contact, Sealed, row, unreadable};
