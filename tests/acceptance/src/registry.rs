use std::{
    process::{Child, Command, Output, Stdio},
    sync::Arc,
};

use blobs::LocalBlobs;
use config::{Reference, Settings};
use consent::SpaceState;
use flows::{House, Parts};
use identity::{
    BirthDate, SessionCapacity, Sex, StrictTraits,
    service::{NewCitizen, NewSession, WrittenIns},
};
use kernel::{Assurance, Clock, InsOid, PersonId, SessionId, SpaceId, SystemRng};
use secrecy::ExposeSecret;
use vault::FileMasterKeys;

use crate::{Person, Site, program, site::variable};

/// The house opened beside the servers of a site: what a registrar and an identity provider do.
pub struct Registry {
    house: House,
}

/// A citizen with a space.
#[derive(Debug, Clone, Copy)]
pub struct Registered {
    /// The space.
    pub space: SpaceId,
    /// The citizen.
    pub person: PersonId,
}

impl Registry {
    pub(crate) fn open(site: &Site, clock: Arc<dyn Clock>) -> Self {
        let settings = Settings::load(None, site.variables().into_iter()).expect("the settings of the site");
        let parts = Parts {
            database_url: site.url(database::SERVER).reveal(),
            key_store_url: None,
            master: Box::new(FileMasterKeys::open(&settings.keys.folder).expect("the master key")),
            blobs: Arc::new(LocalBlobs::open(&settings.blobs.folder).expect("the blobs")),
            reference: Arc::new(Reference::load(None).expect("the reference data")),
            clock,
            rng: Arc::new(SystemRng::default()),
        };
        Self { house: House::open(Arc::new(settings), parts).expect("the house") }
    }

    /// Registers a citizen with an active space.
    ///
    /// # Panics
    /// When the identity is not taken.
    pub fn citizen(&self, person: &Person) -> Registered {
        self.try_citizen(person).expect("the identity is taken")
    }

    /// Registers a citizen with an active space.
    ///
    /// # Errors
    /// Identity's.
    pub fn try_citizen(&self, person: &Person) -> Result<Registered, identity::Error> {
        let House { clock, rng, settings, .. } = &self.house;
        let new = NewCitizen {
            space: SpaceId::new(clock.as_ref(), rng.as_ref()),
            person: PersonId::new(clock.as_ref(), rng.as_ref()),
            ins: Some(WrittenIns {
                number: person.ins.as_str().into(),
                oid: InsOid::parse(&person.oid).expect("the OID of an INS"),
            }),
            traits: StrictTraits {
                birth_name: person.birth_name.as_str().into(),
                first_names: vec![person.first_names.as_str().into()],
                birth_date: BirthDate::parse(&person.birth_date)?,
                sex: match person.sex.as_str() {
                    "F" => Sex::Female,
                    "M" => Sex::Male,
                    _ => Sex::Undetermined,
                },
                birthplace: person.birthplace.as_deref().map(Into::into),
            },
            usual_name: None,
            state: SpaceState::Active,
            zone: settings.country.time_zone,
        };
        let made = self.house.identity.register_citizen(&self.house.desk, &new)?;
        Ok(Registered { space: made.space, person: made.person })
    }

    /// Logs a citizen in: the token, and the session that it names.
    ///
    /// # Panics
    /// When the person has no account.
    pub fn log_in(&self, citizen: Registered) -> (String, SessionId) {
        self.begin_session(&Self::session(citizen))
    }

    /// Logs a citizen in who has just shown a second factor: the token.
    ///
    /// # Panics
    /// When the person has no account.
    pub fn log_in_surely(&self, citizen: Registered) -> String {
        let second_factor_at = Some(self.house.clock.now());
        self.begin_session(&NewSession { second_factor_at, ..Self::session(citizen) }).0
    }

    fn session(citizen: Registered) -> NewSession {
        NewSession::new(SessionCapacity::Citizen { person: citizen.person }, Assurance::Substantial)
    }

    fn begin_session(&self, new: &NewSession) -> (String, SessionId) {
        let House { desk, identity, .. } = &self.house;
        let session = desk.write(|tx| identity.open_session(tx, new)).expect("a session");
        let issued = identity.issue(&session).expect("a token");
        (issued.access_token.expose_secret().to_owned(), session.id)
    }

    /// The house itself, for what no door offers.
    pub fn house(&self) -> &House {
        &self.house
    }

    /// The session that a token names.
    ///
    /// # Panics
    /// When the token is not of this site.
    pub fn session_of(&self, token: &str) -> SessionId {
        self.house.identity.verify(token).expect("a token of this site").session
    }

    /// Ends a session.
    ///
    /// # Panics
    /// When it did not run.
    pub fn end(&self, session: SessionId) {
        let House { desk, identity, .. } = &self.house;
        assert!(desk.write(|tx| identity.end_session(tx, session)).expect("the session's end"));
    }
}

impl Site {
    /// Runs `carnet <arguments>` on this site to its end; its output, when it ended well.
    ///
    /// # Errors
    /// All that it said, when it did not.
    pub fn run(&self, arguments: &[&str]) -> Result<String, String> {
        self.run_with(&[], arguments)
    }

    /// The same, with these settings besides the ones of the site.
    ///
    /// # Errors
    /// All that it said, when it did not end well.
    pub fn run_with(&self, settings: &[(&str, &str)], arguments: &[&str]) -> Result<String, String> {
        let output = self.command(settings, arguments).output().expect("the program starts");
        Self::ended(&output)
    }

    /// Begins `carnet <arguments>` on this site, for a story that does something to it meanwhile.
    ///
    /// # Panics
    /// When the program does not start.
    pub fn begin(&self, settings: &[(&str, &str)], arguments: &[&str]) -> Child {
        let mut command = self.command(settings, arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
    }

    fn command(&self, settings: &[(&str, &str)], arguments: &[&str]) -> Command {
        let mut command = Command::new(program::carnet());
        command.args(arguments).env_clear().envs(self.variables());
        command.envs(settings.iter().map(|(key, value)| (variable(key), value)));
        command.current_dir(self.folder()).stdin(Stdio::null());
        command
    }

    /// What a command said that has ended well.
    ///
    /// # Errors
    /// All that it said, when it did not.
    pub fn ended(output: &Output) -> Result<String, String> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            Ok(text(&output.stdout))
        } else {
            Err(format!("{}\n{}{}", output.status, text(&output.stdout), text(&output.stderr)))
        }
    }

    /// Runs `carnet journal verify`.
    ///
    /// # Panics
    /// When it found something.
    pub fn verify_journal(&self) {
        let said = self.run(&["journal", "verify"]).unwrap_or_else(|said| panic!("the journal: {said}"));
        assert!(said.contains("the journal is whole"), "{said}");
    }
}
