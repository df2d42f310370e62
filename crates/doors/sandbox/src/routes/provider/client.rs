//! Who asks at the addresses for programs.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::AUTHORIZATION},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::provider::Provider;

/// Whether the one client asks: by the header, else by the form.
pub(super) fn is_client(provider: &Provider, request: &HttpRequest, form: (&str, &str)) -> bool {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let basic = header.and_then(|text| {
        let bytes = STANDARD.decode(text.strip_prefix("Basic ")?).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((id.to_owned(), secret.to_owned()))
    });
    let (id, secret) = basic.unwrap_or_else(|| (form.0.to_owned(), form.1.to_owned()));
    provider.is_client(&id, &secret)
}

/// Says no by one of the words of RFC 6749, 5.2, or of CIBA, 11 and 13.
pub(super) fn refuse(error: &str) -> HttpResponse {
    let status = if error == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    HttpResponse::build(status).json(json!({ "error": error }))
}
