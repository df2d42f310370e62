use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{
        AlgorithmParameters, CommonParameters, EllipticCurve, EllipticCurveKeyParameters,
        EllipticCurveKeyType, Jwk, KeyAlgorithm, PublicKeyUse, RSAKeyParameters, RSAKeyType, ThumbprintHash,
    },
};
use serde_json::Value;
use thiserror::Error;
use x509_parser::{
    oid_registry::OID_EC_P256, prelude::FromDer, public_key::PublicKey, x509::SubjectPublicKeyInfo,
};

/// Fewest and most bytes of the modulus of an RSA key.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=512;
/// Keys of one piece of software, the old and the new ones of a rotation among them.
const MOST_KEYS: usize = 8;
/// Longest name of a key.
const LONGEST_NAME: usize = 128;

/// A public key by which software signs that it is itself: its name, its one algorithm and the key.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientKey(Jwk);

/// Why a file gives no keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyFault {
    /// Neither PEM nor JSON of a key.
    #[error("neither a public key in PEM (`BEGIN PUBLIC KEY`) nor a JSON Web Key Set")]
    Unreadable,
    /// A private part.
    #[error("it holds a private key; give the public one, and keep the private one where the software runs")]
    Private,
    /// Another kind of key.
    #[error(
        "a key is neither EC P-256 nor RSA of 2048 to 4096 bits, or is not meant for ES256, PS256 or RS256"
    )]
    Kind,
    /// Two keys that cannot be told apart.
    #[error("two keys have one name (`kid`)")]
    Twice,
    /// None or too many.
    #[error("one to eight keys are taken")]
    Number,
}

impl ClientKey {
    /// Reads the keys of a file: a JSON Web Key Set, a JSON Web Key, or one public key in PEM. A key without a name is named
    /// by its own digest (RFC 7638); an RSA key that does not say for which algorithm it is counts for PS256.
    ///
    /// # Errors
    /// [`KeyFault`].
    pub fn read_all(text: &str) -> Result<Vec<Self>, KeyFault> {
        let keys = if text.trim_start().starts_with('{') { of_json(text)? } else { vec![of_pem(text)?] };
        let keys: Vec<Self> = keys.into_iter().map(Self::checked).collect::<Result<_, _>>()?;
        if keys.is_empty() || keys.len() > MOST_KEYS {
            return Err(KeyFault::Number);
        }
        let twice =
            |(place, key): (usize, &Self)| keys.iter().take(place).any(|other| other.name() == key.name());
        if keys.iter().enumerate().any(twice) { Err(KeyFault::Twice) } else { Ok(keys) }
    }

    /// Its name (`kid`).
    pub fn name(&self) -> &str {
        self.0.common.key_id.as_deref().unwrap_or_default()
    }

    /// The algorithm by which it signs, and no other.
    pub fn algorithm(&self) -> Option<Algorithm> {
        match self.0.common.key_algorithm? {
            KeyAlgorithm::ES256 => Some(Algorithm::ES256),
            KeyAlgorithm::PS256 => Some(Algorithm::PS256),
            KeyAlgorithm::RS256 => Some(Algorithm::RS256),
            _ => None,
        }
    }

    pub(crate) fn verifier(&self) -> Option<DecodingKey> {
        DecodingKey::from_jwk(&self.0).ok()
    }

    pub(crate) fn to_json(&self) -> Option<Value> {
        serde_json::to_value(&self.0).ok()
    }

