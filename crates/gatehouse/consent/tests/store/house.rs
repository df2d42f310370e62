//! A database, a desk, a vault and the engine of one test, with people to ask it.

use std::{fs, path::PathBuf, sync::Arc};

use chrono_tz::Tz;
use config::Reference;
use consent::{
    Act, Action, Ask, Consent, Error, Permit, Rules, SpaceState,
    rules::Evidence,
    service::{NewSpace, OpenedRelationship, RelationshipCommand},
};
use database::{Desk, Pool, PoolOptions, SERVER, Tx};
use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query};
use journal::{Journal, Line, lines_without_permit};
use kernel::{
    Actor, Assurance, Called, Capacity, ManualClock, OrganisationId, PersonId, Practice, Private, RequestId,
    Rng, SessionId, SpaceId, Standing, SystemRng,
};
use testkit::TestDatabase;
use uuid::Uuid;
use vault::{FileMasterKeys, MemoryKeyStore, Vault};

/// Seeing documents.
pub(crate) struct Look;

impl Action for Look {
    const NAME: &'static str = "tests.look";
    const ACT: Act = Act::Consult;
}

/// Putting a document in.
pub(crate) struct Put;

impl Action for Put {
    const NAME: &'static str = "tests.put";
    const ACT: Act = Act::Deposit;
}

pub(crate) struct House {
    pub(crate) database: TestDatabase,
    pub(crate) desk: Desk,
    pub(crate) consent: Consent,
    pub(crate) vault: Vault,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) rng: Arc<SystemRng>,
    folder: PathBuf,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// A house in which somebody has changed the rules.
    pub(crate) fn with(change: impl FnOnce(&mut Rules)) -> Self {
        let database = TestDatabase::new();
        let rng = Arc::new(SystemRng::default());
        let mut name = [0; 8];
        rng.fill(&mut name);
        let folder = std::env::temp_dir().join(format!("carnet-consent-{:016x}", u64::from_le_bytes(name)));
        let master = FileMasterKeys::create(&folder, &*rng).unwrap();
        let clock = Arc::new(ManualClock::at("2026-03-01T08:00:00Z").unwrap());
        let store = Box::new(MemoryKeyStore::default());
        let vault = Vault::open(store, Box::new(master), clock.clone(), rng.clone()).unwrap();
        let journal = Journal::open(vault.clone(), rng.clone()).unwrap();
        let url = database.url(SERVER).reveal();
        let write = Pool::connect(PoolOptions::new(url.clone(), 8, "test write")).unwrap();
        let read = Pool::connect(PoolOptions::new(url, 2, "test read").read_only()).unwrap();
        let desk = Desk::new(write, read, Arc::new(journal));
        let reference = Arc::new(Reference::load(None).unwrap());
        let mut rules = Rules::fr(&reference);
        change(&mut rules);
        let consent = Consent::new(rules, reference, vault.clone(), clock.clone(), rng.clone());
        Self { database, desk, consent, vault, clock, rng, folder }
    }

    /// An active space of a holder in Paris.
    pub(crate) fn space(&self, holder: &Actor) -> SpaceId {
        self.space_in(holder, SpaceState::Active, Tz::Europe__Paris)
    }

    pub(crate) fn space_in(&self, holder: &Actor, state: SpaceState, zone: Tz) -> SpaceId {
        let id = SpaceId::new(&*self.clock, &*self.rng);
        self.vault.create_space_key(id).unwrap();
        let new = NewSpace { id, holder: holder.person, state, zone };
        self.desk.write(|tx| self.consent.open_space(tx, &new)).unwrap();
        id
    }

    pub(crate) fn actor(&self, capacity: Capacity) -> Actor {
        Actor {
            person: PersonId::new(&*self.clock, &*self.rng),
            session: SessionId::new(&*self.clock, &*self.rng),
            request: RequestId::new(&*self.clock, &*self.rng),
            capacity,
            assurance: Assurance::Substantial,
            second_factor_at: None,
            assisted_by: None,
            secret: false,
            software: None,
            called: Called::default(),
            name: Private::new("Somebody".to_owned()),
        }
    }

    pub(crate) fn citizen(&self) -> Actor {
        self.actor(Capacity::Citizen)
    }

    pub(crate) fn professional(&self, profession: &str) -> Actor {
        self.actor(Capacity::Professional(Practice {
            rpps: "99700218896".parse().unwrap(),
            profession: profession.to_owned(),
            organisation: Some(OrganisationId::new(&*self.clock, &*self.rng)),
            sector: "SA07".to_owned(),
            regulates: false,
            standing: Standing::Good,
        }))
    }

    pub(crate) fn doctor(&self) -> Actor {
        self.professional("10")
    }

    /// Checks in a transaction and lets the test work under the permit.
    pub(crate) fn under<A: Action, R>(
        &self,
        actor: &Actor,
        space: SpaceId,
        mut work: impl for<'tx> FnMut(&mut Tx<'tx>, &Permit<'tx, A>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        self.desk.write(|tx| {
            let permit = self.consent.check::<A>(tx, actor, space, Ask::default())?;
            work(tx, &permit)
        })
    }

    pub(crate) fn look(&self, actor: &Actor, space: SpaceId) -> Result<(), Error> {
        self.under::<Look, _>(actor, space, |_, _| Ok(()))
    }

    pub(crate) fn declare(
        &self,
        actor: &Actor,
        space: SpaceId,
        days: Option<u32>,
    ) -> Result<OpenedRelationship, Error> {
        let command = RelationshipCommand {
            evidence: Evidence::TeamInCharge,
            days,
            code: None,
            collected_by: None,
            idempotency: None,
        };
        self.desk.write(|tx| self.consent.open_relationship(tx, actor, space, Ask::default(), &command))
    }

    /// The lines of a chain, oldest first.
    pub(crate) fn lines(&self, chain: Uuid) -> Vec<Line> {
        let mut lines =
            self.desk.write(|tx| lines_without_permit(tx, &self.vault, chain, None, 1_000)).unwrap();
        lines.reverse();
        lines
    }

    /// The lines of a space without the one of its making.
    pub(crate) fn lines_of(&self, space: SpaceId) -> Vec<Line> {
        self.lines(space.uuid())
            .into_iter()
            .filter(|line| !["spaces.open", "consent.adopt"].contains(&line.entry.act.as_str()))
            .collect()
    }

    pub(crate) fn sql(&self, sql: &str) {
        self.database.connect_superuser().batch_execute(sql).unwrap();
    }

    /// Rows of consent as somebody puts them by hand, and then has them taken over.
    pub(crate) fn arrange(&self, sql: &str) {
        self.sql(sql);
        let nobody = SpaceId::from(Uuid::nil());
        self.desk.write(|tx| self.consent.adopt_without_permit(tx, nobody, 100)).unwrap();
    }

    pub(crate) fn number(&self, sql: &str) -> i64 {
        let sql = format!("select ({sql})::bigint as number");
        sql_query(sql).get_result::<Number>(&mut self.database.connect_superuser()).unwrap().number
    }

    pub(crate) fn journal_is_whole(&self) {
        assert_eq!(journal::verify(&self.desk, &self.vault, None).unwrap().findings, []);
    }
}

impl Drop for House {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// The rule and the reason of a refusal.
pub(crate) fn refusal<R: std::fmt::Debug>(outcome: Result<R, Error>) -> (String, consent::Reason) {
    match outcome {
        Err(Error::Refused(refusal)) => (refusal.rule.as_str().to_owned(), refusal.reason),
        other => panic!("not refused: {other:?}"),
    }
}
