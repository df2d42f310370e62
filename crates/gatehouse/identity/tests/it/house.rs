//! One database with its keys, and as many servers over them as a test wants.

use std::{
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use chrono::TimeDelta;
use chrono_tz::Europe::Paris;
use config::Reference;
use consent::{Act, Action, Consent, Rules, SpaceState};
use database::{Desk, Pool, PoolOptions, SERVER};
use identity::{
    BirthDate, Error, Identity, IssuedToken, LookupLimits, MediationLimits, Organisation, OrganisationKind,
    Session, SessionCapacity, Settings, Sex, Situation, SituationId, Software, StrictTraits,
    service::{NewCitizen, NewSession, RegisteredCitizen, WrittenIns},
};
use journal::Journal;
use kernel::{
    Actor, Assurance, Clock, InsOid, ManualClock, OrganisationId, PersonId, RequestId, Rpps, SoftwareId,
    SpaceId, SystemRng,
};
use secrecy::ExposeSecret;
use testkit::TestDatabase;
use vault::{FileMasterKeys, PostgresKeyStore, Vault};

/// Looking at a record, for tests.
pub(crate) struct Look;

impl Action for Look {
    const NAME: &'static str = "test.look";
    const ACT: Act = Act::Consult;
}

/// Putting something in, for tests.
pub(crate) struct Put;

impl Action for Put {
    const NAME: &'static str = "test.put";
    const ACT: Act = Act::Deposit;
}

pub(crate) struct House {
    pub(crate) database: TestDatabase,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) rng: Arc<SystemRng>,
    folder: PathBuf,
}

/// One server: everything it would make at its start.
pub(crate) struct Server {
    pub(crate) desk: Desk,
    pub(crate) vault: Vault,
    pub(crate) consent: Arc<Consent>,
    pub(crate) identity: Identity,
    clock: Arc<ManualClock>,
    rng: Arc<SystemRng>,
}

pub(crate) const ISSUER: &str = "https://carnet.example";

impl House {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("identity-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&folder);
        let rng = Arc::new(SystemRng::default());
        FileMasterKeys::create(&folder, &*rng).unwrap();
        let clock = Arc::new(ManualClock::at("2026-03-02T08:00:00Z").unwrap());
        Self { database: TestDatabase::new(), clock, rng, folder }
    }

    pub(crate) fn server(&self) -> Server {
        let url = self.database.url(SERVER).reveal();
        let pool = |size, name| Pool::connect(PoolOptions::new(url.clone(), size, name)).unwrap();
        let reads = Pool::connect(PoolOptions::new(url.clone(), 2, "test reads").read_only()).unwrap();
        let (clock, rng): (Arc<dyn Clock>, Arc<dyn kernel::Rng>) = (self.clock.clone(), self.rng.clone());
        let master = FileMasterKeys::open(&self.folder).unwrap();
        let store = PostgresKeyStore::new(pool(1, "test keys"));
        let vault = Vault::open(Box::new(store), Box::new(master), clock.clone(), rng.clone()).unwrap();
        let journal = Journal::open(vault.clone(), rng.clone()).unwrap();
        let desk = Desk::new(pool(4, "test"), reads, Arc::new(journal));
        let reference = Arc::new(Reference::load(None).unwrap());
        let rules = Rules::fr(&reference);
        let consent = Arc::new(Consent::new(rules, reference, vault.clone(), clock.clone(), rng.clone()));
        let settings = Settings {
            issuer: ISSUER.to_owned(),
            access: TimeDelta::hours(1),
            session: TimeDelta::hours(4),
            idle: TimeDelta::minutes(30),
            fresh: TimeDelta::minutes(5),
            recovery: TimeDelta::hours(72),
            zone: Paris,
            mail: true,
            lookups: LookupLimits { person: 20, organisation: 40, network: 60 },
            mediation: MediationLimits { session: TimeDelta::minutes(20), a_day: 5 },
        };
        let identity = Identity::new(vault.clone(), consent.clone(), clock, rng, settings);
        Server { desk, vault, consent, identity, clock: self.clock.clone(), rng: self.rng.clone() }
    }

    pub(crate) fn minutes_pass(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }

    pub(crate) fn seconds_pass(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// A number that the superuser reads.
    pub(crate) fn count(&self, statement: &str) -> i64 {
        use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            n: i64,
        }
        let row: Row = sql_query(statement).get_result(&mut self.database.connect_superuser()).unwrap();
        row.n
    }

    pub(crate) fn run(&self, statement: &str) {
        use diesel::connection::SimpleConnection;
        self.database.connect_superuser().batch_execute(statement).unwrap();
        if statement.contains("update consent.") {
            self.adopt();
        }
    }

