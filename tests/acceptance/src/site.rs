use std::{
    cell::{Cell, RefCell},
    env, fs,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
    process,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use chrono::{DateTime, Utc};
use database::{DatabaseUrl, embedded::Cluster};
use diesel::{Connection, PgConnection};
use kernel::{ManualClock, SystemClock, SystemRng};
use testkit::{DurableCluster, TestDatabase};
use vault::FileMasterKeys;

use crate::{Registry, Secret, Secrets, Server, people};

/// What servers and workers share: a database, keys, blobs and checkpoints, gone when the value is dropped.
pub struct Site {
    folder: PathBuf,
    database: Database,
    settings: Vec<(String, String)>,
    programs: Cell<u32>,
    secrets: RefCell<Vec<Secret>>,
}

enum Database {
    OfTheRun(TestDatabase),
    Own(DurableCluster),
    /// The one that a program of the site starts for itself in this folder.
    Private(PathBuf),
}

impl Site {
    /// A site on a database of its own in the cluster of the run.
    #[expect(clippy::new_without_default, reason = "making a database is not a default")]
    pub fn new() -> Self {
        Self::over(Database::OfTheRun(TestDatabase::new()))
    }

    /// A site on a cluster of its own with `fsync` on, for stories that kill PostgreSQL or read its log.
    pub fn with_own_cluster() -> Self {
        Self::over(Database::Own(DurableCluster::start()))
    }

    /// A site over an empty database of the run, without roles of its own making: to restore a backup into.
    pub fn empty() -> Self {
        Self::over(Database::OfTheRun(TestDatabase::empty()))
    }

    /// A site without a database: its programs start a private PostgreSQL, as `make run` does.
    pub fn with_private_database() -> Self {
        let folder = Self::new_folder();
        let database = Database::Private(folder.join("postgres"));
        // PostgreSQL does not run as root, and its user must pass through.
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o711)).expect("the folder of the story");
        Self::in_folder(folder, database)
    }

    fn over(database: Database) -> Self {
        Self::in_folder(Self::new_folder(), database)
    }

    fn new_folder() -> PathBuf {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("carnet-story-{}-{number}", process::id()));
        fs::DirBuilder::new().mode(0o700).create(&folder).expect("a folder for the story");
        folder
    }

    fn in_folder(folder: PathBuf, database: Database) -> Self {
        FileMasterKeys::create(&folder.join("keys"), &SystemRng::default()).expect("a master key");
        let secrets = RefCell::new(people::secrets());
        Self { folder, database, settings: Vec::new(), programs: Cell::new(0), secrets }
    }

    /// The same site with one more setting, as `("server.workers", "2")`.
    #[must_use]
    pub fn setting(mut self, key: &str, value: &str) -> Self {
        self.settings.push((variable(key), value.to_owned()));
        self
    }

    /// The same site, whose programs see one more variable that is no setting.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The settings of every program of this site, as variables.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let within = |name: &str| self.folder.join(name).display().to_string();
        let database = match &self.database {
            Database::Private(folder) => ("database.folder", folder.display().to_string()),
            _ => ("database.url", as_address(&self.url(database::SERVER))),
        };
        let own = [
            database,
            ("keys.folder", within("keys")),
            ("blobs.folder", within("blobs")),
            ("journal.copy_folder", within("checkpoints")),
            // What `serve` wants; a token of one program counts at every other.
            ("server.public_origin", "https://carnet.example".to_owned()),
            ("country.accept_assumed_matrix", "true".to_owned()),
            ("log.level", "debug".to_owned()),
        ];
        let own = own.into_iter().map(|(key, value)| (variable(key), value));
        own.chain(self.settings.iter().cloned()).collect()
    }

    /// How a role reaches the database.
    pub fn url(&self, role: &str) -> DatabaseUrl {
        match &self.database {
            Database::OfTheRun(database) => database.url(role),
            Database::Own(cluster) => cluster.url(role),
            Database::Private(folder) => {
                Cluster::running(folder, role, "carnet").expect("a program of this site runs the database")
            }
        }
    }

    /// The same site, whose commands also know the database as a role that may do everything.
    #[must_use]
    pub fn with_migrations(self) -> Self {
        let url = as_address(&self.superuser_url());
        self.setting("database.migrations_url", &url)
    }

    /// How the superuser reaches the database.
    pub fn superuser_url(&self) -> DatabaseUrl {
        match &self.database {
            Database::OfTheRun(database) => database.superuser(),
            Database::Own(cluster) => cluster.cluster().superuser("carnet"),
            Database::Private(_) => self.url("postgres"),
        }
    }

    /// A connection that sees everything: to count and to look behind the walls.
    pub fn superuser(&self) -> PgConnection {
        PgConnection::establish(&self.superuser_url().reveal()).expect("the database answers")
    }

    /// The cluster that is this site's own.
    ///
    /// # Panics
    /// On a site that shares the cluster of the run.
    pub fn cluster(&self) -> &DurableCluster {
        match &self.database {
            Database::Own(cluster) => cluster,
            Database::OfTheRun(_) | Database::Private(_) => panic!("this site has no cluster of its own"),
        }
    }

    /// The folder of the story.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A `carnet sandbox` on this site, ready for calls.
    pub fn sandbox(&self) -> Server {
        Server::start(self, "sandbox", &[])
    }

    /// The house beside the servers: people, log-ins, verification.
    pub fn registry(&self) -> Registry {
        Registry::open(self, Arc::new(SystemClock))
    }

    /// The same, at an instant of the past or the future: for log-ins that are over by now.
    pub fn registry_at(&self, instant: DateTime<Utc>) -> Registry {
        Registry::open(self, Arc::new(ManualClock::new(instant)))
    }

    /// Tells apart the programs of this site.
    pub(crate) fn next_program(&self) -> u32 {
        self.programs.replace(self.programs.get() + 1)
    }

    /// Adds something that no program of this site may say.
    pub fn keep_secret(&self, secret: Secret) {
        let mut secrets = self.secrets.borrow_mut();
        if secrets.iter().all(|known| known.text != secret.text) {
            secrets.push(secret);
        }
    }

    /// What no program of this site may say: the people of the sandbox and of the fixtures, and what was added.
    pub fn secrets(&self) -> Secrets {
        Secrets::new(self.secrets.borrow().iter().cloned())
    }

    /// What every program of this site has logged.
    pub fn logs(&self) -> Vec<(String, Vec<u8>)> {
        let mut logs: Vec<(String, Vec<u8>)> = fs::read_dir(&self.folder)
            .expect("the folder of the story")
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "log"))
            .map(|entry| {
                let bytes = fs::read(entry.path()).expect("a log");
                (entry.file_name().to_string_lossy().into_owned(), bytes)
            })
            .collect();
        logs.sort();
        logs
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let logs = self.logs();
        // What cannot be removed harms nobody in the temporary folder.
        let _ = fs::remove_dir_all(&self.folder);
        if std::thread::panicking() {
            for (name, log) in logs {
                let tail = log.len().saturating_sub(6_000);
                eprintln!("---- {name}\n{}", String::from_utf8_lossy(&log[tail..]));
            }
            return;
        }
        let secrets = self.secrets();
        let leaks: Vec<_> = logs.iter().flat_map(|(name, log)| secrets.search(name, log)).collect();
        assert!(leaks.is_empty(), "the logs of this story say what they must not: {leaks:#?}");
    }
}

/// The address of a database on a socket in the form that settings take.
pub fn as_address(url: &DatabaseUrl) -> String {
    let text = url.reveal();
    let value = |key: &str| {
        let rest = text.split(&format!("{key}='")).nth(1).unwrap_or_default();
        rest.split('\'').next().unwrap_or_default().to_owned()
    };
    format!(
        "postgresql://{}@/{}?host={}&port={}",
        value("user"),
        value("dbname"),
        value("host"),
        value("port")
    )
}

/// `server.workers` as `CARNET_SERVER__WORKERS`.
pub(crate) fn variable(key: &str) -> String {
    format!("CARNET_{}", key.replacen('.', "__", 1).to_uppercase())
}
