use crate::{Claims, Error, Identity, IssuedToken, Jwks, Session};

impl Identity {
    /// Makes an access token of a session.
    ///
    /// # Errors
    /// The vault's, or [`Error::Signing`].
    pub fn issue(&self, session: &Session) -> Result<IssuedToken, Error> {
        self.tokens.issue(session, self.settings.access)
    }

    /// Makes a token that lives as long as its session, for the cookie of a page, which nobody could renew.
    ///
    /// # Errors
    /// As [`Identity::issue`].
    pub fn issue_for_whole_session(&self, session: &Session) -> Result<IssuedToken, Error> {
        self.tokens.issue(session, self.settings.session)
    }

    /// Makes a token that lives as long as its session, for a guest, who has no log-in to renew it by.
    ///
    /// # Errors
    /// As [`Identity::issue`].
    pub fn issue_to_guest(&self, session: &Session) -> Result<IssuedToken, Error> {
        self.tokens.issue(session, session.expires_at - self.clock.now())
    }

    /// Checks form, algorithm, key, signature, issuer, audience and times of a token. It does not say that its session
    /// runs: [`Identity::authenticate`] does. A token that was verified before is known again by its digest.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], or the vault's when the keys cannot be read.
    pub fn verify(&self, token: &str) -> Result<Claims, Error> {
        self.tokens.verify(token)
    }

    /// As [`Identity::verify`], of a token as if it were seen for the first time.
    ///
    /// # Errors
    /// As [`Identity::verify`].
    pub fn verify_anew(&self, token: &str) -> Result<Claims, Error> {
        self.tokens.verify_anew(token)
    }

    /// The public keys by which others check the tokens of this house.
    ///
    /// # Errors
    /// The vault's.
    pub fn jwks(&self) -> Result<Jwks, Error> {
        self.tokens.jwks()
    }
}
