use chrono::TimeDelta;
use database::Tx;
use kernel::SessionId;

use crate::{
    Error, Identity, ProviderSession,
    oidc::{AtProvider, LogoutNotice},
    store,
};

/// How long a provider's session is believed to run before it is asked about again. Its refresh token lives for half an
/// hour (Pro Santé Connect), and so does a session that lies idle: whoever comes back just before that end was last asked
/// about at most so long before going.
pub(super) const BELIEVED: TimeDelta = TimeDelta::minutes(3);

impl Identity {
    /// Ends what a provider's notice of log-out is about: every session of the person where it names one, and what came of
    /// one session of its own where it names that. Their tokens count no more from the next call on, on every server. A
    /// notice counts once, and a log-in that is under way by that session comes to nothing: one that is about to commit is
    /// waited for, and ended. Says how many sessions ran; none for a notice that was seen before.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn end_by_notice(
        &self,
        tx: &mut Tx<'_>,
        provider: &str,
        notice: &LogoutNotice,
    ) -> Result<Option<usize>, Error> {
        if !self.show_once(tx, provider, notice.jti.reveal(), notice.until)? {
            return Ok(None);
        }
        let now = self.clock.now();
        let mut ended = 0;
        if let Some(session) = &notice.session {
            let tags = self.tags_of_session(provider, session)?;
            for tag in &tags {
                Self::hold_of_provider(tx, tag)?;
                self.remember_log_out(tx, tag)?;
            }
            ended += store::end_of_provider_session(tx, &tags, now)?;
        }
        if let Some(subject) = &notice.subject {
            ended += store::end_of_provider_subject(tx, &self.tags_of_subject(provider, subject)?, now)?;
        }
        Ok(Some(ended))
    }

    /// Holds the session at the provider by which a log-in is under way, where it has a name. It comes before any session of
    /// ours is touched, as in a notice, and after the lock of those who are registered.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub(super) fn hold_running(&self, tx: &mut Tx<'_>, running: &ProviderSession) -> Result<(), Error> {
        let Some(session) = &running.at_provider.session else { return Ok(()) };
        match self.tags_of_session(&running.provider, session)?.first() {
            Some(tag) => Self::hold_of_provider(tx, tag),
            None => Err(Error::Signing),
        }
    }

    /// Ends a session and gives what its provider must be told, where one keeps a session beside it.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn log_out(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<Option<ProviderSession>, Error> {
        let kept = store::provider_of(tx.conn(), session)?;
        self.end_session(tx, session)?;
        let Some((provider, sealed)) = kept else { return Ok(None) };
        Ok(Some(ProviderSession { provider, at_provider: self.open_at_provider(session, &sealed)? }))
    }

    /// What the provider of a session is to be asked with, where it is due to be asked if its own session still runs. Of
    /// several calls at once one gets it: it claims the question by moving its time.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn claim_provider_check(
        &self,
        tx: &mut Tx<'_>,
        session: SessionId,
    ) -> Result<Option<ProviderSession>, Error> {
        let now = self.clock.now();
        let Some((provider, sealed)) = store::claim_check(tx, session, now - BELIEVED, now)? else {
            return Ok(None);
        };
        Ok(Some(ProviderSession { provider, at_provider: self.open_at_provider(session, &sealed)? }))
    }

    /// Keeps what a provider gave in the place of what was kept before.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn keep_at_provider(
        &self,
        tx: &mut Tx<'_>,
        session: SessionId,
        at_provider: &AtProvider,
    ) -> Result<(), Error> {
        let sealed = self.seal_at_provider(session, at_provider)?;
        Ok(store::keep_at_provider(tx, session, &sealed)?)
    }
}
