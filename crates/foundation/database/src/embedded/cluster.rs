use std::{
    env, fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use super::{
    Fault, Options, account::Account, binaries::Binaries, initial, postmaster::Postmaster, socket,
    supervisor::Supervisor,
};
use crate::DatabaseUrl;

/// The role that made the cluster.
pub(crate) const SUPERUSER: &str = "postgres";

/// A program that was told to stop may still be stopping when the next one starts.
const LOCK_WITHIN: Duration = Duration::from_secs(10);

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
        let lock = lock(&folder)?;
        let made_by = initial::made_by(&data)?;
        let binaries = Binaries::find(options.bin_dir.as_deref(), made_by).map_err(|fault| match made_by {
            Some(version) => Fault::OtherVersion { folder: data.clone(), data: version },
            None => fault,
        })?;
        let account = Account::choose(&data, &[&folder, &binaries.folder, &env::temp_dir()])?;
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
        let postmaster = Postmaster { binaries, account, folder, data, socket: socket.clone(), log, settings };
        let supervisor = Supervisor::start(postmaster)?;
        Ok(Self { supervisor, socket, _lock: lock })
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
        // PostgreSQL has removed its socket; a folder that is not empty is left for the next start.
        let _ = fs::remove_dir(&self.socket);
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
fn lock(folder: &Path) -> Result<fs::File, Fault> {
    let path = folder.join("lock");
    let file = fs::File::options().create(true).truncate(false).write(true).open(&path).map_err(Fault::at(&path))?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) if began.elapsed() < LOCK_WITHIN => {
                thread::sleep(Duration::from_millis(50));
            }
            Err(fs::TryLockError::WouldBlock) => return Err(Fault::InUse(folder.to_owned())),
            Err(fs::TryLockError::Error(e)) => return Err(Fault::at(path)(e)),
        }
    }
}
