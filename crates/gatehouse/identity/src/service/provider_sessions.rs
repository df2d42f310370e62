use chrono::TimeDelta;
use database::{ReadTx, Tx};
use kernel::{Private, SessionId};
use secrecy::SecretString;

use crate::{Error, Identity, ProviderTokens, store};

/// How long a provider's session is believed to run before it is asked about again; its refresh token lives for half an
/// hour (Pro Santé Connect), so there are several tries.
pub(super) const BELIEVED: TimeDelta = TimeDelta::minutes(10);

/// The session of a provider that is due to be asked about.
#[derive(Debug)]
pub struct DueAtProvider {
    /// Our session.
    pub session: SessionId,
    /// The provider.
    pub provider: String,
    /// The refresh token by which it is asked.
    pub refresh_token: SecretString,
}

impl Identity {
    /// Ends every session of a person, or those of one session of the provider's, that the provider says is over. Their
    /// tokens count no more from the next call on, on every server. Says how many ran.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn end_sessions_of_provider(
        &self,
        tx: &mut Tx<'_>,
        provider: &str,
        subject: Option<&Private<String>>,
        session: Option<&Private<String>>,
    ) -> Result<usize, Error> {
        let (subjects, sessions) = self.tags_of_provider(provider, subject, session)?;
        Ok(store::end_of_provider(tx, &subjects, &sessions, self.clock.now())?)
    }

    /// Ends a session and gives what its provider must be told, where one keeps a session beside it.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn log_out(
        &self,
        tx: &mut Tx<'_>,
        session: SessionId,
    ) -> Result<Option<(String, ProviderTokens)>, Error> {
        let kept = store::provider_of(tx.conn(), session)?;
        self.end_session(tx, session)?;
        let Some((provider, sealed, _)) = kept else { return Ok(None) };
        Ok(Some((provider, self.open_provider_tokens(session, &sealed)?)))
    }

    /// Whether the provider of a session should be asked now if its own still runs. Of several calls at once one is told
    /// so: it claims the question by moving its time.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn claim_provider_check(
        &self,
        tx: &mut Tx<'_>,
        session: SessionId,
    ) -> Result<Option<DueAtProvider>, Error> {
        let now = self.clock.now();
        let Some((provider, sealed)) = store::claim_check(tx, session, now - BELIEVED, now)? else {
            return Ok(None);
        };
        let tokens = self.open_provider_tokens(session, &sealed)?;
        Ok(tokens.refresh_token.map(|refresh_token| DueAtProvider { session, provider, refresh_token }))
    }

    /// Keeps the tokens that a provider gave in the place of those before.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn keep_provider_tokens(
        &self,
        tx: &mut Tx<'_>,
        session: SessionId,
        tokens: &ProviderTokens,
    ) -> Result<(), Error> {
        let (id_token, refresh_token) = (tokens.id_token.as_ref(), tokens.refresh_token.as_ref());
        let sealed = self.seal_provider_tokens(session, id_token, refresh_token)?;
        Ok(store::keep_tokens(tx, session, &sealed)?)
    }

    /// The ID token of the provider of a session, to be shown when the person logs out there.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn provider_of(
        &self,
        rtx: &mut ReadTx<'_>,
        session: SessionId,
    ) -> Result<Option<(String, ProviderTokens)>, Error> {
        match store::provider_of(rtx.conn(), session)? {
            Some((provider, sealed, _)) => Ok(Some((provider, self.open_provider_tokens(session, &sealed)?))),
            None => Ok(None),
        }
    }
}
