use actix_web::{HttpRequest, HttpResponse, http::header::AUTHORIZATION};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;
use webkit::{Form, Problem};

use super::Provided;

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
    client_id: String,
    #[serde(default)]
    client_secret: String,
}

/// `POST …/token`: exchanges a code.
pub(super) async fn give(
    of: Provided,
    request: HttpRequest,
    Form(exchange): Form<Exchange>,
) -> Result<HttpResponse, Problem> {
    let provider = of.provider()?;
    let refuse = |status: actix_web::http::StatusCode, error: &str| {
        Ok(HttpResponse::build(status).json(json!({ "error": error })))
    };
    let (id, secret) = credentials(&request, &exchange);
    if !provider.is_client(&id, &secret) {
        return refuse(actix_web::http::StatusCode::UNAUTHORIZED, "invalid_client");
    }
    if exchange.grant_type != "authorization_code" {
        return refuse(actix_web::http::StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    match provider.exchange(&exchange.code, &exchange.redirect_uri, &exchange.code_verifier) {
        Some((token, grant)) => Ok(HttpResponse::Ok().json(provider.tokens(token, &grant)?)),
        None => refuse(actix_web::http::StatusCode::BAD_REQUEST, "invalid_grant"),
    }
}

/// Of the header, else of the form.
fn credentials(request: &HttpRequest, exchange: &Exchange) -> (String, String) {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let basic = header.and_then(|text| {
        let bytes = STANDARD.decode(text.strip_prefix("Basic ")?).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((id.to_owned(), secret.to_owned()))
    });
    basic.unwrap_or_else(|| (exchange.client_id.clone(), exchange.client_secret.clone()))
}
