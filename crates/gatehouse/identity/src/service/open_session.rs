use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use kernel::{AccountId, Assurance, OrganisationId, PersonId, SessionId, SoftwareId};

use crate::{
    Assistance, Error, Identity, NotAdmitted, ProviderSession, Session, SessionCapacity, SituationId,
    Software, client::Terms, model::Bearer, store,
};

/// A session to open, once it is known who is there and how surely.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Who, and in which capacity.
    pub capacity: SessionCapacity,
    /// How surely the person is known.
    pub assurance: Assurance,
    /// The registered client software, if any.
    pub software: Option<SoftwareId>,
    /// When a second factor was shown for it, if one was.
    pub second_factor_at: Option<DateTime<Utc>>,
    /// Until when whoever came by an invitation may add a first second factor in it. It stands for no factor.
    pub first_factor_until: Option<DateTime<Utc>>,
    /// The mediator who acts together with the citizen.
    pub assistance: Option<Assistance>,
    /// The account with a password that it is begun with.
    pub account: Option<AccountId>,
    /// What the device says it is, in two words: `Firefox, Linux`.
    pub agent: Option<String>,
    /// What the identity provider keeps running beside it.
    pub provider: Option<ProviderSession>,
    /// Its life, where that is shorter than usual.
    pub life: Option<TimeDelta>,
    /// What limits its tokens, where client software asked for them.
    pub terms: Option<Terms>,
}

impl NewSession {
    /// A session in a capacity, and nothing else said.
    pub fn new(capacity: SessionCapacity, assurance: Assurance) -> Self {
        Self {
            capacity,
            assurance,
            software: None,
            second_factor_at: None,
            first_factor_until: None,
            assistance: None,
            account: None,
            agent: None,
            provider: None,
            life: None,
            terms: None,
        }
    }
}

/// The longest session of a professional, whatever the operator sets: as long as Pro Santé Connect's own (ANS, *API Pro
/// Santé Connectées*: four hours at most).
pub(super) const OF_PROFESSIONALS: TimeDelta = TimeDelta::hours(4);

/// What a session is opened for, after its checks.
struct Opened {
    person: PersonId,
    /// As whom the person was known, where that one turned out to be `person`.
    known_as: Option<PersonId>,
    name: &'static str,
    role: String,
    situation: Option<SituationId>,
    /// The establishment that the session acts for.
    acts_for: Option<OrganisationId>,
    /// The structure that the session's tokens name.
    organisation: Option<OrganisationId>,
}

impl Opened {
    fn alone(person: PersonId, name: &'static str) -> Self {
        let role = name.to_owned();
        Self { person, known_as: None, name, role, situation: None, acts_for: None, organisation: None }
    }
}

impl Identity {
    /// Opens a session. Whoever calls this has made sure who is there; a token is made of the session once the
    /// transaction has committed ([`Identity::issue`]).
    ///
    /// # Errors
    /// [`Error::NoSession`] for a citizen without an active account, a situation of practice that is not the person's
    /// or has ended, an admin who is not active or has no role, and software that is not listed or acts for no
    /// organisation; [`NotAdmitted::AttemptOver`] where the provider has said meanwhile that the log-in there ended.
    pub fn open_session(&self, tx: &mut Tx<'_>, new: &NewSession) -> Result<Session, Error> {
        let software = match new.software {
            Some(id) => Some(listed_software(tx, id)?),
            None => None,
        };
        let opened = match new.capacity {
            SessionCapacity::Citizen { person } => citizen(tx, person, new.account)?,
            SessionCapacity::Professional { person, situation } => professional(tx, person, situation)?,
            SessionCapacity::Establishment => establishment(software.as_ref())?,
            SessionCapacity::Admin { person } => admin(tx, person)?,
        };
        let now = self.clock.now();
        let most = match new.capacity {
            SessionCapacity::Professional { .. } => self.settings.session.min(OF_PROFESSIONALS),
            _ => self.settings.session,
        };
        let life = new.life.map_or(most, |life| life.min(most));
        let session = Session {
            id: SessionId::new(self.clock.as_ref(), self.rng.as_ref()),
            person: opened.person,
            by_citizen: matches!(new.capacity, SessionCapacity::Citizen { .. }),
            assurance: new.assurance,
            bearer: Bearer {
                role: opened.role,
                organisation: opened.organisation,
                software: new.software,
                terms: new.terms,
            },
            expires_at: now + life,
        };
        // Software has no pauses: its session lives until its end.
        let lies_idle = !matches!(new.capacity, SessionCapacity::Establishment);
        let provider = match &new.provider {
            Some(provider) => Some(self.kept_of_provider(session.id, provider)?),
            None => None,
        };
        if let Some(tag) = provider.as_ref().and_then(|kept| kept.session) {
            Self::hold_of_provider(tx, &tag)?;
            if self.has_logged_out(tx, &tag)? {
                return Err(NotAdmitted::AttemptOver.into());
            }
        }
        let row = store::NewRow {
            session: &session,
            new,
            capacity: opened.name,
            situation: opened.situation,
            organisation: opened.acts_for,
            known_as: opened.known_as,
            provider: provider.as_ref(),
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

/// A citizen whose account is active, or somebody whose account with a password no record is bound to yet.
fn citizen(tx: &mut Tx<'_>, person: PersonId, account: Option<AccountId>) -> Result<Opened, Error> {
    let unbound = account.is_some_and(|account| account.uuid() == person.uuid());
    // Whoever was known twice is one person, however they log in.
    let stays = store::person_that_stays(tx.conn(), person)?;
    if !unbound && !store::account_is_active(tx.conn(), stays)? {
        return Err(Error::NoSession("the person has no active account of a citizen"));
    }
    let known_as = (stays != person).then_some(person);
    Ok(Opened { known_as, ..Opened::alone(stays, "citizen") })
}

fn professional(tx: &mut Tx<'_>, person: PersonId, situation: SituationId) -> Result<Opened, Error> {
    let missing = Error::NoSession("the person does not practise in this situation");
    let found =
        store::situation(tx.conn(), situation)?.filter(|found| found.person == person && found.active);
    let (Some(found), Some(role)) = (found, store::profession_in(tx.conn(), situation)?) else {
        return Err(missing);
    };
    let organisation = found.organisation;
    Ok(Opened { role, situation: Some(situation), organisation, ..Opened::alone(person, "professional") })
}

fn establishment(software: Option<&Software>) -> Result<Opened, Error> {
    let acting = software.and_then(|software| Some((software.id, software.organisation?)));
    let (id, organisation) = acting.ok_or(Error::NoSession("the software acts for no organisation"))?;
    let acts_for = Some(organisation);
    Ok(Opened { acts_for, organisation: acts_for, ..Opened::alone(Software::account(id), "establishment") })
}

fn admin(tx: &mut Tx<'_>, person: PersonId) -> Result<Opened, Error> {
    if store::roles_of(tx.conn(), person)?.is_empty() {
        return Err(Error::NoSession("the person is no active admin with a role"));
    }
    Ok(Opened::alone(person, "admin"))
}
