//! What a provider says of itself, as far as it is used here.

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use serde::Deserialize;

use super::{ProviderFault, ProviderSettings};

/// The provider's document (OpenID Connect Discovery 1.0).
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) userinfo_endpoint: String,
    pub(super) jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    /// Whether each answer to the browser names its issuer (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl Metadata {
    pub(super) fn read(bytes: &[u8], settings: &ProviderSettings) -> Result<Self, ProviderFault> {
        let read: Self =
            serde_json::from_slice(bytes).map_err(|_| ProviderFault::Document("it has another shape"))?;
        if read.issuer != settings.issuer {
            return Err(ProviderFault::Document("it names a different issuer than the settings"));
        }
        let endpoints =
            [&read.authorization_endpoint, &read.token_endpoint, &read.userinfo_endpoint, &read.jwks_uri];
        if settings.issuer.starts_with("https://")
            && !endpoints.into_iter().all(|endpoint| endpoint.starts_with("https://"))
        {
            return Err(ProviderFault::Document("an endpoint is not `https`"));
        }
        // A provider that names its methods and has no S256 would take the code without its proof.
        let without_s256 = |methods: &Vec<String>| !methods.iter().any(|method| method == "S256");
        if read.code_challenge_methods_supported.as_ref().is_some_and(without_s256) {
            return Err(ProviderFault::Document("it does not know PKCE by S256"));
        }
        Ok(read)
    }

    /// Whether the client's secret goes into a header; a provider that does not say so takes it there.
    pub(super) fn takes_basic(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_ref();
        methods.is_none_or(|methods| {
            methods.iter().any(|method| method == "client_secret_basic")
                || !methods.iter().any(|method| method == "client_secret_post")
        })
    }
}

/// The provider's keys that sign; one that is not understood is passed over.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<Jwk>);

#[derive(Deserialize)]
struct WireKeys {
    keys: Vec<serde_json::Value>,
}

impl Keys {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ProviderFault> {
        let wire: WireKeys = serde_json::from_slice(bytes)
            .map_err(|_| ProviderFault::Document("its keys have another shape"))?;
        let signs = |key: &Jwk| matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature));
        let keys =
            wire.keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok()).filter(signs);
        Ok(Self(keys.collect()))
    }

    /// The key of this id that signs by this algorithm. A token without an id is signed by the only such key.
    pub(super) fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
        let mut fitting = self.0.iter().filter(|key| fits(key, algorithm));
        let found = match kid {
            Some(kid) => fitting.find(|key| key.common.key_id.as_deref() == Some(kid))?,
            None => {
                let only = fitting.next()?;
                if fitting.next().is_some() {
                    return None;
                }
                only
            }
        };
        DecodingKey::from_jwk(found).ok()
    }
}

/// Whether a key is of the kind that an algorithm needs, and not meant for another one.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let kind = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256) => true,
        (AlgorithmParameters::EllipticCurve(curve), Algorithm::ES256) => curve.curve == EllipticCurve::P256,
        _ => false,
    };
    let meant = match algorithm {
        Algorithm::RS256 => KeyAlgorithm::RS256,
        _ => KeyAlgorithm::ES256,
    };
    kind && key.common.key_algorithm.is_none_or(|named| named == meant)
}
