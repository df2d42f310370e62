//! Master keys: the operator's, which wrap every other key.

mod fault;
mod files;

pub use fault::MasterFault;
pub use files::FileMasterKeys;

use kernel::Rng;

use crate::{Error, Plain};

/// A key under a master key: the form in which keys are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// Which master key.
    pub master_id: String,
    /// The wrapped bytes; their form is the master keys' own.
    pub bytes: Vec<u8>,
}

/// The operator's master keys: files in a folder, or a key management service or module behind this trait.
pub trait MasterKeys: Send + Sync {
    /// The id of the master key that wraps.
    fn newest(&self) -> String;

    /// Wraps a key under the newest master key, bound to `aad`.
    ///
    /// # Errors
    /// [`Error::Master`] or [`Error::Library`].
    fn wrap(&self, rng: &dyn Rng, aad: &[u8], key: &[u8]) -> Result<Wrapped, Error>;

    /// Unwraps a key with whichever master key wrapped it.
    ///
    /// # Errors
    /// [`Error::Broken`] for another `aad` or altered bytes, [`Error::Master`] when that master key is not here.
    fn unwrap(&self, aad: &[u8], wrapped: &Wrapped) -> Result<Plain, Error>;
}
