use database::Tx;
use kernel::{Assurance, OrganisationId, PersonId, SessionId, SoftwareId};

use crate::{Error, Identity, Session, SessionCapacity, SituationId, Software, store};

/// A session to open, once it is known who is there and how surely.
#[derive(Debug, Clone, Copy)]
pub struct NewSession {
    /// Who, and in which capacity.
    pub capacity: SessionCapacity,
    /// The registered client software, if any.
    pub software: Option<SoftwareId>,
    /// How surely the person is known.
    pub assurance: Assurance,
}

/// What a session is opened for, after its checks.
struct Opened {
    person: PersonId,
    name: &'static str,
    situation: Option<SituationId>,
    organisation: Option<OrganisationId>,
}

impl Identity {
    /// Opens a session. Whoever calls this has made sure who is there; a token is made of the session once the
    /// transaction has committed ([`Identity::issue`]).
    ///
    /// # Errors
    /// [`Error::NoSession`] for a citizen without an active account, a situation of practice that is not the person's
    /// or has ended, and software that is not listed or acts for no organisation.
    pub fn open_session(&self, tx: &mut Tx<'_>, new: &NewSession) -> Result<Session, Error> {
        let software = match new.software {
            Some(id) => Some(listed_software(tx, id)?),
            None => None,
        };
        let opened = match new.capacity {
            SessionCapacity::Citizen { person } => citizen(tx, person)?,
            SessionCapacity::Professional { person, situation } => professional(tx, person, situation)?,
            SessionCapacity::Establishment => establishment(software.as_ref())?,
        };
        let now = self.clock.now();
        let session = Session {
            id: SessionId::new(self.clock.as_ref(), self.rng.as_ref()),
            person: opened.person,
            by_citizen: matches!(new.capacity, SessionCapacity::Citizen { .. }),
            assurance: new.assurance,
            expires_at: now + self.settings.session,
        };
        // Software has no pauses: its session lives until its end.
        let lies_idle = !matches!(new.capacity, SessionCapacity::Establishment);
        let row = store::NewRow {
            session: &session,
            capacity: opened.name,
            situation: opened.situation,
            organisation: opened.organisation,
            software: new.software,
            created_at: now,
            idle_until: if lies_idle { now + self.settings.idle } else { session.expires_at },
        };
        store::insert_session(tx, &row)?;
        Ok(session)
    }
}

fn listed_software(tx: &mut Tx<'_>, id: SoftwareId) -> Result<Software, Error> {
    let found = store::software(tx.conn(), id)?.filter(|software| software.listed);
    found.ok_or(Error::NoSession("the software is not listed"))
}

fn citizen(tx: &mut Tx<'_>, person: PersonId) -> Result<Opened, Error> {
    if !store::account_is_active(tx.conn(), person)? {
        return Err(Error::NoSession("the person has no active account of a citizen"));
    }
    Ok(Opened { person, name: "citizen", situation: None, organisation: None })
}

fn professional(tx: &mut Tx<'_>, person: PersonId, situation: SituationId) -> Result<Opened, Error> {
    let runs = |found: &crate::Situation| found.person == person && found.active;
    if !store::situation(tx.conn(), situation)?.as_ref().is_some_and(runs) {
        return Err(Error::NoSession("the person does not practise in this situation"));
    }
    Ok(Opened { person, name: "professional", situation: Some(situation), organisation: None })
}

fn establishment(software: Option<&Software>) -> Result<Opened, Error> {
    let acting = software.and_then(|software| Some((software.id, software.organisation?)));
    let (id, organisation) = acting.ok_or(Error::NoSession("the software acts for no organisation"))?;
    let person = Software::account(id);
    Ok(Opened { person, name: "establishment", situation: None, organisation: Some(organisation) })
}
