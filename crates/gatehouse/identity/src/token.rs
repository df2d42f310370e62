mod known;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use kernel::{Clock, Id, OrganisationId, PersonId, Rng, SessionId, SoftwareId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use vault::{Jwk, Purpose, ServiceKey, Vault};

use crate::{
    Error, Scopes, Session, Settings, Unrecognised,
    client::{Terms, Thumbprint},
};
use known::{Known, KnownTokens, Mark};

/// Whom access tokens are for (`aud`).
pub const AUDIENCE: &str = "carnet-api";
/// Type of an access token (RFC 9068), so that nothing else that the same keys sign passes for one.
const TYPE: &str = "at+jwt";
/// No token of this house comes near it; longer ones are not read.
const LONGEST: usize = 2_048;
/// How long a token counts beyond its end, in seconds: for a call that is under way.
const LEEWAY: i64 = 5;
/// How far the clock of the server that gave a token may be ahead of this one's, in seconds. Our own key signed it, and its
/// session is read anyway: nothing is had by a token that comes early.
const AHEAD: i64 = 180;

/// What a token says: who, in which session. No name, no INS, no right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claims {
    /// The person (`sub`).
    pub person: PersonId,
    /// The session (`sid`), which is read on each call.
    pub session: SessionId,
    /// Whether the session is a citizen's (`cit`): what the caller is, before the session was read. It opens nothing.
    pub citizen: bool,
    /// The token's own id (`jti`).
    pub token: Id<Self>,
    /// When it ends (`exp`).
    pub expires_at: DateTime<Utc>,
    /// The client software (`client_id`).
    pub software: Option<SoftwareId>,
    /// What limits it (`scope`, `cnf`, `rpm`), where client software asked for it.
    pub terms: Option<Terms>,
}

/// An access token, to be handed to its bearer and kept nowhere.
#[derive(Debug)]
pub struct IssuedToken {
    /// The token.
    pub access_token: SecretString,
    /// How long it lives.
    pub expires_in: TimeDelta,
}

/// The public keys of tokens: what `/.well-known/jwks.json` answers (RFC 7517).
#[derive(Debug, Clone, Serialize)]
pub struct Jwks {
    /// Every key that still counts, also one that will sign in a moment.
    pub keys: Vec<Jwk>,
}

/// The JSON of a token.
#[derive(Serialize, Deserialize)]
struct Wire {
    iss: String,
    aud: String,
    sub: PersonId,
    sid: SessionId,
    cit: bool,
    /// Whom the token names beside the person, for whoever reads it; the session says what counts.
    #[serde(default)]
    role: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    org: Option<OrganisationId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    client_id: Option<SoftwareId>,
    /// What it may be used for; not limited where there is none (RFC 9068).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    scope: Option<String>,
    /// The certificate of whoever shows it (RFC 8705).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    cnf: Option<Confirmation>,
    /// Calls in a minute of its client software.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    rpm: Option<u32>,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    nbf: Option<i64>,
    exp: i64,
    jti: Id<Claims>,
}

#[derive(Serialize, Deserialize)]
struct Confirmation {
    #[serde(rename = "x5t#S256")]
    certificate: Thumbprint,
}

impl Wire {
    /// What limits it. A token that says so only in part is none of ours.
    fn terms(&self) -> Result<Option<Terms>, Unrecognised> {
        let bound_to = self.cnf.as_ref().map(|cnf| cnf.certificate);
        match (&self.scope, self.rpm) {
            (Some(scope), Some(per_minute)) => {
                let scopes = Scopes::parse(scope).ok_or(Unrecognised::Malformed)?;
                Ok(Some(Terms { scopes, bound_to, per_minute }))
            }
            (None, None) if bound_to.is_none() => Ok(None),
            _ => Err(Unrecognised::Malformed),
        }
    }
}

/// Makes and checks access tokens.
pub(crate) struct Tokens {
    vault: Vault,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    issuer: String,
    validation: Validation,
    known: KnownTokens,
}

