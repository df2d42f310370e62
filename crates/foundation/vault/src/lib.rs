//! Keys and seals: the only crate that holds a key or calls the cryptographic library for data at rest.
//!
//! The operator's **master key** ([`MasterKeys`]) wraps one key per space and the service keys; only wrapped keys
//! are stored ([`KeyStore`]). From a **space key** come three subkeys: small sealed columns, the keys of objects,
//! and tags ([`SpaceKeys`]). An **object** (a document's bytes) has a key of its own for each version and is sealed in
//! segments ([`ObjectSealer`], [`ObjectOpener`]). **Service keys** ([`Purpose`]) are for what is not about one space:
//! finding patients by blind index, the journal's chain and its signatures, tokens, cursors, codes, jobs. They are
//! rotated while every program serves.
//!
//! Every seal is AES-256-GCM and names its place (domain, space, row); moved elsewhere it does not open, and the
//! error never says more than [`Error::Broken`]. Formats and test vectors are in `docs/vectors.md`.
//!
//! What this crate must never do: print a key or a plain value, take a key from the environment, use a key for two
//! purposes, hand out a byte that is not verified.
//!
//! ```
//! use std::sync::Arc;
//! use kernel::{ManualClock, SpaceId, SystemRng};
//! use vault::{FileMasterKeys, MemoryKeyStore, Vault};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (clock, rng) = (Arc::new(ManualClock::at("2026-03-01T08:00:00Z")?), Arc::new(SystemRng::default()));
//! # let mut name = [0; 8]; kernel::Rng::fill(&*rng, &mut name);
//! # let folder = std::env::temp_dir().join(format!("vault-doc-{}", u64::from_be_bytes(name)));
//! let master = FileMasterKeys::create(&folder, &*rng)?;
//! let vault = Vault::open(Box::new(MemoryKeyStore::default()), Box::new(master), clock.clone(), rng.clone())?;
//!
//! let space = SpaceId::new(&*clock, &*rng);
//! let keys = vault.create_space_key(space)?;
//! let sealed = keys.seal(&*rng, "documents.title", &[b"row 1"], b"Blood test")?;
//! assert_eq!(*keys.open("documents.title", &[b"row 1"], &sealed)?, b"Blood test");
//! assert!(keys.open("documents.title", &[b"row 2"], &sealed).is_err(), "it does not open in another row");
//! # std::fs::remove_dir_all(folder)?;
//! # Ok(())
//! # }
//! ```

mod blind;
mod cache;
mod canonical;
mod cursor;
mod derive;
mod envelope;
mod error;
mod gcm;
mod master;
mod object;
mod plain;
mod rewrap;
mod rotate;
mod service;
mod space;
mod store;
#[cfg(test)]
mod tests;
mod vault;

pub use blind::Tag;
pub use cursor::CursorFault;
pub use error::Error;
pub use master::{FileMasterKeys, MasterFault, MasterKeys, Wrapped};
pub use object::{
    ObjectKey, ObjectOpener, ObjectSealer, SEGMENT, Segment, seal_object, sealed_len, segments_of,
};
pub use plain::Plain;
pub use rewrap::Rewrapped;
pub use service::{Jwk, Purpose, ServiceKey, ServiceKeys, Signer};
pub use space::SpaceKeys;
pub use store::{KeyState, KeyStore, MemoryKeyStore, PostgresKeyStore, ServiceRow};
pub use vault::{Settings, Vault};
