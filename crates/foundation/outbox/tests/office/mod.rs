use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use database::{DatabaseUrl, Desk, Due, Ledger, Pool, PoolOptions, SERVER};
use diesel::{PgConnection, QueryableByName, RunQueryDsl, sql_query};
use kernel::{Clock, JobId, ManualClock, Rng, SystemRng};
use outbox::{
    Error, Handler, Handlers, Job, JobFailure, NewJob, Runner, RunnerOptions, enqueue,
    jobs::{self, JobFilter, JobLine},
};
use testkit::TestDatabase;
use vault::{FileMasterKeys, PostgresKeyStore, Vault};

/// A database, a desk and a vault of one test.
pub(crate) struct Office {
    pub(crate) database: TestDatabase,
    pub(crate) desk: Desk,
    pub(crate) vault: Vault,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    /// Where the master key is.
    pub(crate) folder: PathBuf,
}

struct NoLedger;

impl Ledger for NoLedger {
    fn settle(&self, _: &mut PgConnection, _: Vec<Due>) -> Result<(), database::Error> {
        unreachable!("no test here owes a line")
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

impl Office {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        let database = TestDatabase::new();
        let rng: Arc<dyn Rng> = Arc::new(SystemRng::default());
        let mut name = [0; 8];
        rng.fill(&mut name);
        let folder = std::env::temp_dir().join(format!("carnet-outbox-{:016x}", u64::from_le_bytes(name)));
        let master = FileMasterKeys::create(&folder, rng.as_ref()).unwrap();
        let vault = open_vault(&database.url(SERVER), master, &clock, &rng);
        Self { desk: desk(&database.url(SERVER)), database, vault, clock, rng, folder }
    }

    pub(crate) fn by_hand() -> (Self, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::at("2026-03-01T08:00:00Z").unwrap());
        (Self::new(clock.clone()), clock)
    }

    pub(crate) fn enqueue(&self, job: &NewJob) -> Option<JobId> {
        self.desk.write(|tx| enqueue(tx, &self.vault, self.clock.as_ref(), self.rng.as_ref(), job)).unwrap()
    }

    /// A runner with one handler, as another process would have it.
    pub(crate) fn runner(&self, handler: Arc<dyn Handler>, options: RunnerOptions) -> Runner {
        let mut handlers = Handlers::new();
        handlers.add(handler).unwrap();
        self.runner_with(handlers, options)
    }

    pub(crate) fn runner_with(&self, handlers: Handlers, options: RunnerOptions) -> Runner {
        let (clock, rng) = (Arc::clone(&self.clock), Arc::clone(&self.rng));
        Runner::new(self.desk.clone(), self.vault.clone(), clock, rng, handlers, options)
    }

    pub(crate) fn jobs(&self) -> Vec<JobLine> {
        self.desk.read::<_, Error>(|rtx| jobs::list(rtx, &JobFilter::default())).unwrap()
    }

    pub(crate) fn only_job(&self) -> JobLine {
        let mut jobs = self.jobs();
        assert_eq!(jobs.len(), 1, "{jobs:?}");
        jobs.remove(0)
    }

    pub(crate) fn count(&self, query: &str) -> i64 {
        let query = format!("select count(*) as count from {query}");
        sql_query(query).get_result::<Count>(&mut self.database.connect_superuser()).unwrap().count
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

pub(crate) fn desk(url: &DatabaseUrl) -> Desk {
    let write = Pool::connect(PoolOptions::new(url.reveal(), 16, "test write")).unwrap();
    let read = Pool::connect(PoolOptions::new(url.reveal(), 4, "test read").read_only()).unwrap();
    Desk::new(write, read, Arc::new(NoLedger))
}

pub(crate) fn open_vault(
    url: &DatabaseUrl,
    master: FileMasterKeys,
    clock: &Arc<dyn Clock>,
    rng: &Arc<dyn Rng>,
) -> Vault {
    let pool = Pool::connect(PoolOptions::new(url.reveal(), 2, "test vault")).unwrap();
    Vault::open(Box::new(PostgresKeyStore::new(pool)), Box::new(master), Arc::clone(clock), Arc::clone(rng))
        .unwrap()
}

type Work = dyn Fn(&Job) -> Result<(), JobFailure> + Send + Sync;

/// A handler that is a closure, and counts how often it was called for each job.
pub(crate) struct Doing {
    kind: &'static str,
    work: Box<Work>,
    calls: Mutex<BTreeMap<JobId, usize>>,
}

impl Doing {
    pub(crate) fn new(
        kind: &'static str,
        work: impl Fn(&Job) -> Result<(), JobFailure> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self { kind, work: Box::new(work), calls: Mutex::default() })
    }

    pub(crate) fn calls(&self) -> BTreeMap<JobId, usize> {
        self.calls.lock().unwrap().clone()
    }

    pub(crate) fn called(&self) -> usize {
        self.calls().values().sum()
    }
}

impl Handler for Doing {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn run(&self, job: &Job) -> Result<(), JobFailure> {
        *self.calls.lock().unwrap().entry(job.id()).or_default() += 1;
        (self.work)(job)
    }
}

/// Waits until it holds, ten seconds at most.
pub(crate) fn until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(10), "in ten seconds never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(crate) fn seconds(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    f64::from(i32::try_from((to - from).num_milliseconds()).unwrap()) / 1_000.0
}

pub(crate) const LEASE_AND_MORE: TimeDelta = TimeDelta::seconds(61);
