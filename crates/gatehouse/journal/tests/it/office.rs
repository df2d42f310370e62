//! A database, a desk with its journal and a vault of one test.

use std::{fs, path::PathBuf, sync::Arc};

use chrono::TimeDelta;
use database::{Desk, Head, Pool, PoolOptions, SERVER, Tx};
use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query};
use journal::{
    Entry, Error, Finding, Journal, Line, Outcome, OutsideCopy, Report, Tally, Who,
    checkpoint::{self, Due},
    line, lines_without_permit, verify,
};
use kernel::{Clock, ManualClock, RequestId, Rng, SpaceId, SystemRng};
use serde_json::Value;
use testkit::TestDatabase;
use uuid::Uuid;
use vault::{FileMasterKeys, MemoryKeyStore, Vault};

/// Where a journal lives and is looked at.
pub(crate) struct Office {
    pub(crate) database: TestDatabase,
    pub(crate) desk: Desk,
    pub(crate) vault: Vault,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) rng: Arc<SystemRng>,
    pub(crate) outside: OutsideCopy,
    folder: PathBuf,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

impl Office {
    pub(crate) fn new() -> Self {
        let database = TestDatabase::new();
        let rng = Arc::new(SystemRng::default());
        let mut name = [0; 8];
        rng.fill(&mut name);
        let folder = std::env::temp_dir().join(format!("carnet-journal-{:016x}", u64::from_le_bytes(name)));
        let master = FileMasterKeys::create(&folder.join("keys"), &*rng).unwrap();
        let clock = Arc::new(ManualClock::at("2026-03-01T08:00:00Z").unwrap());
        let store = Box::new(MemoryKeyStore::default());
        let vault = Vault::open(store, Box::new(master), clock.clone(), rng.clone()).unwrap();
        let journal = Journal::open(vault.clone(), rng.clone()).unwrap();
        let url = database.url(SERVER).reveal();
        let write = Pool::connect(PoolOptions::new(url.clone(), 12, "test write")).unwrap();
        let read = Pool::connect(PoolOptions::new(url, 2, "test read").read_only()).unwrap();
        let desk = Desk::new(write, read, Arc::new(journal));
        let outside = OutsideCopy::open(&folder.join("outside")).unwrap();
        Self { database, desk, vault, clock, rng, outside, folder }
    }

    /// A space with its key.
    pub(crate) fn space(&self) -> Uuid {
        let space = SpaceId::new(&*self.clock, &*self.rng);
        self.vault.create_space_key(space).unwrap();
        space.uuid()
    }

    pub(crate) fn entry(&self, act: &str) -> Entry {
        Entry {
            at: self.clock.now(),
            request: RequestId::new(&*self.clock, &*self.rng),
            who: Who::System { purpose: "upkeep".to_owned() },
            act: act.to_owned(),
            way: Some("W12".to_owned()),
            rule: "W12".to_owned(),
            outcome: Outcome::Done,
            things: Vec::new(),
            detail: Value::Null,
            facts: Vec::new(),
            secret: false,
            times: None,
        }
    }

    pub(crate) fn owe(&self, tx: &mut Tx<'_>, chain: Uuid, head: Option<Head>, act: &str) {
        tx.owe(line(chain, head, self.entry(act), None, false));
    }

    /// Writes one line, in a transaction of its own.
    pub(crate) fn write(&self, chain: Uuid, act: &str) {
        self.desk
            .write(|tx| {
                self.owe(tx, chain, None, act);
                Ok::<_, Error>(())
            })
            .unwrap();
    }

    pub(crate) fn write_many(&self, chain: Uuid, count: usize) {
        for number in 0..count {
            self.write(chain, &format!("act {number}"));
        }
    }

    /// Something that is refused, counted with its equals of a minute.
    pub(crate) fn refuse(&self, chain: Uuid, key: &str) {
        let tally = Tally { key: key.to_owned(), window: TimeDelta::minutes(1) };
        let refused: Result<(), Error> = self.desk.write(|tx| {
            let entry = Entry { outcome: Outcome::Refused, ..self.entry(key) };
            tx.owe(line(chain, None, entry, Some(tally.clone()), true));
            Err(Error::Line("refused by the test"))
        });
        assert!(matches!(refused, Err(Error::Line(_))), "{refused:?}");
    }

    /// The lines of a chain, oldest first.
    pub(crate) fn lines(&self, chain: Uuid) -> Vec<Line> {
        let mut lines =
            self.desk.write(|tx| lines_without_permit(tx, &self.vault, chain, None, 10_000)).unwrap();
        lines.reverse();
        lines
    }

    /// Makes a checkpoint of what there is, a minute later.
    pub(crate) fn checkpoint(&self) -> Option<i64> {
        self.clock.advance(TimeDelta::minutes(1));
        self.checkpoint_if_due(Due { every: TimeDelta::minutes(1), lines: 10_000 }).unwrap()
    }

    pub(crate) fn checkpoint_if_due(&self, due: Due) -> Result<Option<i64>, Error> {
        checkpoint::run(&self.desk, &self.vault, &*self.clock, &self.outside, due)
    }

    pub(crate) fn report(&self) -> Report {
        verify(&self.desk, &self.vault, Some(&self.outside)).unwrap()
    }

    pub(crate) fn findings(&self) -> Vec<Finding> {
        self.report().findings
    }

    /// What somebody does who administers the database.
    pub(crate) fn tamper(&self, sql: &str) {
        self.database.connect_superuser().batch_execute(sql).unwrap();
    }

    pub(crate) fn number(&self, sql: &str) -> i64 {
        let sql = format!("select ({sql})::bigint as number");
        sql_query(sql).get_result::<Number>(&mut self.database.connect_superuser()).unwrap().number
    }

    /// The copy of another worker.
    pub(crate) fn elsewhere(&self) -> OutsideCopy {
        OutsideCopy::open(&self.folder.join("elsewhere")).unwrap()
    }

    pub(crate) fn outside_file(&self) -> PathBuf {
        self.folder.join("outside/checkpoints.jsonl")
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}
