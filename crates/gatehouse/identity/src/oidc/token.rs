//! Tokens of a provider and what makes them count.

use aws_lc_rs::{constant_time, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Validation, errors::ErrorKind};
use kernel::Private;
use secrecy::{ExposeSecret, SecretString};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};

use super::{
    Distrust, Provider, ProviderFault,
    times::{NOTABLE, is_older, is_over, is_to_come},
};

/// An ID token that is older was made before any log-in that is still under way.
const OLDEST: TimeDelta = TimeDelta::minutes(10);
/// No token of a provider comes near it, and no name of a person or a session.
const LONGEST: usize = 128 * 1024;
const LONGEST_NAME: usize = 512;

/// What an ID token says, as far as it is used here.
#[derive(Deserialize)]
pub(super) struct IdClaims {
    pub(super) sub: String,
    #[serde(default)]
    pub(super) nonce: Option<String>,
    #[serde(default)]
    pub(super) acr: Option<String>,
    #[serde(default)]
    pub(super) at_hash: Option<String>,
    #[serde(default)]
    auth_time: Option<i64>,
    #[serde(default)]
    sid: Option<Private<String>>,
    /// The same as older versions of the program behind Pro Santé Connect name it.
    #[serde(default)]
    session_state: Option<Private<String>>,
    /// What a logout token has, and no ID token.
    #[serde(default)]
    events: Option<IgnoredAny>,
    iat: i64,
}

impl IdClaims {
    /// The provider's own session.
    pub(super) fn session(&self) -> Option<Private<String>> {
        let named = [&self.sid, &self.session_state].into_iter().flatten();
        named.into_iter().find(|session| !session.reveal().is_empty()).cloned()
    }

    /// When the person proved who they are.
    pub(super) fn authenticated_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.auth_time?, 0)
    }
}

/// What is checked in every token.
#[derive(Deserialize)]
struct Common {
    aud: Audience,
    #[serde(default)]
    azp: Option<String>,
    #[serde(default)]
    exp: Option<i64>,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    iat: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Provider {
    /// Checks an ID token: all that [`Provider::signed`] checks, and that it is fresh, answers our question where that had
    /// a nonce, and goes with this access token. Whether its `acr` is enough is for the caller to say.
    pub(super) async fn id_token(
        &self,
        token: &SecretString,
        nonce: Option<&SecretString>,
        access_token: &SecretString,
    ) -> Result<IdClaims, ProviderFault> {
        let claims: IdClaims = self.signed(token.expose_secret(), true).await?;
        if claims.events.is_some() {
            return Err(Distrust::Kind.into());
        }
        let session = claims.session();
        let names = [Some(&claims.sub), session.as_ref().map(Private::reveal)];
        if claims.sub.is_empty() || names.into_iter().flatten().any(|name| name.len() > LONGEST_NAME) {
            return Err(Distrust::Malformed.into());
        }
        let now = self.clock.now();
        if is_older(claims.iat, OLDEST, now) {
            return Err(Distrust::Stale.into());
        }
        // It was made a moment ago.
        if (now.timestamp() - claims.iat).abs() > NOTABLE.num_seconds() {
            let provider = &self.settings.name;
            tracing::warn!(%provider, "the clock of an identity provider is not that of this server");
        }
        let said = claims.nonce.as_deref().unwrap_or_default();
        if nonce.is_some_and(|nonce| !same(said, nonce.expose_secret())) {
            return Err(Distrust::Nonce.into());
        }
        if let Some(hash) = &claims.at_hash {
            let whole = digest::digest(&digest::SHA256, access_token.expose_secret().as_bytes());
            let half = whole.as_ref().get(..16).unwrap_or_default();
            if !same(hash, &URL_SAFE_NO_PAD.encode(half)) {
                return Err(Distrust::AccessToken.into());
            }
        }
        Ok(claims)
    }

    /// Checks that the person proved who they are at most this long ago.
    pub(super) fn proven_within(&self, age: TimeDelta, claims: &IdClaims) -> Result<(), Distrust> {
        let now = self.clock.now();
        let fresh = claims.auth_time.is_some_and(|at| !is_older(at, age, now) && !is_to_come(at, now));
        if fresh { Ok(()) } else { Err(Distrust::OldLogin) }
    }

    /// Checks form, algorithm, key, signature, issuer, audience and times of a token of this provider, and reads it.
    /// `ends` says whether it must say when it ends.
    pub(super) async fn signed<T: DeserializeOwned>(
        &self,
        token: &str,
        ends: bool,
    ) -> Result<T, ProviderFault> {
        if token.len() > LONGEST {
            return Err(Distrust::Malformed.into());
        }
        let algorithm = named_algorithm(token)?;
        let header = jsonwebtoken::decode_header(token).map_err(|_| Distrust::Malformed)?;
        // What is critical must be understood, and nothing is.
        if header.crit.is_some() {
            return Err(Distrust::Malformed.into());
        }
        let key = self.key(header.kid.as_deref(), algorithm).await?;
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&[&self.settings.client_id]);
        validation.set_required_spec_claims(&["iss", "aud"]);
        // Times are compared with this house's clock, which the library does not know.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let decoded = jsonwebtoken::decode::<serde_json::Value>(token, &key, &validation);
        let claims = decoded.map_err(|error| cause(error.kind()))?.claims;
        let common = Common::deserialize(&claims).map_err(|_| Distrust::Malformed)?;
        self.within(&common, ends)?;
        Ok(serde_json::from_value(claims).map_err(|_| Distrust::Malformed)?)
    }

    fn within(&self, claims: &Common, ends: bool) -> Result<(), Distrust> {
        let ours = &self.settings.client_id;
        let several = matches!(&claims.aud, Audience::Many(many) if many.len() > 1);
        let named = match &claims.aud {
            Audience::One(one) => one == ours,
            Audience::Many(many) => many.contains(ours),
        };
        // Made for several, it must say that it was made by our asking.
        if !named
            || claims.azp.as_ref().is_some_and(|party| party != ours)
            || (several && claims.azp.is_none())
        {
            return Err(Distrust::Audience);
        }
        let now = self.clock.now();
        match claims.exp {
            Some(end) if is_over(end, now) => return Err(Distrust::Expired),
            None if ends => return Err(Distrust::Expired),
            _ => {}
        }
        if claims.iat.into_iter().chain(claims.nbf).any(|from| is_to_come(from, now)) {
            return Err(Distrust::Early);
        }
        Ok(())
    }
}

/// The algorithm that the header names, if it is one of the two that are taken. The library knows no `none` and would
/// only say that the header cannot be read.
fn named_algorithm(token: &str) -> Result<Algorithm, Distrust> {
    #[derive(Deserialize)]
    struct Header {
        alg: String,
    }
    let head = token.split('.').next().unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(head).map_err(|_| Distrust::Malformed)?;
    let header: Header = serde_json::from_slice(&bytes).map_err(|_| Distrust::Malformed)?;
    match header.alg.as_str() {
        "ES256" => Ok(Algorithm::ES256),
        "RS256" => Ok(Algorithm::RS256),
        _ => Err(Distrust::Algorithm),
    }
}

fn same(left: &str, right: &str) -> bool {
    constant_time::verify_slices_are_equal(left.as_bytes(), right.as_bytes()).is_ok()
}

fn cause(kind: &ErrorKind) -> Distrust {
    match kind {
        ErrorKind::InvalidSignature => Distrust::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::MissingAlgorithm => Distrust::Algorithm,
        ErrorKind::InvalidIssuer => Distrust::Issuer,
        ErrorKind::InvalidAudience => Distrust::Audience,
        _ => Distrust::Malformed,
    }
}
