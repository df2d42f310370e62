use std::slice;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, EncodingKey, Header, Validation, dangerous,
    jwk::{Jwk, ThumbprintHash},
};
use kernel::{Clock, Id, Rng, SoftwareId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::ClientKey;

/// Longest time between now and the end of an assertion, and how far two clocks may be apart: a server at a publisher's that
/// is two minutes off must lock no practice out. Each assertion counts once all the same.
const LONGEST_LIFE: TimeDelta = TimeDelta::minutes(5);
const LEEWAY: TimeDelta = TimeDelta::seconds(180);
/// No assertion and no id of one comes near it.
const LONGEST: usize = 4_096;
const LONGEST_ID: usize = 128;
/// Kinds of token that an assertion may say it is (RFC 7523, and its revision).
const KINDS: [&str; 2] = ["jwt", "client-authentication+jwt"];

/// Why an assertion does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum AssertionFault {
    /// Not a signed token of the right shape.
    #[error("the assertion cannot be read")]
    Malformed,
    /// Signed in a way in which none of the client's keys signs.
    #[error("the assertion is not signed by the algorithm of its key")]
    Algorithm,
    /// No key of the client has its name.
    #[error("the assertion's key is not one of the client's")]
    Key,
    /// Not signed by that key.
    #[error("the assertion's signature does not hold")]
    Signature,
    /// Made by or about somebody else than the client.
    #[error("the assertion is not of the client")]
    Client,
    /// For somebody else than this service.
    #[error("the assertion is not for this service")]
    Audience,
    /// Its time is over.
    #[error("the assertion has expired")]
    Expired,
    /// It is from the future, or lives longer than five minutes.
    #[error("the assertion is from the future or lives too long")]
    TooLong,
    /// It was shown before.
    #[error("the assertion was shown before")]
    Shown,
}

/// An assertion that holds; it may be shown once.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) until: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    /// Exactly one: an assertion for several could be shown by one of them to another.
    fn one(&self) -> Option<&str> {
        match self {
            Self::One(one) => Some(one),
            Self::Many(many) => match many.as_slice() {
                [one] => Some(one),
                _ => None,
            },
        }
    }
}

#[derive(Deserialize)]
struct Wire {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    jti: String,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    nbf: Option<i64>,
}

#[derive(Deserialize)]
struct Subject {
    sub: SoftwareId,
}

/// Whom an assertion says that it is of. Nothing of it is checked yet.
pub(crate) fn client_of(assertion: &str) -> Result<SoftwareId, AssertionFault> {
    if assertion.len() > LONGEST {
        return Err(AssertionFault::Malformed);
    }
    let read = dangerous::insecure_decode_claims::<Subject>(assertion);
    read.map(|subject| subject.sub).map_err(|_| AssertionFault::Malformed)
}

impl Shown {
    /// Checks an assertion of a client: by the key that it names among the client's own, by that key's one algorithm, made
    /// by and about the client, for one of these audiences alone, of now and not for long.
    pub(crate) fn check(
        assertion: &str,
        client: SoftwareId,
        keys: &[ClientKey],
        audiences: &[String],
        now: DateTime<Utc>,
    ) -> Result<Self, AssertionFault> {
        let header = jsonwebtoken::decode_header(assertion).map_err(|_| AssertionFault::Malformed)?;
        let kind = header.typ.as_deref().unwrap_or("JWT").to_ascii_lowercase();
        if header.crit.is_some() || !KINDS.contains(&kind.as_str()) {
            return Err(AssertionFault::Malformed);
        }
        let key = match (&header.kid, keys) {
            (Some(kid), keys) => keys.iter().find(|key| key.name() == kid),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        let key = key.ok_or(AssertionFault::Key)?;
        let algorithm = key.algorithm().ok_or(AssertionFault::Key)?;
        if header.alg != algorithm {
            return Err(AssertionFault::Algorithm);
        }
        let verifier = key.verifier().ok_or(AssertionFault::Key)?;
        let claims = jsonwebtoken::decode::<Wire>(assertion, &verifier, &signature_alone(algorithm));
        let wire = claims.map_err(|_| AssertionFault::Signature)?.claims;
        let named = client.to_string();
        if wire.iss != named || wire.sub != named {
            return Err(AssertionFault::Client);
        }
        if !wire.aud.one().is_some_and(|aud| audiences.iter().any(|ours| ours == aud)) {
            return Err(AssertionFault::Audience);
        }
        let moment = |seconds: i64| DateTime::from_timestamp(seconds, 0).ok_or(AssertionFault::Malformed);
        let until = moment(wire.exp)?;
        if until <= now - LEEWAY {
            return Err(AssertionFault::Expired);
        }
        let made = [wire.iat, wire.nbf].into_iter().flatten().map(moment).collect::<Result<Vec<_>, _>>()?;
        if until > now + LONGEST_LIFE + LEEWAY || made.into_iter().any(|made| made > now + LEEWAY) {
            return Err(AssertionFault::TooLong);
        }
        if wire.jti.is_empty() || wire.jti.len() > LONGEST_ID {
            return Err(AssertionFault::Malformed);
        }
        Ok(Self { id: wire.jti, until })
    }
}

/// The library checks the signature; times are compared with this house's clock, and the rest by name above.
fn signature_alone(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.algorithms = slice::from_ref(&algorithm).to_vec();
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

#[derive(Serialize)]
struct Made<'a> {
    iss: SoftwareId,
    sub: SoftwareId,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: Id<Shown>,
}

/// No key to sign by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a private key of EC P-256 in PEM (`BEGIN PRIVATE KEY`)")]
pub struct NoSigningKey;

/// Signs an assertion as software does it, by a private key of EC P-256 in PEM: for whoever tries a service by hand. It names
/// the key as one is named that was registered without a name.
///
/// # Errors
/// [`NoSigningKey`].
pub fn sign_assertion(
    client: SoftwareId,
    key: &SecretString,
    audience: &str,
    clock: &dyn Clock,
    rng: &dyn Rng,
) -> Result<SecretString, NoSigningKey> {
    let now = clock.now();
    let (iat, exp) = (now.timestamp(), (now + LONGEST_LIFE).timestamp());
    let made = Made { iss: client, sub: client, aud: audience, iat, exp, jti: Id::new(clock, rng) };
    let key = EncodingKey::from_ec_pem(key.expose_secret().as_bytes()).map_err(|_| NoSigningKey)?;
    let public = Jwk::from_encoding_key(&key, Algorithm::ES256).map_err(|_| NoSigningKey)?;
    let kid = public.thumbprint(ThumbprintHash::SHA256).map_err(|_| NoSigningKey)?;
    let header = Header { kid: Some(kid), ..Header::new(Algorithm::ES256) };
    let signed = jsonwebtoken::encode(&header, &made, &key);
    signed.map(SecretString::from).map_err(|_| NoSigningKey)
}
