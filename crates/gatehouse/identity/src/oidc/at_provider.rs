use chrono::{DateTime, Utc};
use kernel::Private;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{grant::Tokens, secret_text, token::IdClaims};

/// What is kept of a log-in at a provider, for as long as the session that came of it: whom and which session of its own
/// the provider means when it calls, and by what it is asked whether the log-in still counts.
///
/// It serialises with its secrets, to be sealed and for nothing else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AtProvider {
    /// What the provider calls the person.
    pub subject: Private<String>,
    /// Its own session with the person (`sid`), where it names one.
    pub session: Option<Private<String>>,
    /// When the person proved who they are there, where it says so.
    pub authenticated_at: Option<DateTime<Utc>>,
    /// The level of assurance as it writes it itself.
    pub acr: Option<String>,
    /// The ID token, by which it knows the session that is to be ended.
    #[serde(with = "secret_text::maybe")]
    pub id_token: Option<SecretString>,
    /// By what it is asked again, where it gave one.
    #[serde(with = "secret_text::maybe")]
    pub refresh_token: Option<SecretString>,
    /// When the refresh token ends, where it says so.
    pub refresh_until: Option<DateTime<Utc>>,
}

impl AtProvider {
    pub(super) fn of(claims: &IdClaims, tokens: &Tokens) -> Self {
        Self {
            subject: claims.sub.as_str().into(),
            session: claims.session(),
            authenticated_at: claims.authenticated_at(),
            acr: claims.acr.clone(),
            id_token: tokens.id_token.clone(),
            refresh_token: tokens.refresh_token.clone(),
            refresh_until: tokens.refresh_until,
        }
    }

    /// The same after a refresh: newer tokens in the place of those that were held. A provider that gives no new one
    /// leaves the old one in force.
    pub(super) fn renewed(&self, tokens: &Tokens) -> Self {
        let refresh = match &tokens.refresh_token {
            Some(token) => (Some(token.clone()), tokens.refresh_until),
            None => (self.refresh_token.clone(), self.refresh_until),
        };
        Self {
            id_token: tokens.id_token.clone().or_else(|| self.id_token.clone()),
            refresh_token: refresh.0,
            refresh_until: refresh.1,
            ..self.clone()
        }
    }
}
