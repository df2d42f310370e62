use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::LOCATION},
};
use serde::Deserialize;
use webkit::{Form, Problem, Query};

use super::{Provided, page, speaks_french};

/// What a service sends with the browser.
#[derive(Deserialize)]
pub(super) struct Out {
    #[serde(default)]
    id_token_hint: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    post_logout_redirect_uri: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    ui_locales: String,
}

/// `GET …/logout`: ends the session of an ID token and leads back to a registered address (OpenID Connect RP-Initiated
/// Logout 1.0). The service that asks for it knows it already, and is not told.
pub(super) async fn out(
    of: Provided,
    request: HttpRequest,
    Query(out): Query<Out>,
) -> Result<HttpResponse, Problem> {
    let provider = of.provider()?;
    let french = speaks_french(&request, &out.ui_locales);
    let ours = out.client_id.is_empty() || out.client_id == provider.client();
    let back = &out.post_logout_redirect_uri;
    if !ours || !(back.is_empty() || *back == provider.logged_out_uri) {
        return page::refused(provider, french, StatusCode::BAD_REQUEST);
    }
    if !provider.end_of(&out.id_token_hint) {
        return page::not_known(provider, french);
    }
    if back.is_empty() {
        return page::logged_out(provider, french);
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("state", &out.state).finish();
    let address = if out.state.is_empty() { back.clone() } else { format!("{back}?{query}") };
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, address)).finish())
}

/// How the page is asked for.
#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    ui_locales: String,
    /// What was just done.
    #[serde(default)]
    done: String,
}

/// `GET …/sessions`: who is logged in at the provider.
pub(super) async fn show(
    of: Provided,
    request: HttpRequest,
    Query(wanted): Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    page::sessions(of.provider()?, speaks_french(&request, &wanted.ui_locales), &wanted.done)
}

/// What the page's form sends.
#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    session: String,
    #[serde(default)]
    ui_locales: String,
}

/// `POST …/sessions`: ends a session at the person's wish, and tells the service by itself.
pub(super) async fn end(of: Provided, Form(chosen): Form<Chosen>) -> Result<HttpResponse, Problem> {
    let ended = of.provider()?.end_with_notice(&chosen.session)?;
    let done = match ended {
        None => "over",
        Some(ended) if ended.tell().await => "ended",
        Some(_) => "untold",
    };
    let lang = if chosen.ui_locales == "en" { "en" } else { "fr" };
    let address = format!("/sandbox/psc/sessions?done={done}&ui_locales={lang}");
    Ok(HttpResponse::build(StatusCode::SEE_OTHER).insert_header((LOCATION, address)).finish())
}
