//! A mediator at a desk, and people who come to it.

use identity::{
    BegunMediation, EndOfMediation, EndedMediation, Error, IdentityDocument, MediationAsked, Session,
    SessionCapacity, StrictTraits,
    service::{NewSession, PatientSearch, RegisteredCitizen},
};
use journal::Entry;
use kernel::{Actor, AdminRole, Assurance, Ins, InsOid, PersonId};
use uuid::Uuid;

use crate::house::{House, Server, camille, test_ins};

/// A town hall.
pub(super) const NETWORK: &str = "192.0.2.0/24";

impl Server {
    /// Camille, with a record in use.
    pub(super) fn camille(&self) -> RegisteredCitizen {
        self.citizen(camille(), Some(test_ins())).unwrap()
    }

    pub(super) fn admin_in(&self, name: &str, roles: &[AdminRole]) -> (PersonId, Session) {
        let person: PersonId = self.id();
        let name = name.into();
        self.desk.write(|tx| self.identity.register_admin(tx, person, &name, roles)).unwrap();
        let new = NewSession::new(SessionCapacity::Admin { person }, Assurance::Substantial);
        (person, self.desk.write(|tx| self.identity.open_session(tx, &new)).unwrap())
    }

    pub(super) fn mediator(&self) -> (PersonId, Session) {
        self.admin_in("Eden Prototype", &[AdminRole::Mediator])
    }

    pub(super) fn begin(&self, actor: &Actor, search: PatientSearch) -> Result<BegunMediation, Error> {
        let asked = MediationAsked {
            search,
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
    pub(super) fn lines(&self, chain: Uuid) -> Vec<Entry> {
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

pub(super) fn morgan() -> StrictTraits {
    StrictTraits { birth_name: "Echantillon".into(), first_names: vec!["Morgan".into()], ..camille() }
}

pub(super) fn by_ins() -> PatientSearch {
    PatientSearch::Ins(Ins::parse("279035121518989", InsOid::NirTest).unwrap().0)
}

pub(super) fn by_traits(traits: StrictTraits) -> PatientSearch {
    PatientSearch::Traits(Box::new(traits))
}
