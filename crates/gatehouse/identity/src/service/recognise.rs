use database::Desk;
use kernel::{Actor, RequestId};

use crate::{Error, Identity};

impl Identity {
    /// From a bearer token to the actor: all that a door needs at the beginning of a call.
    ///
    /// It checks the token, reads its session and, once a minute, extends the session's idle time in a small
    /// transaction of its own; when that one fails the call goes on, and the next one tries again.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], whose cause is in the log; the database's and the vault's.
    pub fn recognise(&self, desk: &Desk, token: &str, request: RequestId) -> Result<Actor, Error> {
        let known =
            self.verify(token).and_then(|claims| desk.read(|rtx| self.authenticate(rtx, &claims, request)));
        let known = match known {
            Err(Error::Unauthenticated(cause)) => {
                tracing::info!(%request, cause = %cause, "a call is nobody's");
                return Err(cause.into());
            }
            known => known?,
        };
        if known.idle_is_due
            && let Err(error) = desk.write(|tx| self.extend_idle(tx, known.actor.session))
        {
            tracing::warn!(%request, %error, "the idle time of a session was not extended");
        }
        Ok(known.actor)
    }
}
