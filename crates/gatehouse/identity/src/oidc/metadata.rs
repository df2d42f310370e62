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
    pub(super) introspection_endpoint: Option<String>,
    #[serde(default)]
    pub(super) end_session_endpoint: Option<String>,
    #[serde(default)]
    backchannel_authentication_endpoint: Option<String>,
    #[serde(default)]
    backchannel_token_delivery_modes_supported: Option<Vec<String>>,
    /// The endpoints at which a client shows a certificate, where they are others (RFC 8705, 5).
    #[serde(default)]
    mtls_endpoint_aliases: Option<Aliases>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    /// Whether each answer to the browser names its issuer (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

/// Those of them that are used here.
#[derive(Debug, Default, Deserialize)]
struct Aliases {
    #[serde(default)]
    token_endpoint: Option<String>,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    introspection_endpoint: Option<String>,
    #[serde(default)]
    backchannel_authentication_endpoint: Option<String>,
}

impl Metadata {
    /// `certified` says whether we show ourselves by a certificate: then the endpoints for that are used.
    pub(super) fn read(
        bytes: &[u8],
        settings: &ProviderSettings,
        certified: bool,
    ) -> Result<Self, ProviderFault> {
        let mut read: Self =
            serde_json::from_slice(bytes).map_err(|_| ProviderFault::Document("it has another shape"))?;
        if read.issuer != settings.issuer {
            return Err(ProviderFault::Document("it names a different issuer than the settings"));
        }
        if certified {
            read.take_aliases();
            // Where it names its ways and none is a certificate, it would take us for anybody.
            let without = |ways: &Vec<String>| !ways.iter().any(|way| way.ends_with("tls_client_auth"));
            if read.token_endpoint_auth_methods_supported.as_ref().is_some_and(without) {
                return Err(ProviderFault::Document("it takes no certificate from its clients"));
            }
        }
        if settings.issuer.starts_with("https://")
            && !read.endpoints().all(|endpoint| endpoint.starts_with("https://"))
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

    fn take_aliases(&mut self) {
        let aliases = self.mtls_endpoint_aliases.take().unwrap_or_default();
        let needed = [
            (&mut self.token_endpoint, aliases.token_endpoint),
            (&mut self.userinfo_endpoint, aliases.userinfo_endpoint),
        ];
        for (endpoint, alias) in needed {
            if let Some(alias) = alias {
                *endpoint = alias;
            }
        }
        let offered = [
            (&mut self.introspection_endpoint, aliases.introspection_endpoint),
            (&mut self.backchannel_authentication_endpoint, aliases.backchannel_authentication_endpoint),
        ];
        for (endpoint, alias) in offered {
            if alias.is_some() {
                *endpoint = alias;
            }
        }
    }

    fn endpoints(&self) -> impl Iterator<Item = &String> {
        let needed =
            [&self.authorization_endpoint, &self.token_endpoint, &self.userinfo_endpoint, &self.jwks_uri];
        let offered = [
            &self.introspection_endpoint,
            &self.end_session_endpoint,
            &self.backchannel_authentication_endpoint,
        ];
        needed.into_iter().chain(offered.into_iter().flatten())
    }

    /// Where a person is asked without a browser, if the answer can be fetched there.
    pub(super) fn backchannel_endpoint(&self) -> Option<&str> {
        let modes = self.backchannel_token_delivery_modes_supported.as_ref();
        let polled = modes.is_none_or(|modes| modes.iter().any(|mode| mode == "poll"));
        self.backchannel_authentication_endpoint.as_deref().filter(|_| polled)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use config::{ExchangeClients, ProviderKind, UserinfoForm};
    use kernel::Assurance;
    use serde_json::{Value, json};

    use super::*;

    fn read(issuer: &str, changes: &Value, certified: bool) -> Result<Metadata, ProviderFault> {
        let settings = ProviderSettings {
            name: "test".to_owned(),
            kind: ProviderKind::Professional,
            issuer: issuer.to_owned(),
            discovery_url: issuer.to_owned(),
            client_id: "carnet".to_owned(),
            scopes: "openid".to_owned(),
            acr: "eidas1".to_owned(),
            userinfo: UserinfoForm::Json,
            assurance_floor: Assurance::Low,
            exchange_clients: ExchangeClients::Any,
            label_fr: String::new(),
            label_en: String::new(),
        };
        let mut document = json!({ "issuer": issuer });
        for name in ENDPOINTS {
            document[name] = json!(format!("{issuer}/{name}"));
        }
        for (name, value) in changes.as_object().unwrap() {
            document[name] = value.clone();
        }
        Metadata::read(document.to_string().as_bytes(), &settings, certified)
    }

    const ENDPOINTS: [&str; 7] = [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "introspection_endpoint",
        "end_session_endpoint",
        "backchannel_authentication_endpoint",
    ];

    #[test]
    fn no_endpoint_of_a_secure_provider_is_reached_without_tls() {
        let issuer = "https://provider.example";
        read(issuer, &json!({}), false).unwrap();
        for name in ENDPOINTS {
            let refused = read(issuer, &json!({ name: "http://provider.example/x" }), false).err();
            assert!(matches!(refused, Some(ProviderFault::Document(_))), "{name}: {refused:?}");
        }
        for name in ["token_endpoint", "userinfo_endpoint", "introspection_endpoint"] {
            let aliases = json!({ "mtls_endpoint_aliases": { name: "http://provider.example/x" } });
            assert!(read(issuer, &aliases, true).is_err(), "{name}");
            // Whoever shows a secret does not go there.
            assert!(read(issuer, &aliases, false).is_ok(), "{name}");
        }
    }

    #[test]
    fn the_document_of_pro_sante_connect_is_read_by_secret_and_by_certificate() {
        let issuer = "https://auth.bas.psc.esante.gouv.fr/auth/realms/esante-wallet";
        let at = |path: &str| format!("{issuer}/protocol/openid-connect/{path}");
        let mtls = |path: &str| format!("https://auth.mtls.example/{path}");
        let document = json!({
            "authorization_endpoint": "https://wallet.bas.psc.esante.gouv.fr/auth",
            "token_endpoint": at("token"),
            "userinfo_endpoint": at("userinfo"),
            "introspection_endpoint": at("token/introspect"),
            "end_session_endpoint": at("logout"),
            "jwks_uri": at("certs"),
            "backchannel_authentication_endpoint": at("ext/ciba/auth"),
            "backchannel_token_delivery_modes_supported": ["poll", "ping"],
            "token_endpoint_auth_methods_supported": [
                "private_key_jwt", "client_secret_basic", "client_secret_post", "tls_client_auth", "client_secret_jwt",
            ],
            "mtls_endpoint_aliases": {
                "token_endpoint": mtls("token"),
                "revocation_endpoint": mtls("revoke"),
                "introspection_endpoint": mtls("introspect"),
                "userinfo_endpoint": mtls("userinfo"),
                "backchannel_authentication_endpoint": mtls("ciba"),
            },
        });
        let by_secret = read(issuer, &document, false).unwrap();
        assert!(by_secret.takes_basic());
        assert_eq!(by_secret.token_endpoint, at("token"));
        assert_eq!(by_secret.backchannel_endpoint(), Some(at("ext/ciba/auth").as_str()));
        let certified = read(issuer, &document, true).unwrap();
        assert_eq!(
            (certified.token_endpoint.as_str(), certified.jwks_uri),
            (mtls("token").as_str(), at("certs"))
        );
        assert_eq!(certified.userinfo_endpoint, mtls("userinfo"));
        assert_eq!(certified.introspection_endpoint, Some(mtls("introspect")));
        assert_eq!(
            certified.end_session_endpoint,
            Some(at("logout")),
            "a browser shows no certificate of ours"
        );
        assert_eq!(certified.backchannel_authentication_endpoint, Some(mtls("ciba")));
    }

    #[test]
    fn members_of_other_types_make_a_document_that_is_not_used() {
        let wrong = [
            json!({ "introspection_endpoint": 7 }),
            json!({ "mtls_endpoint_aliases": "none" }),
            json!({ "mtls_endpoint_aliases": { "token_endpoint": ["x"] } }),
            json!({ "backchannel_token_delivery_modes_supported": "poll" }),
            json!({ "end_session_endpoint": {} }),
        ];
        for change in wrong {
            let refused = read("https://provider.example", &change, true).err();
            assert!(matches!(refused, Some(ProviderFault::Document(_))), "{change}: {refused:?}");
        }
    }
}
