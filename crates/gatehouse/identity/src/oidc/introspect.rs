use chrono::{DateTime, Utc};
use kernel::Private;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{
    Distrust, Provider, ProviderFault,
    client::answer,
    times::{is_over, is_to_come},
};

/// No access token comes near it.
const LONGEST: usize = 16 * 1024;

/// What a provider says of an access token that somebody showed.
#[derive(Debug, Clone)]
pub enum Introspected {
    /// It counts.
    Active(ActiveToken),
    /// It does not: unknown, over, revoked, or none of the provider's.
    NotActive,
}

/// An access token that counts.
#[derive(Debug, Clone)]
pub struct ActiveToken {
    /// Whom it is about: what the provider calls the person.
    pub subject: Private<String>,
    /// The client that it was made for.
    pub client: String,
    /// The level of assurance as the provider writes it, where it says so.
    pub acr: Option<String>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// The provider's own session, where it names one.
    pub session: Option<Private<String>>,
    /// When the person proved who they are, where it says so.
    pub authenticated_at: Option<DateTime<Utc>>,
    /// SHA-256 of the certificate that whoever shows it must have (`x5t#S256`, RFC 8705), where it is bound to one.
    pub bound_to: Option<String>,
}

/// The answer (RFC 7662).
#[derive(Deserialize)]
struct Wire {
    active: bool,
    #[serde(default)]
    iss: Option<String>,
    #[serde(default)]
    sub: Option<Private<String>>,
    #[serde(default)]
    client_id: Option<String>,
    #[serde(default)]
    azp: Option<String>,
    #[serde(default)]
    acr: Option<String>,
    #[serde(default)]
    exp: Option<i64>,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    auth_time: Option<i64>,
    #[serde(default)]
    sid: Option<Private<String>>,
    /// The same as older versions of the program behind Pro Santé Connect name it.
    #[serde(default)]
    session_state: Option<Private<String>>,
    #[serde(default)]
    token_type: Option<String>,
    /// The same as Pro Santé Connect names it.
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    cnf: Option<Confirmation>,
}

#[derive(Deserialize)]
struct Confirmation {
    #[serde(rename = "x5t#S256", default)]
    certificate: Option<String>,
}

impl Provider {
    /// Asks the provider what an access token is worth, and checks what it answers: issuer, times by our clock, and that it
    /// is an access token with a subject and a client. Whether that client's tokens are taken is for the caller to say
    /// ([`Provider::professional_of_token`] does).
    ///
    /// # Errors
    /// [`ProviderFault`]: it has no such place, cannot be reached, or an answer does not hold.
    pub async fn introspect(&self, access_token: &SecretString) -> Result<Introspected, ProviderFault> {
        let token = access_token.expose_secret();
        if token.is_empty() || token.len() > LONGEST {
            return Ok(Introspected::NotActive);
        }
        let metadata = self.metadata().await?;
        let endpoint = metadata.introspection_endpoint.as_ref();
        let endpoint = endpoint.ok_or(ProviderFault::NotOffered("introspection"))?;
        let fields = [("token", token), ("token_type_hint", "access_token")];
        let reply = self.post_as_client(&metadata, endpoint, &fields).await?;
        let wire: Wire = answer(&reply, "what it says of a token has another shape")?;
        if !wire.active {
            return Ok(Introspected::NotActive);
        }
        if wire.iss.as_ref().is_some_and(|issuer| *issuer != self.settings.issuer) {
            return Err(Distrust::Issuer.into());
        }
        // A refresh token counts at the provider too; what it is, is said or left out.
        let mut kinds = [&wire.token_type, &wire.typ].into_iter().flatten().peekable();
        if kinds.peek().is_none() || !kinds.all(|kind| kind.eq_ignore_ascii_case("bearer")) {
            return Err(Distrust::Kind.into());
        }
        let now = self.clock.now();
        let end = wire.exp.filter(|end| !is_over(*end, now)).ok_or(Distrust::Expired)?;
        if wire.iat.into_iter().chain(wire.nbf).any(|moment| is_to_come(moment, now)) {
            return Err(Distrust::Early.into());
        }
        // Bound in a way that nobody here can check.
        if wire.cnf.as_ref().is_some_and(|confirmation| confirmation.certificate.is_none()) {
            return Err(Distrust::Kind.into());
        }
        let client = match (wire.client_id, wire.azp) {
            (Some(client), Some(party)) if client != party => None,
            (client, party) => client.or(party),
        };
        let subject = wire.sub.filter(|subject| !subject.reveal().is_empty());
        let moment = |seconds: i64| DateTime::from_timestamp(seconds, 0);
        Ok(Introspected::Active(ActiveToken {
            subject: subject.ok_or(Distrust::Subject)?,
            client: client.filter(|client| !client.is_empty()).ok_or(Distrust::Audience)?,
            acr: wire.acr,
            expires_at: moment(end).ok_or(Distrust::Malformed)?,
            session: [wire.sid, wire.session_state]
                .into_iter()
                .flatten()
                .find(|named| !named.reveal().is_empty()),
            authenticated_at: wire.auth_time.and_then(moment),
            bound_to: wire.cnf.and_then(|confirmation| confirmation.certificate),
        }))
    }
}
