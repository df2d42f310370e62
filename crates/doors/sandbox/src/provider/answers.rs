//! Tokens and userinfo.

use aws_lc_rs::{constant_time, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::JwkSet;
use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Grant, KeyFault, Provider, Shape, grants::ACCESS};
use crate::{Error, people::Persona};

/// What the token endpoint answers.
#[derive(Serialize)]
pub(crate) struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    id_token: String,
    scope: &'static str,
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
        });
        // One provider knows its client by a header, the other by the form, and signs more.
        let own = match self.shape {
            Shape::ProSanteConnect => json!({
                "subject_types_supported": ["public"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
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

    /// The answer to a code that was exchanged.
    pub(crate) fn tokens(&self, access_token: String, grant: &Grant) -> Result<Tokens, Error> {
        let now = self.clock.now();
        let whole = digest::digest(&digest::SHA256, access_token.as_bytes());
        let half = whole.as_ref().get(..16).unwrap_or_default();
        let claims = json!({
            "iss": self.issuer,
            "sub": self.subject(grant.persona)?,
            "aud": self.client(),
            "azp": self.client(),
            "iat": now.timestamp(),
            "auth_time": grant.at.timestamp(),
            "exp": (now + ACCESS).timestamp(),
            "nonce": grant.asked.nonce,
            "acr": self.shape.acr(),
            "at_hash": URL_SAFE_NO_PAD.encode(half),
        });
        let id_token = self.sign(&claims)?;
        let (expires_in, scope) = (ACCESS.num_seconds(), self.shape.scopes());
        Ok(Tokens { access_token, token_type: "Bearer", expires_in, id_token, scope })
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
        let now = self.clock.now();
        self.keys().sign(claims, now)
    }
}

/// Adds the members of one object to another.
fn add(to: &mut Value, more: Value) {
    if let (Value::Object(to), Value::Object(more)) = (to, more) {
        to.extend(more);
    }
}
