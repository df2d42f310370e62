use config::Reference;
use database::Tx;
use kernel::{AccountId, Assurance, SessionId};

use super::login_attempt::digest_of;
use crate::{
    Error, Identity, NotAdmitted, ProviderSession, ReturnPath, Session, SessionCapacity,
    oidc::{Proven, ProvenPerson},
    service::{ClaimedLogin, NewSession},
    store,
};

/// What comes of a log-in whose person was proven.
#[derive(Debug)]
pub enum Admitted {
    /// A session, and where the visitor wanted to go.
    Session(Session, ReturnPath),
    /// The person practises in several situations and has to choose one.
    Choice,
}

impl Identity {
    /// Lets in who was proven: finds the account, ends the attempt and opens the session in one transaction, or keeps
    /// the attempt for the choice of a situation of practice. `before` is the session that the browser had, which ends.
    ///
    /// # Errors
    /// [`Error::NotAdmitted`]; the database's and the vault's.
    pub fn admit(
        &self,
        tx: &mut Tx<'_>,
        claimed: &ClaimedLogin,
        proven: &Proven,
        before: Option<SessionId>,
        reference: &Reference,
    ) -> Result<Admitted, Error> {
        let mut account = None;
        let capacity = match &proven.person {
            ProvenPerson::Citizen(citizen) => {
                let person = self.citizen_proven(tx, &claimed.provider, citizen)?;
                if let (Some(asked), Some(before)) = (claimed.account, before) {
                    self.hold_running(tx, &running(claimed, proven))?;
                    account = self.raise_by_provider(tx, asked, before, person, proven.assurance)?;
                }
                SessionCapacity::Citizen { person }
            }
            ProvenPerson::Professional(professional) => {
                let (person, situations) = self.professional_proven(tx, professional, reference)?;
                match situations.as_slice() {
                    [] => return Err(NotAdmitted::NoSituation.into()),
                    [situation] => SessionCapacity::Professional { person, situation: *situation },
                    _ => {
                        self.offer(tx, claimed, person, proven, situations)?;
                        return Ok(Admitted::Choice);
                    }
                }
            }
        };
        let session = self.open_proven(tx, claimed, (capacity, account), proven, before)?;
        Ok(Admitted::Session(session, claimed.return_to.clone()))
    }

    fn open_proven(
        &self,
        tx: &mut Tx<'_>,
        claimed: &ClaimedLogin,
        (capacity, account): (SessionCapacity, Option<AccountId>),
        proven: &Proven,
        before: Option<SessionId>,
    ) -> Result<Session, Error> {
        if !store::delete_attempt(tx, &digest_of(&claimed.browser), self.clock.now())? {
            return Err(NotAdmitted::AttemptOver.into());
        }
        let beside = self.beside(capacity, proven.assurance, running(claimed, proven));
        let new = NewSession { account, ..beside };
        self.open_instead(tx, &new, before)
    }

    /// A session beside one of a provider's. When the person proved who they are there, by two factors where the level is
    /// substantial, is when a second factor was last shown.
    pub(super) fn beside(
        &self,
        capacity: SessionCapacity,
        assurance: Assurance,
        running: ProviderSession,
    ) -> NewSession {
        let shown = running.at_provider.authenticated_at.filter(|_| assurance >= Assurance::Substantial);
        NewSession {
            second_factor_at: shown.map(|at| at.min(self.clock.now())),
            provider: Some(running),
            ..NewSession::new(capacity, assurance)
        }
    }

    /// Opens a session in the place of the one that the browser had.
    pub(super) fn open_instead(
        &self,
        tx: &mut Tx<'_>,
        new: &NewSession,
        before: Option<SessionId>,
    ) -> Result<Session, Error> {
        if let Some(before) = before {
            if let Some(running) = &new.provider {
                self.hold_running(tx, running)?;
            }
            self.end_session(tx, before)?;
        }
        self.open_session(tx, new).map_err(|error| match (error, new.capacity) {
            (Error::NoSession(_), SessionCapacity::Citizen { .. }) => NotAdmitted::NoAccount.into(),
            (Error::NoSession(_), _) => NotAdmitted::NoSituation.into(),
            (other, _) => other,
        })
    }
}

/// The session at the provider by which somebody logs in.
fn running(claimed: &ClaimedLogin, proven: &Proven) -> ProviderSession {
    ProviderSession { provider: claimed.provider.clone(), at_provider: proven.at_provider.clone() }
}