    /// Takes over what stands in the rows of consent, of every space.
    pub(crate) fn adopt(&self) {
        let server = self.server();
        let mut after = kernel::SpaceId::from(uuid::Uuid::nil());
        loop {
            let taken = server.desk.write(|tx| server.consent.adopt_without_permit(tx, after, 500));
            let Some(last) = taken.unwrap().last().copied() else { return };
            after = last;
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn camille() -> StrictTraits {
    StrictTraits {
        birth_name: "Lépine-d'Arc".into(),
        first_names: vec!["Camille".into(), "Anne-Lise".into()],
        birth_date: BirthDate::parse("1979-03-28").unwrap(),
        sex: Sex::Female,
        birthplace: Some("75056".into()),
    }
}

pub(crate) fn ins(number: &str, oid: InsOid) -> WrittenIns {
    WrittenIns { number: number.into(), oid }
}

/// A valid test number.
pub(crate) fn test_ins() -> WrittenIns {
    ins("279035121518989", InsOid::NirTest)
}

pub(crate) struct Doctor {
    pub(crate) person: PersonId,
    pub(crate) situation: SituationId,
    pub(crate) organisation: OrganisationId,
    pub(crate) rpps: Rpps,
}

impl Server {
    pub(crate) fn id<T>(&self) -> kernel::Id<T> {
        kernel::Id::new(&*self.clock, &*self.rng)
    }

    pub(crate) fn new_citizen(&self, traits: StrictTraits, ins: Option<WrittenIns>) -> NewCitizen {
        NewCitizen {
            space: self.id(),
            person: self.id(),
            ins,
            traits,
            usual_name: None,
            state: SpaceState::Active,
            zone: Paris,
        }
    }

    pub(crate) fn citizen(
        &self,
        traits: StrictTraits,
        ins: Option<WrittenIns>,
    ) -> Result<RegisteredCitizen, Error> {
        self.identity.register_citizen(&self.desk, &self.new_citizen(traits, ins))
    }

    pub(crate) fn doctor(&self) -> Doctor {
        self.professional("99700218896", "10")
    }

    pub(crate) fn professional(&self, rpps: &str, profession: &str) -> Doctor {
        let doctor = Doctor {
            person: self.id(),
            situation: self.id(),
            organisation: self.id(),
            rpps: rpps.parse().unwrap(),
        };
        let organisation = Organisation {
            id: doctor.organisation,
            finess: None,
            name: "Cabinet des Lilas".to_owned(),
            kind: OrganisationKind::Practice,
            listed: true,
        };
        self.desk
            .write(|tx| {
                self.identity.register_organisation(tx, &organisation)?;
                let name = "Docteur Hélène Marchand".into();
                self.identity.register_professional(tx, doctor.person, &doctor.rpps, &name, profession)?;
                self.identity.register_situation(tx, &self.situation_of(&doctor, true))
            })
            .unwrap();
        doctor
    }

    pub(crate) fn situation_of(&self, doctor: &Doctor, active: bool) -> Situation {
        Situation {
            id: doctor.situation,
            person: doctor.person,
            organisation: Some(doctor.organisation),
            sector: "SA07".to_owned(),
            active,
        }
    }

    pub(crate) fn software(&self, organisation: Option<OrganisationId>, listed: bool) -> SoftwareId {
        let software = Software { id: self.id(), name: "Logiciel".to_owned(), organisation, listed };
        self.desk.write(|tx| self.identity.register_software(tx, &software)).unwrap();
        software.id
    }

    pub(crate) fn try_open(
        &self,
        capacity: SessionCapacity,
        software: Option<SoftwareId>,
    ) -> Result<Session, Error> {
        let new = NewSession { software, ..NewSession::new(capacity, Assurance::Substantial) };
        self.desk.write(|tx| self.identity.open_session(tx, &new))
    }

    pub(crate) fn open(&self, capacity: SessionCapacity, software: Option<SoftwareId>) -> Session {
        self.try_open(capacity, software).unwrap()
    }

    pub(crate) fn open_doctor(&self, doctor: &Doctor) -> Session {
        self.open(SessionCapacity::Professional { person: doctor.person, situation: doctor.situation }, None)
    }

    pub(crate) fn token(&self, session: &Session) -> String {
        text(&self.identity.issue(session).unwrap())
    }

    pub(crate) fn recognise(&self, token: &str) -> Result<Actor, Error> {
        let request: RequestId = self.id();
        self.identity.recognise(&self.desk, token, request)
    }

    pub(crate) fn actor(&self, session: &Session) -> Actor {
        self.recognise(&self.token(session)).unwrap()
    }

    pub(crate) fn holder(&self, citizen: &RegisteredCitizen) -> Actor {
        self.actor(&self.open(SessionCapacity::Citizen { person: citizen.person }, None))
    }

    pub(crate) fn journal_lines(&self, house: &House, space: SpaceId) -> i64 {
        house.count(&format!("select count(*) as n from journal.line where space_id = '{space}'"))
    }
}

pub(crate) fn text(token: &IssuedToken) -> String {
    token.access_token.expose_secret().to_owned()
}

/// Why a call was nobody's.
pub(crate) fn cause<T: std::fmt::Debug>(outcome: Result<T, Error>) -> identity::Unrecognised {
    match outcome {
        Err(Error::Unauthenticated(cause)) => cause,
        other => panic!("expected nobody, got {other:?}"),
    }
}
