//! People to log in as, made by the services that make them everywhere else.

use std::sync::atomic::Ordering;

use chrono_tz::Europe::Paris;
use consent::SpaceState;
use identity::{
    BirthDate, Organisation, OrganisationKind, Session, SessionCapacity, Sex, Situation, SituationId,
    Software, StrictTraits,
    client::Terms,
    service::{NewCitizen, NewSession, WrittenIns},
};
use kernel::{Actor, AdminRole, Assurance, Id, InsOid, OrganisationId, PersonId, Rpps, SoftwareId, SpaceId};
use secrecy::{ExposeSecret, SecretString};

use crate::TestHouse;

/// A log-in with its access token.
pub struct Login {
    /// The session, to end it.
    pub session: Session,
    token: SecretString,
}

impl Login {
    /// The access token.
    pub fn token(&self) -> &str {
        self.token.expose_secret()
    }
}

/// A citizen with a record, logged in.
pub struct Citizen {
    /// The record.
    pub space: SpaceId,
    /// The holder.
    pub person: PersonId,
    /// The INS, a test number with a right key.
    pub ins: WrittenIns,
    /// The strict traits.
    pub traits: StrictTraits,
    /// The log-in.
    pub login: Login,
}

impl Citizen {
    /// The access token.
    pub fn token(&self) -> &str {
        self.login.token()
    }

    /// A clinical document of the fixtures, in UTF-8 and about their usual patient, made out to this citizen.
    ///
    /// # Panics
    /// When it does not name that patient.
    pub fn named_in(&self, document: &[u8]) -> Vec<u8> {
        let mut text = String::from_utf8_lossy(document).into_owned();
        let ins = format!("root=\"{}\" extension=\"{}\"", self.ins.oid.as_str(), self.ins.number.reveal());
        let first = self.traits.first_names.first().map(|name| name.reveal().clone()).unwrap_or_default();
        let birth = self.traits.birth_date.reveal().replace('-', "");
        for (old, new) in [
            ("root=\"1.2.250.1.213.1.4.10\" extension=\"285037500000162\"", ins.as_str()),
            ("VESTRELAINE", self.traits.birth_name.reveal()),
            ("CAMILLE AURORE", &first),
            ("<given qualifier=\"BR\">CAMILLE", &format!("<given qualifier=\"BR\">{first}")),
            ("19850312", &birth),
            ("<county>35238</county>", ""),
        ] {
            assert!(text.contains(old), "the document does not say `{old}`");
            text = text.replace(old, new);
        }
        text.into_bytes()
    }
}

/// A professional or an establishment's software, logged in.
pub struct Worker {
    /// The person, or the account of the software.
    pub person: PersonId,
    /// The structure.
    pub organisation: OrganisationId,
    /// The log-in.
    pub login: Login,
    capacity: SessionCapacity,
    software: Option<SoftwareId>,
}

impl Worker {
    /// The access token.
    pub fn token(&self) -> &str {
        self.login.token()
    }
}

/// What every professional is called, unless a test says otherwise.
const NAME: &str = "Dominique Fictif";
/// Doctor, dentist, psychotherapist: codes of table TRE_G15. No row of the access matrix is about the last.
const DOCTOR: &str = "10";
const DENTIST: &str = "40";
const THERAPIST: &str = "94";
/// Medical secretary (JDV_J48), who comes in by a delegation alone.
const SECRETARY: &str = "331";
/// Private practice (TRE_R02).
const SECTOR: &str = "SA07";
/// Occupational medicine (TRE_R02).
const OCCUPATIONAL: &str = "SA13";

impl TestHouse {
    /// The number of a professional in the directory.
    ///
    /// # Panics
    /// For whoever is none.
    pub fn rpps(&self, worker: &Worker) -> String {
        let house = self.house();
        let known = house.desk.write(|tx| house.identity.professionals_named(tx, &[worker.person]));
        let known = known.unwrap_or_else(|fault: identity::Error| panic!("the directory: {fault}"));
        known.get(&worker.person).map_or_else(|| panic!("no professional"), |one| one.rpps.to_string())
    }

    /// Who acts in a log-in, as a door finds it at a call.
    ///
    /// # Panics
    /// When the session is over.
    pub fn actor(&self, login: &Login) -> Actor {
        let house = self.house();
        let claims = house.identity.verify(login.token()).unwrap_or_else(|fault| panic!("a token: {fault}"));
        let known = house.desk.read(|rtx| house.identity.authenticate(rtx, &claims, self.id()));
        known.unwrap_or_else(|fault| panic!("a session: {fault}")).actor
    }

