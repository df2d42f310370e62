use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use chrono::TimeDelta;
use kernel::{ManualClock, SeededRng, SpaceId};

use crate::{Error, FileMasterKeys, KeyStore, MemoryKeyStore, ServiceRow, Vault, Wrapped};

/// A folder of this test alone, gone with the value.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("vault-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A store in memory that counts, and fails when told to.
#[derive(Clone, Default)]
pub(super) struct WatchedStore {
    pub(super) inner: MemoryKeyStore,
    pub(super) down: Arc<AtomicBool>,
    pub(super) loads: Arc<AtomicU32>,
}

impl WatchedStore {
    fn up(&self) -> Result<&MemoryKeyStore, Error> {
        if self.down.load(Ordering::SeqCst) {
            return Err(Error::Store(database::Error::Gone));
        }
        Ok(&self.inner)
    }
}

impl KeyStore for WatchedStore {
    fn space(&self, space: SpaceId) -> Result<Option<Wrapped>, Error> {
        self.up()?.space(space)
    }
    fn insert_space(&self, space: SpaceId, wrapped: &Wrapped) -> Result<bool, Error> {
        self.up()?.insert_space(space, wrapped)
    }
    fn insert_spaces(&self, keys: &[(SpaceId, Wrapped)]) -> Result<Vec<SpaceId>, Error> {
        self.up()?.insert_spaces(keys)
    }

    fn delete_space(&self, space: SpaceId) -> Result<bool, Error> {
        self.up()?.delete_space(space)
    }
    fn rewrap_space(&self, space: SpaceId, from: &Wrapped, to: &Wrapped) -> Result<bool, Error> {
        self.up()?.rewrap_space(space, from, to)
    }
    fn spaces_not_under(
        &self,
        id: &str,
        after: Option<SpaceId>,
        limit: u32,
    ) -> Result<Vec<(SpaceId, Wrapped)>, Error> {
        self.up()?.spaces_not_under(id, after, limit)
    }
    fn master_ids(&self) -> Result<BTreeSet<String>, Error> {
        self.up()?.master_ids()
    }
    fn services(&self) -> Result<Vec<ServiceRow>, Error> {
        self.loads.fetch_add(1, Ordering::SeqCst);
        self.up()?.services()
    }
    fn insert_service(&self, row: &ServiceRow) -> Result<bool, Error> {
        self.up()?.insert_service(row)
    }
    fn rotate_service(&self, row: &ServiceRow) -> Result<bool, Error> {
        self.up()?.rotate_service(row)
    }
    fn retire_service(&self, purpose: &str, id: u32) -> Result<bool, Error> {
        self.up()?.retire_service(purpose, id)
    }
    fn rewrap_service(&self, row: &ServiceRow, to: &Wrapped) -> Result<bool, Error> {
        self.up()?.rewrap_service(row, to)
    }
}

/// Vaults on one store and one folder of master keys, with a clock that the test moves.
pub(super) struct House {
    pub(super) store: WatchedStore,
    pub(super) clock: Arc<ManualClock>,
    pub(super) rng: Arc<SeededRng>,
    pub(super) folder: Folder,
}

impl House {
    pub(super) fn new() -> Self {
        let rng = Arc::new(SeededRng::new(20_261_123));
        let folder = Folder::new();
        FileMasterKeys::create(folder.path(), &*rng).unwrap();
        let clock = Arc::new(ManualClock::at("2026-03-01T08:00:00Z").unwrap());
        Self { store: WatchedStore::default(), clock, rng, folder }
    }

    pub(super) fn vault(&self) -> Vault {
        let master = FileMasterKeys::open(self.folder.path()).unwrap();
        Vault::open(Box::new(self.store.clone()), Box::new(master), self.clock.clone(), self.rng.clone())
            .unwrap()
    }

    pub(super) fn new_space(&self) -> SpaceId {
        SpaceId::new(&*self.clock, &*self.rng)
    }

    pub(super) fn seconds_pass(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }
}
