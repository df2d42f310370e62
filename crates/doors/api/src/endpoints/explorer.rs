//! The page that shows the description to people, with all that it loads from this very server.

use std::sync::{Arc, LazyLock};

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_ENCODING, LOCATION},
    web,
};
use kernel::ErrorKind;
use utoipa_swagger_ui::Config;
use webkit::{EXPLORER_POLICY, Problem, content_security_policy};

/// No outside validator, and the token is forgotten with the page.
static VIEWER: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    Arc::new(Config::from("/api/v1/openapi.json").validator_url("none").persist_authorization(false))
});

/// Leads to the page; its files are named relative to it.
pub(crate) async fn enter() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/api/v1/docs/")).finish()
}

/// The page or one of its files.
pub(crate) async fn file(path: web::Path<String>) -> Result<HttpResponse, Problem> {
    let found = utoipa_swagger_ui::serve(&path, Arc::clone(&VIEWER)).map_err(|error| {
        tracing::error!(cause = %error, "the viewer of the description is broken");
        Problem::new(ErrorKind::Internal)
    })?;
    let file = found.ok_or_else(|| Problem::new(ErrorKind::NotFound))?;
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(file.content_type)
        .insert_header(content_security_policy(EXPLORER_POLICY))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"));
    if file.gzpipped {
        answer.insert_header((CONTENT_ENCODING, "gzip"));
    }
    Ok(answer.body(file.bytes.into_owned()))
}
