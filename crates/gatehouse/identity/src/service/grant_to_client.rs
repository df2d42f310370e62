use chrono::TimeDelta;
use config::Reference;
use database::Tx;
use kernel::{Assurance, Finess, PersonId, Standing};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{OfferedSituation, choose_situation::described, open_session::OF_PROFESSIONALS};
use crate::{
    Error, Identity, NotAdmitted, NotGranted, ProviderSession, Session, SessionCapacity, SituationId,
    client::{Client, Terms},
    oidc::{AtProvider, Presented, Proven, ProvenPerson},
    service::NewSession,
    store,
};

/// How long a session lasts that began by a token of a provider's other client. The provider does not tell us when the person
/// logs out there: so the software shows a fresh token of theirs from time to time, which the provider vouches for anew.
const BESIDE_OTHERS: TimeDelta = TimeDelta::minutes(15);

/// Which of several situations of practice client software means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WantedSituation {
    /// The one of this id.
    Id(SituationId),
    /// The one in the structure of this number.
    Finess(Finess),
}

impl WantedSituation {
    /// Reads an id, or the FINESS number of a structure.
    pub fn parse(text: &str) -> Option<Self> {
        match text.parse::<Uuid>() {
            Ok(id) => Some(Self::Id(id.into())),
            Err(_) => text.parse().ok().map(Self::Finess),
        }
    }
}

/// A professional who was proven, and whose situations of practice are known. It serialises with the provider's tokens, to
/// be sealed and for nothing else.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KnownPerson {
    person: PersonId,
    assurance: Assurance,
    situations: Vec<SituationId>,
    at_provider: AtProvider,
}

/// What comes of a person who was proven to client software.
#[derive(Debug)]
pub enum Granted {
    /// A session.
    Session(Session),
    /// The person practises in several situations, and the software has not said in which, or named another.
    Choice(Vec<OfferedSituation>),
}

impl Identity {
    /// Opens a session for the professional whom an access token of a provider was found to be about. A token opens one
    /// session; where a situation of practice has to be named it opens none, and may be shown again with the name.
    ///
    /// # Errors
    /// [`Error::NotAdmitted`], [`Error::NotGranted`]; the database's and the vault's.
    pub fn grant_exchange(
        &self,
        tx: &mut Tx<'_>,
        client: &Client,
        provider: &str,
        brought: (&SecretString, &Presented),
        wanted: (Terms, Option<&WantedSituation>),
        reference: &Reference,
    ) -> Result<Granted, Error> {
        let (token, presented) = brought;
        let allowed = &client.registration.provider_clients;
        if !allowed.is_empty() && !allowed.contains(&presented.token.client) {
            return Err(NotGranted::OtherClient.into());
        }
        if let Some(bound_to) = &presented.token.bound_to
            && client.bound_to.map(|shown| shown.to_string()).as_ref() != Some(bound_to)
        {
            return Err(NotGranted::OtherCertificate.into());
        }
        let life = self.life_beside(presented)?;
        let known = self.known(tx, &presented.proven, reference)?;
        let granted = self.grant_known(tx, client, provider, &known, wanted, life)?;
        if matches!(granted, Granted::Session(_))
            && !self.show_once(tx, provider, token.expose_secret(), presented.token.expires_at)?
        {
            return Err(NotGranted::Exchanged.into());
        }
        Ok(granted)
    }

    /// How long the session of an exchanged token may last: no longer than the person's log-in at the provider.
    fn life_beside(&self, presented: &Presented) -> Result<Option<TimeDelta>, Error> {
        let since = presented.proven.at_provider.authenticated_at.map(|at| self.clock.now() - at);
        let left = since.map(|since| OF_PROFESSIONALS - since.max(TimeDelta::zero()));
        if left.is_some_and(|left| left <= TimeDelta::zero()) {
            return Err(NotGranted::OldLogin.into());
        }
        let most = (!presented.is_ours).then_some(BESIDE_OTHERS);
        Ok(left.into_iter().chain(most).min())
    }

    /// Opens a session for the software of an establishment, without a person behind it.
    ///
    /// # Errors
    /// [`NotGranted::Organisation`] where the software acts for no organisation that is listed; the database's.
    pub fn grant_service_account(
        &self,
        tx: &mut Tx<'_>,
        client: &Client,
        terms: Terms,
    ) -> Result<Session, Error> {
        let organisation = match client.registration.software.organisation {
            Some(id) => store::organisation(tx.conn(), id)?,
            None => None,
        };
        if !organisation.is_some_and(|organisation| organisation.listed) {
            return Err(NotGranted::Organisation.into());
        }
        let new = NewSession {
            software: Some(client.id()),
            terms: Some(terms),
            // Nothing renews its token, and a new session is one call away.
            life: Some(self.settings.access),
            ..NewSession::new(SessionCapacity::Establishment, Assurance::Substantial)
        };
        self.open_session(tx, &new)
    }

    /// Who was proven, among those who are known here.
    pub(super) fn known(
        &self,
        tx: &mut Tx<'_>,
        proven: &Proven,
        reference: &Reference,
    ) -> Result<KnownPerson, Error> {
        let ProvenPerson::Professional(professional) = &proven.person else {
            return Err(NotAdmitted::UnknownProfession.into());
        };
        let (person, situations) = self.professional_proven(tx, professional, reference)?;
        let (assurance, at_provider) = (proven.assurance, proven.at_provider.clone());
        Ok(KnownPerson { person, assurance, situations, at_provider })
    }

    /// Opens a session for a professional in good standing, in the one situation of practice that goes on or the one that is
    /// named.
    pub(super) fn grant_known(
        &self,
        tx: &mut Tx<'_>,
        client: &Client,
        provider: &str,
        known: &KnownPerson,
        (terms, named): (Terms, Option<&WantedSituation>),
        life: Option<TimeDelta>,
    ) -> Result<Granted, Error> {
        let person = known.person;
        let professional = store::professional(tx.conn(), person)?.ok_or(NotAdmitted::NoSituation)?;
        if professional.standing != Standing::Good {
            return Err(NotAdmitted::NotInGoodStanding.into());
        }
        let offered = described(&professional, &store::practices_of(tx.conn(), person)?, &known.situations);
        if offered.is_empty() {
            return Err(NotAdmitted::NoSituation.into());
        }
        let fits = |offered: &&OfferedSituation| match named {
            None => true,
            Some(WantedSituation::Id(id)) => offered.id == *id,
            Some(WantedSituation::Finess(finess)) => offered.finess.as_deref() == Some(finess.as_str()),
        };
        let fitting: Vec<SituationId> = offered.iter().filter(fits).map(|offered| offered.id).collect();
        let [situation] = fitting.as_slice() else { return Ok(Granted::Choice(offered)) };
        let capacity = SessionCapacity::Professional { person, situation: *situation };
        let new = NewSession {
            software: Some(client.id()),
            provider: Some(running(provider, &known.at_provider)),
            terms: Some(terms),
            life,
            ..NewSession::new(capacity, known.assurance)
        };
        let opened = self.open_session(tx, &new).map_err(|error| match error {
            Error::NoSession(_) => NotAdmitted::NoSituation.into(),
            other => other,
        });
        opened.map(Granted::Session)
    }
}

/// What the provider keeps running beside the session: its notice of a log-out ends ours.
fn running(provider: &str, at: &AtProvider) -> ProviderSession {
    ProviderSession { provider: provider.to_owned(), at_provider: at.clone() }
}