    /// A citizen with a record in use and an active account.
    ///
    /// # Panics
    /// When identity refuses, as do all verbs here.
    pub fn citizen(&self) -> Citizen {
        self.citizen_called(None)
    }

    /// The same, with a name in use beside the one of birth.
    pub fn citizen_called(&self, usual_name: Option<&str>) -> Citizen {
        let number = self.number();
        let ins = WrittenIns { number: test_ins(number).as_str().into(), oid: InsOid::NirTest };
        let traits = StrictTraits {
            birth_name: format!("ESSAI {}", letters(number)).as_str().into(),
            first_names: vec!["CAMILLE".into()],
            birth_date: BirthDate::parse("1980-07-01").unwrap_or_else(|fault| panic!("a date: {fault}")),
            sex: Sex::Female,
            birthplace: Some("75056".into()),
        };
        let (space, person) = (self.id(), self.id());
        let new = NewCitizen {
            space,
            person,
            ins: Some(ins.clone()),
            traits: traits.clone(),
            usual_name: usual_name.map(Into::into),
            state: SpaceState::Active,
            zone: Paris,
        };
        let house = self.house();
        if let Err(fault) = house.identity.register_citizen(&house.desk, &new) {
            panic!("no citizen: {fault}");
        }
        let login = self.login(SessionCapacity::Citizen { person }, None, Assurance::Substantial);
        Citizen { space, person, ins, traits, login }
    }

    /// A doctor, whom the access matrix lets consult nearly everything.
    pub fn doctor(&self) -> Worker {
        self.professional(DOCTOR)
    }

    /// A dentist.
    pub fn dentist(&self) -> Worker {
        self.professional(DENTIST)
    }

    /// A therapist, who is in no matrix.
    pub fn therapist(&self) -> Worker {
        self.professional(THERAPIST)
    }

    /// A doctor in a centre that answers emergency calls.
    pub fn regulator(&self) -> Worker {
        let centre = self.organisation(OrganisationKind::RegulationCentre, false);
        self.practising(self.registered(DOCTOR), centre, SECTOR)
    }

    /// A professional in good standing, in a practice of their own.
    pub fn professional(&self, profession: &str) -> Worker {
        self.professional_named(NAME, profession)
    }

    /// The same of this name, the given name first.
    pub fn professional_named(&self, name: &str, profession: &str) -> Worker {
        let person = self.id();
        self.register(person, name, profession);
        self.practising(person, self.organisation(OrganisationKind::Practice, false), SECTOR)
    }

    /// A secretary in the structure of somebody.
    pub fn secretary_of(&self, worker: &Worker) -> Worker {
        self.colleague_of(worker, SECRETARY)
    }

    /// A professional in the structure of somebody.
    pub fn colleague_of(&self, worker: &Worker, profession: &str) -> Worker {
        self.practising(self.registered(profession), worker.organisation, SECTOR)
    }

    /// A doctor of occupational medicine.
    pub fn occupational_doctor(&self) -> Worker {
        let organisation = self.organisation(OrganisationKind::Other, false);
        self.practising(self.registered(DOCTOR), organisation, OCCUPATIONAL)
    }

    /// The same citizen as a doctor in a structure.
    pub fn at_work(&self, citizen: &Citizen, organisation: OrganisationId) -> Worker {
        self.register(citizen.person, NAME, DOCTOR);
        self.practising(citizen.person, organisation, SECTOR)
    }

    /// Somebody whom the directory knows and who practises nowhere yet.
    fn registered(&self, profession: &str) -> PersonId {
        let person = self.id();
        self.register(person, NAME, profession);
        person
    }

    fn register(&self, person: PersonId, name: &str, profession: &str) {
        let rpps = test_rpps(self.number());
        let house = self.house();
        let made = house
            .desk
            .write(|tx| house.identity.register_professional(tx, person, &rpps, &name.into(), profession));
        if let Err(fault) = made {
            panic!("no professional: {fault}");
        }
    }

    /// The same professional in another practice.
    pub fn elsewhere(&self, worker: &Worker) -> Worker {
        self.practising(worker.person, self.organisation(OrganisationKind::Practice, false), SECTOR)
    }

    /// A professional in a situation of practice that begins now.
    fn practising(&self, person: PersonId, organisation: OrganisationId, sector: &str) -> Worker {
        let situation: SituationId = self.id();
        let place = Situation {
            id: situation,
            person,
            organisation: Some(organisation),
            sector: sector.to_owned(),
            active: true,
        };
        let house = self.house();
        if let Err(fault) = house.desk.write(|tx| house.identity.register_situation(tx, &place)) {
            panic!("no situation: {fault}");
        }
        let capacity = SessionCapacity::Professional { person, situation };
        let login = self.login(capacity, None, Assurance::Substantial);
        Worker { person, organisation, login, capacity, software: None }
    }