    fn checked(mut key: Jwk) -> Result<Self, KeyFault> {
        if !matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature)) {
            return Err(KeyFault::Kind);
        }
        let algorithm = match (&key.algorithm, key.common.key_algorithm) {
            (AlgorithmParameters::EllipticCurve(curve), None | Some(KeyAlgorithm::ES256))
                if curve.curve == EllipticCurve::P256 =>
            {
                KeyAlgorithm::ES256
            }
            (AlgorithmParameters::RSA(rsa), named) => {
                let modulus = URL_SAFE_NO_PAD.decode(&rsa.n).map_err(|_| KeyFault::Kind)?;
                match named.unwrap_or(KeyAlgorithm::PS256) {
                    fits @ (KeyAlgorithm::PS256 | KeyAlgorithm::RS256)
                        if RSA_BYTES.contains(&modulus.len()) =>
                    {
                        fits
                    }
                    _ => return Err(KeyFault::Kind),
                }
            }
            _ => return Err(KeyFault::Kind),
        };
        let name = match key.common.key_id.take().filter(|name| !name.is_empty()) {
            Some(name) if name.len() > LONGEST_NAME => return Err(KeyFault::Unreadable),
            Some(name) => name,
            None => key.thumbprint(ThumbprintHash::SHA256).map_err(|_| KeyFault::Kind)?,
        };
        let common = CommonParameters {
            key_id: Some(name),
            key_algorithm: Some(algorithm),
            public_key_use: Some(PublicKeyUse::Signature),
            ..CommonParameters::default()
        };
        let key = Self(Jwk { common, algorithm: key.algorithm });
        key.verifier().map(|_| key).ok_or(KeyFault::Kind)
    }
}

/// Members of a JSON Web Key that only a private or a shared one has.
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

fn of_json(text: &str) -> Result<Vec<Jwk>, KeyFault> {
    let given: Value = serde_json::from_str(text).map_err(|_| KeyFault::Unreadable)?;
    let keys = match given.get("keys") {
        Some(Value::Array(keys)) => keys.clone(),
        Some(_) => return Err(KeyFault::Unreadable),
        None => vec![given],
    };
    let key = |key: Value| {
        if PRIVATE.iter().any(|member| key.get(member).is_some()) {
            return Err(KeyFault::Private);
        }
        serde_json::from_value(key).map_err(|_| KeyFault::Kind)
    };
    keys.into_iter().map(key).collect()
}

fn of_pem(text: &str) -> Result<Jwk, KeyFault> {
    if text.contains("PRIVATE KEY-----") {
        return Err(KeyFault::Private);
    }
    let body = text.trim().strip_prefix("-----BEGIN PUBLIC KEY-----").ok_or(KeyFault::Unreadable)?;
    let body = body.strip_suffix("-----END PUBLIC KEY-----").ok_or(KeyFault::Unreadable)?;
    let body: String = body.chars().filter(|letter| !letter.is_whitespace()).collect();
    let der = STANDARD.decode(body).map_err(|_| KeyFault::Unreadable)?;
    let Ok(([], info)) = SubjectPublicKeyInfo::from_der(&der) else { return Err(KeyFault::Unreadable) };
    let curve = info.algorithm.parameters.as_ref().and_then(|parameters| parameters.as_oid().ok());
    let algorithm = match info.parsed().map_err(|_| KeyFault::Kind)? {
        PublicKey::EC(point) => {
            if curve != Some(OID_EC_P256) {
                return Err(KeyFault::Kind);
            }
            // A whole point of P-256: 4, then its two coordinates.
            let (4, point) = point.data().split_first().ok_or(KeyFault::Kind)? else {
                return Err(KeyFault::Kind);
            };
            let (x, y) = point.split_at_checked(32).filter(|(_, y)| y.len() == 32).ok_or(KeyFault::Kind)?;
            AlgorithmParameters::EllipticCurve(EllipticCurveKeyParameters {
                key_type: EllipticCurveKeyType::EC,
                curve: EllipticCurve::P256,
                x: URL_SAFE_NO_PAD.encode(x),
                y: URL_SAFE_NO_PAD.encode(y),
            })
        }
        PublicKey::RSA(rsa) => {
            let digits = |number: &[u8]| {
                let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
                URL_SAFE_NO_PAD.encode(number.get(start..).unwrap_or_default())
            };
            AlgorithmParameters::RSA(RSAKeyParameters {
                key_type: RSAKeyType::RSA,
                n: digits(rsa.modulus),
                e: digits(rsa.exponent),
            })
        }
        _ => return Err(KeyFault::Kind),
    };
    Ok(Jwk { common: CommonParameters::default(), algorithm })
}
