use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use webkit::{Form, Problem};

use super::{
    Provided,
    client::{is_client, refuse},
};
use crate::provider::Answer;

/// What a client sends.
#[derive(Deserialize)]
pub(super) struct Exchange {
    #[serde(default)]
    grant_type: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    code_verifier: String,
    #[serde(default)]
    refresh_token: String,
    #[serde(default)]
    auth_req_id: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    client_secret: String,
}

/// `POST …/token`: exchanges a code, a refresh token, or the answer to a question.
pub(super) async fn give(
    of: Provided,
    request: HttpRequest,
    Form(exchange): Form<Exchange>,
) -> Result<HttpResponse, Problem> {
    let provider = of.provider()?;
    if !is_client(provider, &request, (&exchange.client_id, &exchange.client_secret)) {
        return Ok(refuse("invalid_client"));
    }
    let (given, nonce) = match exchange.grant_type.as_str() {
        "authorization_code" => {
            match provider.exchange(&exchange.code, &exchange.redirect_uri, &exchange.code_verifier) {
                Some((given, nonce)) => (given, Some(nonce)),
                None => return Ok(refuse("invalid_grant")),
            }
        }
        "refresh_token" => match provider.renew(&exchange.refresh_token) {
            Some(given) => (given, None),
            None => return Ok(refuse("invalid_grant")),
        },
        "urn:openid:params:grant-type:ciba" => match provider.look(&exchange.auth_req_id) {
            Answer::Given(given) => (given, None),
            Answer::Unknown => return Ok(refuse("invalid_grant")),
            Answer::Pending => return Ok(refuse("authorization_pending")),
            Answer::SlowDown => return Ok(refuse("slow_down")),
            Answer::Denied => return Ok(refuse("access_denied")),
            Answer::Expired => return Ok(refuse("expired_token")),
        },
        _ => return Ok(refuse("unsupported_grant_type")),
    };
    Ok(HttpResponse::Ok().json(provider.tokens(given, nonce.as_deref())?))
}

/// What a client asks of an access token.
#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    token: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    client_secret: String,
}

/// `POST …/introspect`: what an access token is worth.
pub(super) async fn introspect(
    of: Provided,
    request: HttpRequest,
    Form(shown): Form<Shown>,
) -> Result<HttpResponse, Problem> {
    let provider = of.provider()?;
    if !is_client(provider, &request, (&shown.client_id, &shown.client_secret)) {
        return Ok(refuse("invalid_client"));
    }
    Ok(HttpResponse::Ok().json(provider.introspected(&shown.token)?))
}
