use database::Desk;
use kernel::{Actor, RequestId};

use crate::{Claims, Error, Identity};

impl Identity {
    /// From a bearer token to the actor: all that a door needs at the beginning of a call. It checks the token, then
    /// does as [`Identity::recognise_claims`].
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], whose cause is in the log; the database's and the vault's.
    pub fn recognise(&self, desk: &Desk, token: &str, request: RequestId) -> Result<Actor, Error> {
        let known = self.verify(token).and_then(|claims| self.recognise_claims(desk, &claims, request));
        if let Err(Error::Unauthenticated(cause)) = &known {
            tracing::info!(%request, %cause, "a call is nobody's");
        }
        known
    }

    /// From the claims of a token that was verified to the actor: reads the session and, once a minute, extends its
    /// idle time in a small transaction of its own. When that one fails the call goes on, and the next one tries again.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; the database's and the vault's.
    pub fn recognise_claims(&self, desk: &Desk, claims: &Claims, request: RequestId) -> Result<Actor, Error> {
        let known = desk.read(|rtx| self.authenticate(rtx, claims, request))?;
        if known.idle_is_due
            && let Err(error) = desk.write(|tx| self.extend_idle(tx, known.actor.session))
        {
            tracing::warn!(%request, %error, "the idle time of a session was not extended");
        }
        Ok(known.actor)
    }
}
