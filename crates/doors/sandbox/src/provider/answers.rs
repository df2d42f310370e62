//! Tokens and userinfo.

use aws_lc_rs::{constant_time, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::JwkSet;
use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Given, Grant, KeyFault, Provider, Shape,
    grants::{ACCESS, REFRESH},
    questions::{INTERVAL, LIFE},
};
use crate::{Error, people::Persona};

/// What the token endpoint answers.
#[derive(Serialize)]
pub(crate) struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    id_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_expires_in: Option<i64>,
    scope: &'static str,
}

/// What is answered where somebody is asked without a browser.
#[derive(Serialize)]
pub(crate) struct Begun {
    auth_req_id: String,
    expires_in: i64,
    interval: i64,
}

impl Begun {
    pub(crate) fn new(auth_req_id: String) -> Self {
        Self { auth_req_id, expires_in: LIFE.num_seconds(), interval: INTERVAL.num_seconds() }
    }
}

/// What the userinfo endpoint answers.
pub(crate) enum Userinfo {
    Json(Value),
    Jwt(String),
}

impl Provider {
    /// The document by which the provider describes itself.
    pub(crate) fn document(&self) -> Value {
        let (issuer, algorithm) =
            (&self.issuer, if self.shape == Shape::ProSanteConnect { "RS256" } else { "ES256" });
        let mut document = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{}/authorize", self.at),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": [algorithm],
            "scopes_supported": self.shape.scopes().split(' ').collect::<Vec<_>>(),
            "acr_values_supported": [self.shape.acr()],
            "code_challenge_methods_supported": ["S256"],
            "end_session_endpoint": format!("{}/logout", self.at),
        });
        // One provider knows its client by a header, the other by the form, and signs more.
        let own = match self.shape {
            Shape::ProSanteConnect => json!({
                "subject_types_supported": ["public"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "grant_types_supported": [
                    "authorization_code", "refresh_token", "urn:openid:params:grant-type:ciba",
                ],
                "introspection_endpoint": format!("{issuer}/introspect"),
                "backchannel_authentication_endpoint": format!("{issuer}/ciba/auth"),
                "backchannel_token_delivery_modes_supported": ["poll"],
                "backchannel_user_code_parameter_supported": false,
                "backchannel_logout_supported": true,
                "backchannel_logout_session_supported": true,
            }),
            Shape::FranceConnect => json!({
                "subject_types_supported": ["pairwise"],
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                "userinfo_signing_alg_values_supported": [algorithm],
                "authorization_response_iss_parameter_supported": true,
            }),
        };
        add(&mut document, own);
        document
    }

    /// The keys to check it by.
    pub(crate) fn jwks(&self) -> JwkSet {
        let now = self.clock.now();
        self.keys().published(now)
    }

    /// Whether these are the credentials of the one client.
    pub(crate) fn is_client(&self, id: &str, secret: &str) -> bool {
        let ours = self.secret.expose_secret().as_bytes();
        id == self.client() && constant_time::verify_slices_are_equal(secret.as_bytes(), ours).is_ok()
    }

    /// The answer to what was exchanged: a code, which was asked for with a nonce, or something else.
    pub(crate) fn tokens(&self, given: Given, nonce: Option<&str>) -> Result<Tokens, Error> {
        let now = self.clock.now();
        let Given { access: access_token, refresh: refresh_token, grant } = given;
        let whole = digest::digest(&digest::SHA256, access_token.as_bytes());
        let half = whole.as_ref().get(..16).unwrap_or_default();
        let mut claims = json!({
            "iss": self.issuer,
            "sub": self.subject(grant.persona)?,
            "aud": self.client(),
            "azp": self.client(),
            "iat": now.timestamp(),
            "auth_time": grant.since.timestamp(),
            "exp": (now + ACCESS).timestamp(),
            "acr": self.shape.acr(),
            "at_hash": URL_SAFE_NO_PAD.encode(half),
            "sid": grant.session,
        });
        if let Some(nonce) = nonce {
            add(&mut claims, json!({ "nonce": nonce }));
        }
        let id_token = self.sign(&claims)?;
        self.remember(&grant.session, &id_token);
        let refresh_expires_in = refresh_token.is_some().then(|| REFRESH.num_seconds());
        let (token_type, expires_in, scope) = ("Bearer", ACCESS.num_seconds(), self.shape.scopes());
        Ok(Tokens {
            access_token,
            token_type,
            expires_in,
            id_token,
            refresh_token,
            refresh_expires_in,
            scope,
        })
    }

    /// What is said of an access token.
    pub(crate) fn introspected(&self, token: &str) -> Result<Value, Error> {
        let Some((Grant { persona, session, since, at }, end)) = self.access(token) else {
            return Ok(json!({ "active": false }));
        };
        let mut said = json!({
            "active": true,
            "iss": self.issuer,
            "sub": self.subject(persona)?,
            "client_id": self.client(),
            "azp": self.client(),
            "aud": "account",
            "typ": "Bearer",
            "iat": at.timestamp(),
            "exp": end.timestamp(),
            "auth_time": since.timestamp(),
            "acr": self.shape.acr(),
            "sid": session,
            "session_state": session,
            "scope": self.shape.scopes(),
        });
        // What userinfo says too, as far as Pro Santé Connect says it here.
        let told = ["SubjectNameID", "preferred_username", "otherIds", "authMode"];
        if let Value::Object(claims) = self.claims(persona)? {
            let own = claims.into_iter().filter(|(name, _)| told.contains(&name.as_str()));
            add(&mut said, Value::Object(own.collect()));
        }
        Ok(said)
    }

    /// What it says of a person.
    pub(crate) fn userinfo(&self, persona: &'static Persona) -> Result<Userinfo, Error> {
        let mut claims = self.claims(persona)?;
        if self.shape == Shape::ProSanteConnect {
            return Ok(Userinfo::Json(claims));
        }
        let now = self.clock.now();
        let of_token = json!({
            "iss": self.issuer,
            "aud": self.client(),
            "iat": now.timestamp(),
            "exp": (now + ACCESS).timestamp(),
        });
        add(&mut claims, of_token);
        Ok(Userinfo::Jwt(self.sign(&claims)?))
    }

    fn sign(&self, claims: &Value) -> Result<String, KeyFault> {
        self.sign_as("JWT", claims)
    }

    pub(super) fn sign_as(&self, kind: &str, claims: &Value) -> Result<String, KeyFault> {
        let now = self.clock.now();
        self.keys().sign(kind, claims, now)
    }
}

/// Adds the members of one object to another.
fn add(to: &mut Value, more: Value) {
    if let (Value::Object(to), Value::Object(more)) = (to, more) {
        to.extend(more);
    }
}
