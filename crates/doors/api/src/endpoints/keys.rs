use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web::Data};
use serde::Serialize;
use utoipa::ToSchema;
use webkit::{Problem, ProblemResponses};

use crate::{State, caller, errors};

/// The public keys by which the tokens of this house are checked (RFC 7517).
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    operation_id = "keys",
    tag = "description",
    responses((status = 200, description = "Every key that counts.", body = KeySet), ProblemResponses)
)]
pub(crate) async fn list(
    request: actix_web::HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let language = caller::language(&request);
    let keys = state.house().identity.jwks().map_err(|error| errors::of_identity(&error, language))?;
    let keys = keys.keys.into_iter().map(KeyView::from).collect();
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=60")).json(KeySet { keys }))
}

/// Public keys.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeySet {
    /// One JSON Web Key each, also one that will sign in a moment.
    keys: Vec<KeyView>,
}

/// A public key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Key)]
struct KeyView {
    /// `EC` or `OKP`.
    #[schema(example = "EC")]
    kty: &'static str,
    /// `P-256` or `Ed25519`.
    #[schema(example = "P-256")]
    crv: &'static str,
    /// `ES256` or `EdDSA`.
    #[schema(example = "ES256")]
    alg: &'static str,
    /// Always `sig`.
    #[serde(rename = "use")]
    #[schema(example = "sig")]
    usage: &'static str,
    /// Its number.
    #[schema(example = "1")]
    kid: String,
    /// First coordinate, base64url.
    x: String,
    /// Second coordinate, base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    y: Option<String>,
}

impl From<vault::Jwk> for KeyView {
    fn from(key: vault::Jwk) -> Self {
        let vault::Jwk { kty, crv, alg, use_: usage, kid, x, y } = key;
        Self { kty, crv, alg, usage, kid, x, y }
    }
}
