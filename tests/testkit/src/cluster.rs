use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
};

use database::{
    DatabaseUrl,
    embedded::{Cluster, Options},
};

use nix::sys::statvfs::statvfs;

use crate::template;

/// Where the cluster of this run is: the url of its superuser.
const ADDRESS: &str = "CARNET_TEST_CLUSTER";

/// What the folders of clusters are called, with the number of the process after it.
const FOLDER: &str = "carnet-test-";

/// The folder that lies in memory, where there is one.
const MEMORY: &str = "/dev/shm";

/// Bytes that are free there when a cluster is put into it.
const ROOM: u64 = 2 << 30;

/// The address of the run's cluster, as [`RunCluster`] hands it on.
///
/// # Panics
/// With one sentence that says what to do when no cluster was started for this run.
pub(crate) fn of_this_run() -> DatabaseUrl {
    match given() {
        Some(url) => url,
        None => panic!(
            "no PostgreSQL was started for this run: use `make test` or `cargo nextest run -p <crate>`"
        ),
    }
}

fn given() -> Option<DatabaseUrl> {
    #[expect(
        clippy::disallowed_methods,
        reason = "how nextest and the wrapper hand the address to a test's process"
    )]
    let text = env::var(ADDRESS).ok()?;
    match text.parse() {
        Ok(url) => Some(url),
        Err(fault) => panic!("`{ADDRESS}`: {fault}"),
    }
}

/// The cluster of one run of the tests, or the one that `CARNET_TEST_CLUSTER` names already.
#[derive(Debug)]
pub struct RunCluster {
    address: DatabaseUrl,
    started: Option<Temporary>,
}

impl RunCluster {
    /// Starts a cluster in a temporary folder, with the roles and the template database; in memory where there is room, since each
    /// test makes some hundred files there and removes them.
    ///
    /// # Errors
    /// A sentence that says why PostgreSQL or the migrations did not come up.
    pub fn start() -> Result<Self, String> {
        let (address, started) = match given() {
            Some(address) => (address, None),
            None => {
                let cluster = Temporary::start(&fleeting_place(), |options| {
                    options
                        .fleeting()
                        .setting("max_connections", "400")
                        .setting("shared_buffers", "128MB")
                        // A `Meter` counts the statements of its own database. Those of all others are not kept: to look
                        // through them took each look longer than the one before.
                        .setting("shared_preload_libraries", "pg_stat_statements")
                        .setting("pg_stat_statements.track", "none")
                })?;
                (cluster.cluster()?.superuser("postgres"), Some(cluster))
            }
        };
        template::ensure(&address)?;
        template::sweep(&address);
        Ok(Self { address, started })
    }

    /// The variable that tells tests where the cluster is, with its value.
    pub fn environment(&self) -> (&'static str, String) {
        (ADDRESS, self.address.reveal())
    }

    /// Stops the cluster if this value started it.
    ///
    /// # Errors
    /// A sentence that says why PostgreSQL was not stopped in order.
    pub fn stop(self) -> Result<(), String> {
        self.started.map_or(Ok(()), Temporary::stop)
    }
}

/// A cluster of a test's own with `fsync` on, the roles and a migrated database `carnet`: for stories that kill or
/// stop PostgreSQL.
#[derive(Debug)]
pub struct DurableCluster(Temporary);

impl DurableCluster {
    /// Starts it in a temporary folder, which goes when the value is dropped.
    ///
    /// # Panics
    /// When PostgreSQL or the migrations do not come up.
    pub fn start() -> Self {
        let started = Temporary::start(&env::temp_dir(), |options| options).and_then(|temporary| {
            let cluster = temporary.cluster()?;
            database::ensure_roles(&cluster.superuser("postgres"), "carnet").map_err(|e| e.to_string())?;
            database::migrate(&cluster.superuser("carnet")).map_err(|e| e.to_string())?;
            Ok(temporary)
        });
        match started {
            Ok(temporary) => Self(temporary),
            Err(fault) => panic!("{fault}"),
        }
    }

    /// How a role reaches the database `carnet`.
    pub fn url(&self, role: &str) -> DatabaseUrl {
        self.cluster().url(role, "carnet")
    }

    /// The cluster, for its superuser, its socket and the number of its process.
    pub fn cluster(&self) -> &Cluster {
        match self.0.cluster() {
            Ok(cluster) => cluster,
            Err(fault) => panic!("{fault}"),
        }
    }

    /// Kills PostgreSQL's first process (`kill -9`). The cluster then starts it again by itself.
    pub fn kill(&self) {
        let pid = i32::try_from(self.cluster().pid()).unwrap_or_default();
        if pid > 0 {
            // One that is already gone is what the story wants.
            let _ =
                nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGKILL);
        }
    }
}

/// A cluster in a folder of its own; both go together.
#[derive(Debug)]
struct Temporary {
    cluster: Option<Cluster>,
    folder: PathBuf,
}

impl Temporary {
    fn start(place: &Path, shape: impl FnOnce(Options) -> Options) -> Result<Self, String> {
        remove_abandoned();
        let folder = place.join(format!("{FOLDER}{}-{}", process::id(), number()));
        let mut this = Self { cluster: None, folder };
        this.cluster =
            Some(Cluster::start(shape(Options::new(&this.folder))).map_err(|fault| fault.to_string())?);
        Ok(this)
    }

    fn cluster(&self) -> Result<&Cluster, String> {
        self.cluster.as_ref().ok_or_else(|| "the cluster was stopped".to_owned())
    }

    fn stop(mut self) -> Result<(), String> {
        self.cluster.take().map_or(Ok(()), |cluster| cluster.stop().map_err(|fault| fault.to_string()))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        drop(self.cluster.take());
        remove(&self.folder);
    }
}

/// Tells apart the clusters of one process.
fn number() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Where a cluster lies whose data nobody misses.
fn fleeting_place() -> PathBuf {
    let free = statvfs(MEMORY).map_or(0, |memory| memory.blocks_available() * memory.fragment_size());
    if free >= ROOM { MEMORY.into() } else { env::temp_dir() }
}

/// Removes what killed runs left; one that still runs holds its lock.
fn remove_abandoned() {
    let places = [env::temp_dir(), MEMORY.into()];
    for entry in places.into_iter().flat_map(fs::read_dir).flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(FOLDER) {
            remove(&entry.path());
        }
    }
}

fn remove(folder: &Path) {
    // What cannot be removed is in use, another user's or gone: in the temporary folder it harms nobody.
    let _ = Cluster::discard_with_all_data(folder);
}
