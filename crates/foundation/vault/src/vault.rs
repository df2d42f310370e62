use std::{collections::HashMap, num::NonZeroUsize, sync::Arc, time::Duration};

use kernel::{Clock, Rng, SpaceId};
use secrecy::ExposeSecret;

use crate::{
    Error, KeyState, KeyStore, MasterKeys, Purpose, ServiceKeys, ServiceRow, SpaceKeys, Wrapped,
    cache::Cache,
    canonical::canonical,
    derive::fresh,
    service::{Keyring, fresh_material, service_aad},
};

/// How much the vault keeps in memory, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How many spaces' keys are held at most; about 3 KiB each.
    pub spaces_held: NonZeroUsize,
    /// How long a space's keys are held before the key store is asked again: the longest that a destroyed key still
    /// works in another program.
    pub space_lives: Duration,
    /// How often the service keys are compared with the key store. A new key comes into force after twice this time.
    pub ring_fresh_for: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            spaces_held: NonZeroUsize::MIN.saturating_add(19_999),
            space_lives: Duration::from_secs(60),
            ring_fresh_for: Duration::from_secs(5),
        }
    }
}

/// Every key of the house, in memory in clear and elsewhere only wrapped. Clones share everything.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    store: Box<dyn KeyStore>,
    master: Box<dyn MasterKeys>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    spaces: Cache,
    ring: Keyring,
}

impl Vault {
    /// Opens the vault with the default [`Settings`]: reads the service keys, and makes those that are missing.
    ///
    /// Several programs may open it on an empty store at the same moment: they end up with the same keys.
    ///
    /// # Errors
    /// [`Error::Store`] when the key store cannot be reached, [`Error::ClosedKey`] when no key of a purpose opens under
    /// these master keys. Where some of a purpose do not, the vault goes on with the others and says so in the log.
    pub fn open(
        store: Box<dyn KeyStore>,
        master: Box<dyn MasterKeys>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, Error> {
        Self::open_with(store, master, clock, rng, Settings::default())
    }

    /// Opens the vault with the given settings; see [`Vault::open`].
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn open_with(
        store: Box<dyn KeyStore>,
        master: Box<dyn MasterKeys>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        settings: Settings,
    ) -> Result<Self, Error> {
        let spaces = Cache::new(settings.spaces_held, settings.space_lives);
        let ring = Keyring::new(settings.ring_fresh_for);
        let vault = Self(Arc::new(Inner { store, master, clock, rng, spaces, ring }));
        vault.make_missing_service_keys()?;
        for purpose in Purpose::ALL {
            vault.service(purpose).current()?;
        }
        Ok(vault)
    }

    /// The keys of a space.
    ///
    /// # Errors
    /// [`Error::NoSpaceKey`] when it has none or it was destroyed, [`Error::Broken`] when its wrapped key was altered.
    pub fn space(&self, space: SpaceId) -> Result<Arc<SpaceKeys>, Error> {
        let now = self.0.clock.now();
        if let Some(keys) = self.0.spaces.get(space, now) {
            return Ok(keys);
        }
        let wrapped = self.0.store.space(space)?.ok_or(Error::NoSpaceKey(space))?;
        let root = self.0.master.unwrap(&space_aad(space), &wrapped)?;
        let keys = Arc::new(SpaceKeys::from_root(space, &root)?);
        self.0.spaces.put(&keys, now);
        Ok(keys)
    }

    /// Makes the key of a space, durable before this returns; a space that has a key keeps it.
    ///
    /// Call it before the transaction that makes the space. The id of an erased space must not be used again.
    ///
    /// # Errors
    /// [`Error::Store`] or [`Error::Master`].
    pub fn create_space_key(&self, space: SpaceId) -> Result<Arc<SpaceKeys>, Error> {
        let root = fresh(self.rng());
        let wrapped = self.0.master.wrap(self.rng(), &space_aad(space), root.expose_secret())?;
        self.0.store.insert_space(space, &wrapped)?;
        self.0.spaces.forget(space);
        self.space(space)
    }

    /// Makes the keys of several spaces in one statement; those that have a key keep it. At hand afterwards, as long as the
    /// memory for keys has room.
    ///
    /// # Errors
    /// As [`Vault::create_space_key`].
    pub fn create_space_keys(&self, spaces: &[SpaceId]) -> Result<(), Error> {
        let mut fresh_keys = HashMap::with_capacity(spaces.len());
        let mut wrapped = Vec::with_capacity(spaces.len());
        for space in spaces {
            let root = fresh(self.rng());
            let key = self.0.master.wrap(self.rng(), &space_aad(*space), root.expose_secret())?;
            wrapped.push((*space, key));
            fresh_keys.insert(*space, Arc::new(SpaceKeys::from_root(*space, root.expose_secret())?));
        }
        if wrapped.is_empty() {
            return Ok(());
        }
        let now = self.0.clock.now();
        for space in self.0.store.insert_spaces(&wrapped)? {
            if let Some(keys) = fresh_keys.get(&space) {
                self.0.spaces.put(keys, now);
            }
        }
        Ok(())
    }

    /// Destroys the key of a space: everything sealed under it is lost for good. `false` when it had none.
    ///
    /// This program forgets the key at once, others within [`Settings::space_lives`], backups when they have aged.
    ///
    /// # Errors
    /// [`Error::Store`], also when the role of the connection may not erase.
    pub fn destroy_space_key(&self, space: SpaceId) -> Result<bool, Error> {
        let destroyed = self.0.store.delete_space(space);
        self.0.spaces.forget(space);
        destroyed
    }

    /// Forgets the keys of a space that somebody else has destroyed.
    pub fn forget_space(&self, space: SpaceId) {
        self.0.spaces.forget(space);
    }

    /// The keys of a purpose.
    pub fn service(&self, purpose: Purpose) -> ServiceKeys<'_> {
        ServiceKeys {
            purpose,
            ring: &self.0.ring,
            store: self.store(),
            master: self.master(),
            clock: self.clock(),
            rng: self.rng(),
        }
    }

    pub(crate) fn store(&self) -> &dyn KeyStore {
        self.0.store.as_ref()
    }

    pub(crate) fn master(&self) -> &dyn MasterKeys {
        self.0.master.as_ref()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.0.clock.as_ref()
    }

    pub(crate) fn rng(&self) -> &dyn Rng {
        self.0.rng.as_ref()
    }

    pub(crate) fn ring(&self) -> &Keyring {
        &self.0.ring
    }

    pub(crate) fn new_service_row(&self, purpose: Purpose, id: u32) -> Result<ServiceRow, Error> {
        let name = purpose.as_str();
        let material = fresh_material(purpose, self.rng())?;
        let wrapped: Wrapped = self.0.master.wrap(self.rng(), &service_aad(name, id), &material)?;
        Ok(ServiceRow {
            purpose: name.to_owned(),
            id,
            wrapped,
            state: KeyState::Current,
            created_at: self.0.clock.now(),
        })
    }

    fn make_missing_service_keys(&self) -> Result<(), Error> {
        let rows = self.0.store.services()?;
        for purpose in Purpose::ALL {
            if !rows.iter().any(|row| row.purpose == purpose.as_str()) {
                // When another program was faster its key stays and this one was never used.
                self.0.store.insert_service(&self.new_service_row(purpose, 1)?)?;
            }
        }
        self.ring().reload(&self.service(Purpose::Journal).source())?;
        Ok(())
    }
}

/// What binds a wrapped space key to its row.
pub(crate) fn space_aad(space: SpaceId) -> Vec<u8> {
    canonical([b"space-key".as_slice(), space.uuid().as_bytes()])
}
