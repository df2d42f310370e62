use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use super::{
    Fault, Options, account::Account, binaries::Binaries, initial, orphan, postmaster::Postmaster, socket,
    supervisor::Supervisor,
};
use crate::DatabaseUrl;

/// The role that made the cluster.
pub(crate) const SUPERUSER: &str = "postgres";

/// A program that was told to stop may still be stopping when the next one starts.
const LOCK_WITHIN: Duration = Duration::from_secs(5);

/// A private PostgreSQL that runs while this value lives.
#[derive(Debug)]
pub struct Cluster {
    supervisor: Supervisor,
    socket: PathBuf,
    /// Held while the cluster runs; the system lets go of it however the program ends.
    _lock: fs::File,
}

impl Cluster {
    /// Makes the cluster where there is none yet, clears away what an earlier run left, and returns when PostgreSQL
    /// takes connections: after 1 to 2 s the first time, then after less than half a second.
    ///
    /// # Errors
    /// [`Fault`], whose sentence says what to do.
    pub fn start(options: Options) -> Result<Self, Fault> {
        let folder = &options.data_folder;
        fs::create_dir_all(folder).map_err(Fault::at(folder))?;
        let folder = fs::canonicalize(folder).map_err(Fault::at(folder))?;
        let data = folder.join("data");

        // Another user's data is told apart before anything in it is read: reading it would fail without saying why.
        Account::choose(&data, &[])?;
        let lock = lock(&folder, LOCK_WITHIN)?;
        let made_by = initial::made_by(&data)?;
        let binaries =
            Binaries::find(options.bin_dir.as_deref(), made_by).map_err(|fault| match made_by {
                Some(version) => Fault::OtherVersion { folder: data.clone(), data: version },
                None => fault,
            })?;
        let account = Account::choose(&data, &[&folder, &binaries.folder, Path::new(socket::TEMPORARY)])?;
        account.own(&folder)?;
        account.own_file(&lock, &folder)?;
        if made_by.is_none() {
            initial::make(&folder, &data, &binaries, account, options.durable)?;
        }
        account.own(&data)?;

        let socket = socket::place(&folder);
        socket::prepare(&socket, account)?;
        let settings = options.all_settings();
        let log = options.log.unwrap_or_else(|| folder.join("postgresql.log"));
        let postmaster =
            Postmaster { binaries, account, folder, data, socket: socket.clone(), log, settings };
        match Supervisor::start(postmaster) {
            Ok(supervisor) => Ok(Self { supervisor, socket, _lock: lock }),
            Err(fault) => {
                socket::remove(&socket);
                Err(fault)
            }
        }
    }

    /// Removes a cluster with all its data, for tests: what an earlier run left of it is stopped first.
    ///
    /// # Errors
    /// [`Fault::InUse`] when a program runs it; nothing is removed then.
    pub fn discard_with_all_data(data_folder: &Path) -> Result<(), Fault> {
        let folder = fs::canonicalize(data_folder).map_err(Fault::at(data_folder))?;
        let _lock = lock(&folder, Duration::ZERO)?;
        let socket = socket::place(&folder);
        orphan::reap(&folder.join("data"), &socket)?;
        socket::clear(&socket);
        socket::remove(&socket);
        fs::remove_dir_all(&folder).map_err(Fault::at(folder))
    }

    /// How a role reaches a database of a cluster that another program runs, if one does: for commands beside it.
    pub fn running(data_folder: &Path, role: &str, database: &str) -> Option<DatabaseUrl> {
        let folder = fs::canonicalize(data_folder).ok()?;
        let socket = socket::place(&folder);
        socket::listens_for_us(&socket, &folder.join("data"))
            .then(|| DatabaseUrl::socket(&socket, role, database))
    }

    /// As [`Cluster::running`], for the role that made the cluster.
    pub fn running_superuser(data_folder: &Path, database: &str) -> Option<DatabaseUrl> {
        Self::running(data_folder, SUPERUSER, database)
    }

    /// How a role reaches a database of this cluster, now and after a restart.
    pub fn url(&self, role: &str, database: &str) -> DatabaseUrl {
        DatabaseUrl::socket(&self.socket, role, database)
    }

    /// How the role that made the cluster reaches one of its databases: to make roles and to migrate.
    pub fn superuser(&self, database: &str) -> DatabaseUrl {
        self.url(SUPERUSER, database)
    }

    /// The folder of the socket, for `psql -h`.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The number of PostgreSQL's first process, which changes when it is started again.
    pub fn pid(&self) -> u32 {
        self.supervisor.pid()
    }

    /// Stops PostgreSQL in order and returns when it has ended. Dropping does the same and tells nobody of a fault.
    ///
    /// # Errors
    /// [`Fault`] when the thread that watches it is gone.
    pub fn stop(mut self) -> Result<(), Fault> {
        self.end()
    }

    fn end(&mut self) -> Result<(), Fault> {
        let outcome = self.supervisor.stop();
        socket::remove(&self.socket);
        outcome
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(fault) = self.end() {
            tracing::error!(%fault, "PostgreSQL was not stopped in order");
        }
    }
}

/// Takes the cluster for this program alone.
fn lock(folder: &Path, within: Duration) -> Result<fs::File, Fault> {
    let path = folder.join("lock");
    let file =
        fs::File::options().create(true).truncate(false).write(true).open(&path).map_err(Fault::at(&path))?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) if began.elapsed() < within => {
                thread::sleep(Duration::from_millis(50));
            }
            Err(fs::TryLockError::WouldBlock) => return Err(Fault::InUse(folder.to_owned())),
            Err(fs::TryLockError::Error(e)) => return Err(Fault::at(path)(e)),
        }
    }
}
