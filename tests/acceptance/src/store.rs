use std::{
    collections::HashSet,
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use blobs::{BlobStore, BlockingBlobs, Error, LocalBlobs, S3Blobs, S3Options, Sweeper, Swept};
use chrono::TimeDelta;
use diesel::{RunQueryDsl, sql_query, sql_types::Uuid as SqlUuid};
use kernel::ManualClock;
use testkit::{BUCKET, Between, ObjectServer};

use crate::Site;

/// An S3-compatible server for the blobs of a site, with something in front of it that misbehaves on demand.
pub struct Store {
    server: Mutex<ObjectServer>,
    between: Between,
}

impl Store {
    /// Starts it.
    #[expect(clippy::new_without_default, reason = "starting a process is not a default")]
    pub fn new() -> Self {
        let server = ObjectServer::new();
        let between = Between::new(server.address());
        Self { server: Mutex::new(server), between }
    }

    /// What stands in front of it.
    pub fn between(&self) -> &Between {
        &self.between
    }

    /// How many objects it holds.
    pub fn objects(&self) -> usize {
        self.server.lock().expect("the server").objects().len()
    }

    /// Kills the server; what it has stored stays.
    pub fn kill(&self) {
        self.server.lock().expect("the server").kill();
    }

    /// Starts it again.
    pub fn start_again(&self) {
        self.server.lock().expect("the server").start_again();
    }
}

impl Site {
    /// The same site with its blobs in this store.
    ///
    /// # Panics
    /// When the files of its keys cannot be written.
    #[must_use]
    pub fn with_blobs_in(self, store: &Store) -> Self {
        let file = |name: &str, text: &str| {
            let path = self.folder().join(name);
            let mut file = fs::File::options()
                .create_new(true)
                .write(true)
                .mode(0o600)
                .open(&path)
                .expect("a file of keys");
            writeln!(file, "{text}").expect("a file of keys");
            path.display().to_string()
        };
        let server = store.server.lock().expect("the server");
        let (access, secret) =
            (file("s3-access", server.access_key()), file("s3-secret", server.secret_key()));
        self.setting("blobs.s3_endpoint", &store.between().endpoint())
            .setting("blobs.s3_bucket", BUCKET)
            .setting("blobs.s3_access_key_file", &access)
            .setting("blobs.s3_secret_key_file", &secret)
            .setting("blobs.s3_timeout_seconds", "2")
            .setting("blobs.s3_patience_seconds", "1")
    }

    /// Sweeps the blobs of the site as a worker would whose grace time has passed, until none is left that no row names.
    ///
    /// # Panics
    /// When the store or the database does not answer.
    pub fn sweep(&self, store: Option<&Store>) -> Swept {
        let blobs: Arc<dyn BlobStore> = match store {
            Some(store) => Arc::new(of_store(store)),
            None => Arc::new(LocalBlobs::open(&self.folder().join("blobs")).expect("the blobs")),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a thread for the store");
        let blobs = BlockingBlobs::new(blobs, runtime.handle().clone());
        let sweeper = Sweeper::new(blobs, TimeDelta::zero(), Duration::ZERO);
        let clock = ManualClock::at("2090-01-01T00:00:00Z").expect("an instant");
        let named = self.named_blobs();
        let sweep = || {
            let is_named = |ids: &[blobs::BlobId]| {
                Ok::<_, Error>(ids.iter().copied().filter(|id| named.contains(&id.uuid())).collect())
            };
            sweeper.sweep(&clock, is_named).expect("a sweep")
        };
        let first = sweep();
        assert_eq!(first.removed, 0, "the first look removes nothing");
        sweep()
    }

    /// The blobs that rows name.
    ///
    /// # Panics
    /// When the database does not answer.
    pub fn named_blobs(&self) -> HashSet<uuid::Uuid> {
        let query = "select blob_id as id from documents.document where blob_id is not null";
        let found: Vec<Named> = sql_query(query).load(&mut self.superuser()).expect("the rows");
        found.into_iter().map(|row| row.id).collect()
    }
}

fn of_store(store: &Store) -> S3Blobs {
    let server = store.server.lock().expect("the server");
    let options = S3Options {
        endpoint: store.between().endpoint(),
        bucket: BUCKET.to_owned(),
        region: "us-east-1".to_owned(),
        path_style: true,
        access_key: server.access_key().into(),
        secret_key: server.secret_key().into(),
        authorities: None,
        patience: Duration::from_secs(5),
    };
    S3Blobs::open(&options).expect("the store")
}

#[derive(diesel::QueryableByName)]
struct Named {
    #[diesel(sql_type = SqlUuid)]
    id: uuid::Uuid,
}

/// Copies a folder with all that is in it, as an operator carries keys to another machine.
///
/// # Panics
/// When it cannot be copied.
pub fn carry(from: &Path, to: &Path) {
    let status = std::process::Command::new("cp").arg("-a").arg("-T").arg(from).arg(to).status();
    assert!(status.expect("cp starts").success(), "{} is not copied", from.display());
}
