//! Every service, wired over a database and folders of the test's own.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use blobs::{BlobStore, LocalBlobs};
use config::{ProviderAccess, ProviderSettings, Reference, Settings};
use flows::{House, Parts};
use kernel::{Clock, ManualClock, SystemRng};
use vault::FileMasterKeys;

use crate::TestDatabase;

/// When the tests of a house play.
const NOW: &str = "2026-11-23T09:00:00Z";
/// Connections that write, those that only read.
const CONNECTIONS: (u32, u32) = (4, 2);

/// A house of one test: its own database, keys, blobs and clock, all gone when the value is dropped.
///
/// ```no_run
/// let house = testkit::TestHouse::new();
/// let camille = house.citizen();
/// let doctor = house.doctor();
/// # let _ = (camille.space, doctor.token());
/// ```
pub struct TestHouse {
    house: House,
    clock: Arc<ManualClock>,
    blobs: Arc<dyn BlobStore>,
    database: TestDatabase,
    folder: Folder,
    pub(crate) next: AtomicU32,
}

impl TestHouse {
    /// A house with the usual settings.
    ///
    /// # Panics
    /// With one sentence when something of it cannot be made.
    #[expect(clippy::new_without_default, reason = "making a house is not a default")]
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A house whose settings are changed first: limits of bodies, lives of sessions.
    ///
    /// # Panics
    /// As [`TestHouse::new`].
    pub fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::over(change, |folder| match LocalBlobs::open(folder) {
            Ok(blobs) => Arc::new(blobs),
            Err(fault) => panic!("blobs: {fault}"),
        })
    }

    /// The same with its blobs in another store than a folder.
    ///
    /// # Panics
    /// As [`TestHouse::new`].
    pub fn with_blobs(change: impl FnOnce(&mut Settings), blobs: Arc<dyn BlobStore>) -> Self {
        Self::over(change, |_| blobs)
    }

    fn over(change: impl FnOnce(&mut Settings), blobs: impl FnOnce(&Path) -> Arc<dyn BlobStore>) -> Self {
        let database = TestDatabase::new();
        let folder = Folder::new();
        let clock = Arc::new(ManualClock::at(NOW).unwrap_or_else(|fault| panic!("the clock: {fault}")));
        let mut settings =
            Settings::load(None, std::iter::empty()).unwrap_or_else(|fault| panic!("the settings: {fault}"));
        (settings.database.pool_size, settings.database.read_pool_size) = CONNECTIONS;
        settings.keys.folder = folder.0.join("keys");
        settings.blobs.folder = folder.0.join("blobs");
        settings.journal.copy_folder = folder.0.join("checkpoints");
        change(&mut settings);
        if let Err(fault) = FileMasterKeys::create(&settings.keys.folder, &SystemRng::default()) {
            panic!("the master key: {fault}");
        }
        let blobs = blobs(&settings.blobs.folder);
        let house = open(&database, settings, Arc::<ManualClock>::clone(&clock), Arc::clone(&blobs));
        Self { house, clock, blobs, database, folder, next: AtomicU32::new(0) }
    }

    /// The same with these identity providers.
    ///
    /// # Panics
    /// When one of them cannot be reached so.
    #[must_use]
    pub fn with_providers(mut self, providers: Vec<(ProviderSettings, ProviderAccess)>) -> Self {
        let with = self.house.clone().with_providers(providers);
        self.house = with.unwrap_or_else(|fault| panic!("the identity providers: {fault}"));
        self
    }

    /// Every service.
    pub fn house(&self) -> &House {
        &self.house
    }

    /// A second server over the same database, keys and blobs.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub fn second(&self) -> House {
        let (settings, clock) =
            (Settings::clone(&self.house.settings), Arc::<ManualClock>::clone(&self.clock));
        open(&self.database, settings, clock, Arc::clone(&self.blobs))
    }

    /// The clock, which stands until it is moved.
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// The clock, for what has to move it while the house works.
    pub fn shared_clock(&self) -> Arc<ManualClock> {
        Arc::clone(&self.clock)
    }

    /// The database, to tamper and to look behind the walls.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// Rows of consent as somebody puts them by hand, and then has them taken over by whoever runs the service: for what
    /// no act of this release brings about.
    ///
    /// # Panics
    /// When PostgreSQL does not take it.
    pub fn arrange(&self, sql: &str) {
        self.database.tamper(sql);
        adopt(&self.house.desk, &self.house.consent);
    }

    /// The folder of everything that is no row.
    pub fn folder(&self) -> &Path {
        &self.folder.0
    }
}

fn open(
    database: &TestDatabase,
    settings: Settings,
    clock: Arc<dyn Clock>,
    blobs: Arc<dyn BlobStore>,
) -> House {
    let master = FileMasterKeys::open(&settings.keys.folder).unwrap_or_else(|fault| panic!("keys: {fault}"));
    let reference = Reference::load(settings.country.reference_folder.as_deref())
        .unwrap_or_else(|fault| panic!("reference data: {fault}"));
    let parts = Parts {
        database_url: database.url(database::SERVER).reveal(),
        key_store_url: None,
        master: Box::new(master),
        blobs,
        reference: Arc::new(reference),
        clock,
        rng: Arc::new(SystemRng::default()),
    };
    let house = House::open(Arc::new(settings), parts)
        .unwrap_or_else(|fault| panic!("no house for this test: {fault}"));
    let erasing = flows::Erasing::open(&database.url(database::RETENTION).reveal(), None);
    house.with_erasing(erasing.unwrap_or_else(|fault| panic!("what erases: {fault}")))
}

/// A folder under the system's temporary folder.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("carnet-house-{}-{number}", process::id()));
        // What a killed test of the same number left would be in the way.
        let _ = fs::remove_dir_all(&path);
        if let Err(fault) = fs::create_dir_all(&path) {
            panic!("a folder for this test: {fault}");
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed harms nobody in the temporary folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Takes over what stands in the rows of consent, of every space.
///
/// # Panics
/// When a row cannot be taken over.
pub fn adopt(desk: &database::Desk, consent: &consent::Consent) {
    let mut after = kernel::SpaceId::from(uuid::Uuid::nil());
    loop {
        let taken = desk.write(|tx| consent.adopt_without_permit(tx, after, 500));
        match taken.unwrap_or_else(|fault| panic!("taking rows over: {fault}")).last() {
            Some(last) => after = *last,
            None => return,
        }
    }
}