impl Tokens {
    pub(crate) fn new(vault: Vault, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>, settings: &Settings) -> Self {
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_issuer(&[&settings.issuer]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // Times are compared with this house's clock, which the library does not know.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let issuer = settings.issuer.clone();
        Self { vault, clock, rng, issuer, validation, known: KnownTokens::new() }
    }

    /// Makes a token of a session; it ends with the session at the latest.
    pub(crate) fn issue(&self, session: &Session, life: TimeDelta) -> Result<IssuedToken, Error> {
        let now = self.clock.now();
        let end = session.expires_at.min(now + life);
        let key = self.vault.service(Purpose::Tokens).current()?;
        let pkcs8 = key.signer()?.private_key_to_sign_elsewhere().ok_or(Error::Signing)?;
        let wire = Wire {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: session.person,
            sid: session.id,
            cit: session.by_citizen,
            role: session.bearer.role.clone(),
            org: session.bearer.organisation,
            client_id: session.bearer.software,
            scope: session.bearer.terms.map(|terms| terms.scopes.to_string()),
            cnf: session
                .bearer
                .terms
                .and_then(|terms| terms.bound_to.map(|certificate| Confirmation { certificate })),
            rpm: session.bearer.terms.map(|terms| terms.per_minute),
            iat: now.timestamp(),
            nbf: None,
            exp: end.timestamp(),
            jti: Id::new(self.clock.as_ref(), self.rng.as_ref()),
        };
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(key.id().to_string()),
            ..Header::new(Algorithm::ES256)
        };
        let token = jsonwebtoken::encode(&header, &wire, &EncodingKey::from_ec_der(pkcs8.expose_secret()));
        Ok(IssuedToken {
            access_token: token.map_err(|_| Error::Signing)?.into(),
            expires_in: TimeDelta::seconds(wire.exp - wire.iat),
        })
    }

    /// Checks a token, or knows it again: then its key must still count, and its time not have passed.
    pub(crate) fn verify(&self, token: &str) -> Result<Claims, Error> {
        if token.len() > LONGEST {
            return Err(Unrecognised::Malformed.into());
        }
        let mark = Mark::of(token);
        if let Some(known) = self.known.get(&mark) {
            let still = self
                .key(known.key)
                .and_then(|_| Ok(self.within(known.from, known.claims.expires_at.timestamp())?));
            if still.is_err() {
                self.known.forget(&mark);
            }
            return still.map(|()| known.claims);
        }
        let known = self.examine(token)?;
        self.known.remember(&mark, known);
        Ok(known.claims)
    }

    /// Checks a token: form, algorithm, key, signature, issuer, audience and times.
    pub(crate) fn verify_anew(&self, token: &str) -> Result<Claims, Error> {
        self.examine(token).map(|known| known.claims)
    }

    fn examine(&self, token: &str) -> Result<Known, Error> {
        if token.len() > LONGEST {
            return Err(Unrecognised::Malformed.into());
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| Unrecognised::Malformed)?;
        if header.alg != Algorithm::ES256 {
            return Err(Unrecognised::Algorithm.into());
        }
        if !header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case(TYPE)) {
            return Err(Unrecognised::Malformed.into());
        }
        let number = header.kid.and_then(|kid| kid.parse().ok()).ok_or(Unrecognised::Key)?;
        let key = self.key(number)?;
        let public = DecodingKey::from_ec_der(key.signer()?.public_key());
        let wire = jsonwebtoken::decode::<Wire>(token, &public, &self.validation)
            .map_err(|error| cause(error.kind()))?
            .claims;
        let from = wire.nbf.map_or(wire.iat, |nbf| nbf.max(wire.iat));
        self.within(from, wire.exp)?;
        let expires_at = DateTime::from_timestamp(wire.exp, 0).ok_or(Unrecognised::Malformed)?;
        let terms = wire.terms()?;
        let claims = Claims {
            person: wire.sub,
            session: wire.sid,
            citizen: wire.cit,
            token: wire.jti,
            expires_at,
            software: wire.client_id,
            terms,
        };
        Ok(Known { claims, key: number, from })
    }

    /// A key that counts now. The vault's ring is the cache of keys: it is in memory, knows of rotations within
    /// seconds, and looks for a key that it does not know at once, but once a second at most.
    fn key(&self, number: u32) -> Result<Arc<ServiceKey>, Error> {
        match self.vault.service(Purpose::Tokens).by_id(number) {
            Err(vault::Error::UnknownKey { .. }) => Err(Unrecognised::Key.into()),
            found => Ok(found?),
        }
    }

    /// Every public key that still counts and opens here: one that does not takes none of the others along.
    pub(crate) fn jwks(&self) -> Result<Jwks, Error> {
        let keys = self.vault.service(Purpose::Tokens).open_here()?;
        Ok(Jwks {
            keys: keys.iter().map(|key| Ok(key.signer()?.jwk())).collect::<Result<_, vault::Error>>()?,
        })
    }

    fn within(&self, from: i64, end: i64) -> Result<(), Unrecognised> {
        let now = self.clock.now().timestamp();
        if from > now.saturating_add(AHEAD) {
            Err(Unrecognised::Early)
        } else if now >= end.saturating_add(LEEWAY) {
            Err(Unrecognised::Expired)
        } else {
            Ok(())
        }
    }
}

fn cause(kind: &ErrorKind) -> Unrecognised {
    match kind {
        ErrorKind::InvalidSignature => Unrecognised::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::MissingAlgorithm => Unrecognised::Algorithm,
        ErrorKind::InvalidIssuer | ErrorKind::InvalidAudience => Unrecognised::Audience,
        _ => Unrecognised::Malformed,
    }
}