    /// Software of a listed establishment, without a human behind the call.
    pub fn software(&self) -> Worker {
        let id: SoftwareId = self.id();
        let organisation = self.organisation(OrganisationKind::Establishment, true);
        let house = self.house();
        let software = Software {
            id,
            name: "Logiciel d'essai".to_owned(),
            organisation: Some(organisation),
            listed: true,
        };
        if let Err(fault) = house.desk.write(|tx| house.identity.register_software(tx, &software)) {
            panic!("no software: {fault}");
        }
        let (capacity, software) = (SessionCapacity::Establishment, Some(id));
        let login = self.login(capacity, software, Assurance::Substantial);
        Worker { person: Software::account(id), organisation, login, capacity, software }
    }

    /// Somebody who runs the service in these roles, who has just shown a second factor.
    pub fn admin(&self, roles: &[AdminRole]) -> (PersonId, Login) {
        self.admin_named("Alex Fictif", roles)
    }

    /// An admin of this name.
    ///
    /// # Panics
    /// When the admin cannot be made.
    pub fn admin_named(&self, name: &str, roles: &[AdminRole]) -> (PersonId, Login) {
        let person: PersonId = self.id();
        let house = self.house();
        let name = name.into();
        if let Err(fault) = house.desk.write(|tx| house.identity.register_admin(tx, person, &name, roles)) {
            panic!("no admin: {fault}");
        }
        let shown = Some(house.clock.now());
        let capacity = SessionCapacity::Admin { person };
        let new = NewSession { second_factor_at: shown, ..NewSession::new(capacity, Assurance::Substantial) };
        (person, self.open(&new))
    }

    /// The same citizen in a session in which a second factor was just shown.
    pub fn sure(&self, citizen: &Citizen) -> Login {
        let shown = Some(self.house().clock.now());
        let capacity = SessionCapacity::Citizen { person: citizen.person };
        self.open(&NewSession {
            second_factor_at: shown,
            ..NewSession::new(capacity, Assurance::Substantial)
        })
    }

    /// The same professional or software in a session that begins now: the one before ends with the day.
    pub fn anew(&self, worker: &Worker) -> Worker {
        let Worker { person, organisation, capacity, software, .. } = *worker;
        let login = self.login(capacity, software, Assurance::Substantial);
        Worker { person, organisation, login, capacity, software }
    }

    /// The same professional in a session whose tokens are limited, as client software opens it.
    pub fn limited(&self, worker: &Worker, terms: Terms) -> Login {
        let new =
            NewSession { terms: Some(terms), ..NewSession::new(worker.capacity, Assurance::Substantial) };
        self.open(&new)
    }

    /// A session in a capacity, with its token.
    pub fn login(
        &self,
        capacity: SessionCapacity,
        software: Option<SoftwareId>,
        assurance: Assurance,
    ) -> Login {
        self.open(&NewSession { software, ..NewSession::new(capacity, assurance) })
    }

    fn open(&self, new: &NewSession) -> Login {
        let house = self.house();
        let session = house
            .desk
            .write(|tx| house.identity.open_session(tx, new))
            .unwrap_or_else(|fault| panic!("no session: {fault}"));
        let issued = house.identity.issue(&session).unwrap_or_else(|fault| panic!("no token: {fault}"));
        Login { session, token: issued.access_token }
    }

    /// An organisation.
    pub fn organisation(&self, kind: OrganisationKind, listed: bool) -> OrganisationId {
        let id = self.id();
        let organisation =
            Organisation { id, finess: None, name: "Structure d'essai".to_owned(), kind, listed };
        let house = self.house();
        if let Err(fault) = house.desk.write(|tx| house.identity.register_organisation(tx, &organisation)) {
            panic!("no organisation: {fault}");
        }
        id
    }

    /// A fresh id.
    pub fn id<T>(&self) -> Id<T> {
        Id::new(self.house().clock.as_ref(), self.house().rng.as_ref())
    }

    fn number(&self) -> u32 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

/// A made-up number of the directory (99700 is given to nobody) with its key.
fn test_rpps(number: u32) -> Rpps {
    let fits = (0..10).find_map(|key| format!("99700{number:05}{key}").parse().ok());
    fits.unwrap_or_else(|| panic!("no RPPS number has the digits {number}"))
}

/// A made-up INS of the test system, with its key.
fn test_ins(number: u32) -> String {
    let body = 2_800_775_056_000_u64 + u64::from(number % 1_000);
    format!("{body}{:02}", 97 - body % 97)
}

/// A number as letters, since names have no digits.
fn letters(number: u32) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'A')).collect()
}
