//! Where wrapped keys lie.

mod memory;
mod postgres;
mod rows;
mod schema;

pub use memory::MemoryKeyStore;
pub use postgres::PostgresKeyStore;
pub use rows::{KeyState, ServiceRow};

use std::collections::BTreeSet;

use kernel::SpaceId;

use crate::{Error, Wrapped};

/// Where wrapped keys lie. Every write is durable before it returns.
pub trait KeyStore: Send + Sync {
    /// The wrapped key of a space.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn space(&self, space: SpaceId) -> Result<Option<Wrapped>, Error>;

    /// Keeps the key of a space; `false`, and nothing changed, when it has one.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn insert_space(&self, space: SpaceId, wrapped: &Wrapped) -> Result<bool, Error>;

    /// Keeps the keys of several spaces in one step; gives those that had none before, and changes nothing for the others.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn insert_spaces(&self, keys: &[(SpaceId, Wrapped)]) -> Result<Vec<SpaceId>, Error>;

    /// Forgets the key of a space; `false` when it had none.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn delete_space(&self, space: SpaceId) -> Result<bool, Error>;

    /// Puts `to` in the place of `from`; `false` when `from` is no longer what is kept.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn rewrap_space(&self, space: SpaceId, from: &Wrapped, to: &Wrapped) -> Result<bool, Error>;

    /// Up to `limit` spaces after `after`, in order, whose key is wrapped under another master key.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn spaces_not_under(
        &self,
        master_id: &str,
        after: Option<SpaceId>,
        limit: u32,
    ) -> Result<Vec<(SpaceId, Wrapped)>, Error>;

    /// The master keys under which something is wrapped: those that must be at hand.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn master_ids(&self) -> Result<BTreeSet<String>, Error>;

    /// Every service key, retired ones too.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn services(&self) -> Result<Vec<ServiceRow>, Error>;

    /// Keeps a service key; `false`, and nothing changed, when the purpose has a key of that number.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn insert_service(&self, row: &ServiceRow) -> Result<bool, Error>;

    /// In one step: the current key of the purpose, if its number is `row.id - 1` or less, becomes live, and `row`
    /// becomes current. `false`, and nothing changed, when another rotation came first.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn rotate_service(&self, row: &ServiceRow) -> Result<bool, Error>;

    /// Retires a live key; `false` when there is no live key of that number.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn retire_service(&self, purpose: &str, id: u32) -> Result<bool, Error>;

    /// Puts `to` in the place of the wrapped bytes of `row`; `false` when they are no longer what is kept.
    ///
    /// # Errors
    /// [`Error::Store`].
    fn rewrap_service(&self, row: &ServiceRow, to: &Wrapped) -> Result<bool, Error>;
}
