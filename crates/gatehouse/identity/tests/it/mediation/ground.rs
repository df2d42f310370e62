//! A mediator at a desk, and people who come to it.

use identity::{
    BegunMediation, EndOfMediation, EndedMediation, Error, IdentityDocument, MediationAsked, Session,
    SessionCapacity, StrictTraits,
    service::{NewSession, RegisteredCitizen},
};
use journal::Entry;
use kernel::{Actor, AdminRole, Assurance, Ins, InsOid, PersonId};
use uuid::Uuid;

use crate::house::{House, Server, camille, test_ins};

/// A town hall.
pub(super) const NETWORK: &str = "192.0.2.0/24";

/// What a mediator reads on a document, and a number that the person says.
pub(crate) type Seen = (StrictTraits, Option<Ins>);

impl Server {
    /// Camille, with a record in use.
    pub(super) fn camille(&self) -> RegisteredCitizen {
        self.citizen(camille(), Some(test_ins())).unwrap()
    }

    pub(crate) fn admin_in(&self, name: &str, roles: &[AdminRole]) -> (PersonId, Session) {
        let person: PersonId = self.id();
        let name = name.into();
        self.desk.write(|tx| self.identity.register_admin(tx, person, &name, roles)).unwrap();
        let new = NewSession::new(SessionCapacity::Admin { person }, Assurance::Substantial);
        (person, self.desk.write(|tx| self.identity.open_session(tx, &new)).unwrap())
    }

    pub(crate) fn mediator(&self) -> (PersonId, Session) {
        self.admin_in("Eden Prototype", &[AdminRole::Mediator])
    }

    pub(crate) fn begin(&self, actor: &Actor, (traits, ins): Seen) -> Result<BegunMediation, Error> {
        let asked = MediationAsked {
            traits: Box::new(traits),
            ins,
            document: IdentityDocument::IdentityCard,
            is_present: true,
            agent: Some("Firefox, Linux".to_owned()),
        };
        self.identity.begin_mediation(&self.desk, actor, &asked, NETWORK)
    }

    /// A session of the mediator together with Camille.
    pub(super) fn together(&self, mediator: &Session) -> Session {
        self.begin(&self.actor(mediator), by_ins()).unwrap().session
    }

    pub(super) fn conclude(&self, session: &Session, how: EndOfMediation) -> Option<EndedMediation> {
        self.desk.write(|tx| self.identity.conclude_mediation(tx, session.id, how)).unwrap()
    }

    /// The lines of a chain, newest first.
    pub(crate) fn lines(&self, chain: Uuid) -> Vec<Entry> {
        let read = self.desk.write(|tx| journal::lines_without_permit(tx, &self.vault, chain, None, 1_000));
        read.unwrap().into_iter().map(|line| line.entry).collect()
    }
}

impl House {
    pub(super) fn in_state(&self, citizen: &RegisteredCitizen, state: &str) {
        self.run(&format!(
            "update consent.space set state = '{state}', opposition_until = '2099-01-01' where space_id = '{}'",
            citizen.space
        ));
    }
}

pub(crate) fn morgan() -> StrictTraits {
    StrictTraits { birth_name: "Echantillon".into(), first_names: vec!["Morgan".into()], ..camille() }
}

/// What Camille shows and says.
pub(super) fn by_ins() -> Seen {
    (camille(), Some(number("279035121518989")))
}

pub(crate) fn number(text: &str) -> Ins {
    Ins::parse(text, InsOid::NirTest).unwrap().0
}

pub(crate) fn by_traits(traits: StrictTraits) -> Seen {
    (traits, None)
}
