//! The token endpoint.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::Private;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{
    Provider, ProviderFault,
    client::{answer, fault_of, refusal},
    metadata::Metadata,
    secret_text,
};

/// What the token endpoint answers.
#[derive(Deserialize)]
struct WireTokens {
    access_token: Private<String>,
    token_type: String,
    #[serde(default)]
    id_token: Option<Private<String>>,
    #[serde(default)]
    refresh_token: Option<Private<String>>,
    /// Seconds; not of the standard, and said by Pro Santé Connect.
    #[serde(default)]
    refresh_expires_in: Option<u32>,
}

/// The tokens of a grant. They serialise to be sealed and for nothing else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Tokens {
    #[serde(with = "secret_text")]
    pub(super) access_token: SecretString,
    #[serde(with = "secret_text::maybe")]
    pub(super) id_token: Option<SecretString>,
    #[serde(with = "secret_text::maybe")]
    pub(super) refresh_token: Option<SecretString>,
    pub(super) refresh_until: Option<DateTime<Utc>>,
}

/// Why there are none, where that says something of the grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The code, or the refresh token, counts no more.
    Grant,
    /// The person has not answered yet.
    Pending,
    /// The same, and we ask too often.
    SlowDown,
    /// The person did not answer in time.
    Expired,
    /// The person said no.
    Denied,
}

impl Provider {
    /// Asks for tokens.
    pub(super) async fn grant(
        &self,
        metadata: &Metadata,
        fields: &[(&str, &str)],
    ) -> Result<Result<Tokens, Refused>, ProviderFault> {
        let reply = self.post_as_client(metadata, &metadata.token_endpoint, fields).await?;
        if reply.status != 200 {
            return match refusal(&reply).as_deref() {
                Some("invalid_grant") => Ok(Err(Refused::Grant)),
                Some("authorization_pending") => Ok(Err(Refused::Pending)),
                Some("slow_down") => Ok(Err(Refused::SlowDown)),
                Some("expired_token") => Ok(Err(Refused::Expired)),
                Some("access_denied") => Ok(Err(Refused::Denied)),
                _ => Err(fault_of(&reply)),
            };
        }
        let tokens: WireTokens = answer(&reply, "its tokens have another shape")?;
        if !tokens.token_type.eq_ignore_ascii_case("bearer") {
            return Err(ProviderFault::Unreadable("its access token is no bearer token"));
        }
        let secret = |token: &Private<String>| SecretString::from(token.reveal().as_str());
        let until = |seconds: u32| self.clock.now() + TimeDelta::seconds(seconds.into());
        Ok(Ok(Tokens {
            access_token: secret(&tokens.access_token),
            id_token: tokens.id_token.as_ref().map(secret),
            refresh_token: tokens.refresh_token.as_ref().map(secret),
            // Nought says that it has no end of its own.
            refresh_until: tokens.refresh_expires_in.filter(|seconds| *seconds > 0).map(until),
        }))
    }
}
