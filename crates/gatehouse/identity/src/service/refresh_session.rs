use aws_lc_rs::constant_time;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{Capacity, PersonId, RequestId, Rng, SessionId, Standing};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::login_attempt::digest_of;
use crate::{
    Claims, Error, Identity, NotAdmitted, NotGranted, Scopes, Session,
    client::{Client, Terms},
    model::Bearer,
    rows, store,
};

/// Bytes of the session's id, and of what only its bearer knows.
const NAME: usize = 16;
const SECRET: usize = 32;

/// What comes of a refresh token.
#[derive(Debug)]
pub enum Refreshed {
    /// The session goes on; the token that counts from now on, and the terms of the access token.
    Session(Box<Session>, SecretString),
    /// The token had been used: somebody else may have it, so the session has ended.
    Reused,
}

impl Identity {
    /// Makes the refresh token of a session that was opened in this transaction. It is stored as a digest alone.
    ///
    /// # Errors
    /// The database's.
    pub fn give_refresh_token(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<SecretString, Error> {
        let token = fresh(self.rng.as_ref(), session);
        store::set_refresh(tx, session, &digest_of(&token))?;
        Ok(token)
    }

    /// Takes a refresh token of this software and gives the next one. The session must run and its person must still be
    /// allowed to act. A token that is not the one that counts was used before: the session ends. Nothing of this counts as
    /// something done in the session, so one that lies idle ends all the same.
    ///
    /// # Errors
    /// [`Error::NotGranted`], [`Error::Unauthenticated`] for a session that is over; the database's and the vault's.
    pub fn refresh_session(
        &self,
        tx: &mut Tx<'_>,
        client: &Client,
        token: &SecretString,
        scopes: Option<Scopes>,
    ) -> Result<Refreshed, Error> {
        let id = session_of(token).ok_or(NotGranted::Refresh)?;
        let row = store::lock_refreshable(tx, id, client.id())?.ok_or(NotGranted::Refresh)?;
        let counts = row.refresh_digest.unwrap_or_default();
        if constant_time::verify_slices_are_equal(&counts, &digest_of(token)).is_err() {
            self.end_session(tx, id)?;
            return Ok(Refreshed::Reused);
        }
        if row.bound_to.as_deref() != client.bound_to.as_ref().map(|bound| bound.as_bytes().as_slice()) {
            return Err(NotGranted::OtherCertificate.into());
        }
        let granted = Scopes::of_names(&row.scopes.unwrap_or_default()).unwrap_or_default();
        // What the operator has taken from the software since then is not given again.
        let most = granted.and(client.registration.scopes);
        let scopes = scopes.unwrap_or(most);
        if scopes.is_empty() || !scopes.are_within(most) {
            return Err(NotGranted::Scope.into());
        }
        let terms = Terms { scopes, bound_to: client.bound_to, per_minute: client.registration.per_minute };
        let session = self.session_that_runs(tx, id, terms)?;
        let next = fresh(self.rng.as_ref(), id);
        store::set_refresh(tx, id, &digest_of(&next))?;
        Ok(Refreshed::Session(Box::new(session), next))
    }

    /// Ends the session of a refresh token or an access token, where it is one of this software's. Says whether one ran.
    ///
    /// # Errors
    /// The database's; what is no token of ours ends nothing.
    pub fn revoke_token(
        &self,
        tx: &mut Tx<'_>,
        client: &Client,
        token: &SecretString,
    ) -> Result<bool, Error> {
        let named = match self.verify(token.expose_secret()) {
            Ok(claims) => Some(claims.session),
            Err(Error::Unauthenticated(_)) => session_of(token),
            Err(other) => return Err(other),
        };
        let Some(session) = named else { return Ok(false) };
        Ok(store::end_of_client(tx, session, client.id(), self.clock.now())?)
    }

    /// A professional's session with what is true now, judged as a call in it would be.
    fn session_that_runs(&self, tx: &mut Tx<'_>, id: SessionId, terms: Terms) -> Result<Session, Error> {
        let row = store::session_now(tx.conn(), id)?.ok_or(NotGranted::Refresh)?;
        let (person, assurance): (PersonId, _) = (row.person.into(), rows::assurance(&row.assurance)?);
        let expires_at: DateTime<Utc> = row.expires_at;
        let claims = Claims {
            person,
            session: id,
            citizen: row.capacity == "citizen",
            token: kernel::Id::new(self.clock.as_ref(), self.rng.as_ref()),
            expires_at,
            software: row.software.map(Into::into),
            terms: Some(terms),
        };
        let request = RequestId::new(self.clock.as_ref(), self.rng.as_ref());
        let actor = self.judge(Some(row), &claims, request)?.actor;
        let (role, organisation) = match actor.capacity {
            Capacity::Professional(practice) if practice.standing != Standing::Good => {
                return Err(NotAdmitted::NotInGoodStanding.into());
            }
            Capacity::Professional(practice) => (practice.profession, practice.organisation),
            _ => return Err(NotGranted::Refresh.into()),
        };
        let bearer = Bearer { role, organisation, software: claims.software, terms: Some(terms) };
        Ok(Session { id, person, by_citizen: false, assurance, bearer, expires_at })
    }
}

/// The session that a refresh token names, and 256 random bits.
fn fresh(rng: &dyn Rng, session: SessionId) -> SecretString {
    let mut bytes = Zeroizing::new([0; NAME + SECRET]);
    let (name, secret) = bytes.split_at_mut(NAME);
    name.copy_from_slice(session.uuid().as_bytes());
    rng.fill(secret);
    URL_SAFE_NO_PAD.encode(bytes.as_slice()).into()
}

fn session_of(token: &SecretString) -> Option<SessionId> {
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(token.expose_secret()).ok()?);
    let (name, secret) = bytes.split_first_chunk::<NAME>()?;
    (secret.len() == SECRET).then(|| Uuid::from_bytes(*name).into())
}
