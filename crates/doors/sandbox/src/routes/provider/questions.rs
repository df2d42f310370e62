use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::LOCATION},
};
use serde::Deserialize;
use webkit::{Form, Problem, Query};

use super::{
    Provided, QUESTIONS,
    client::{is_client, refuse},
    page, speaks_french,
};
use crate::provider::Begun;

/// What a client asks when somebody is to be asked.
#[derive(Deserialize)]
pub(super) struct Question {
    #[serde(default)]
    scope: String,
    #[serde(default)]
    login_hint: String,
    #[serde(default)]
    binding_message: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    client_secret: String,
}

/// `POST …/ciba/auth`: asks a professional on the page of questions.
pub(super) async fn begin(
    of: Provided,
    request: HttpRequest,
    Form(question): Form<Question>,
) -> Result<HttpResponse, Problem> {
    let provider = of.provider()?;
    if !is_client(provider, &request, (&question.client_id, &question.client_secret)) {
        return Ok(refuse("invalid_client"));
    }
    let message = &question.binding_message;
    if !question.scope.split(' ').any(|scope| scope == "openid") {
        return Ok(refuse("invalid_scope"));
    }
    if message.len() != 2 || !message.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(refuse("invalid_binding_message"));
    }
    if !matches!(question.channel.as_str(), "" | "CARD" | "MOBILE") {
        return Ok(refuse("invalid_request"));
    }
    Ok(match provider.ask(&question.login_hint, message) {
        Some(id) => HttpResponse::Ok().json(Begun::new(id)),
        None => refuse("unknown_user_id"),
    })
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

/// `GET …/questions`: who is asked, with the two digits.
pub(super) async fn show(
    of: Provided,
    request: HttpRequest,
    Query(wanted): Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    page::questions(of.provider()?, speaks_french(&request, &wanted.ui_locales), &wanted.done)
}

/// What the page's form sends.
#[derive(Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    question: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    ui_locales: String,
}

/// `POST …/questions`: what the person says.
pub(super) async fn answer(of: Provided, Form(said): Form<Said>) -> Result<HttpResponse, Problem> {
    let provider = of.provider()?;
    let yes = said.answer == "yes";
    let done = match (provider.answer(&said.question, yes), yes) {
        (false, _) => "over",
        (true, true) => "yes",
        (true, false) => "no",
    };
    let lang = if said.ui_locales == "en" { "en" } else { "fr" };
    let address = format!("{QUESTIONS}?done={done}&ui_locales={lang}");
    Ok(HttpResponse::build(StatusCode::SEE_OTHER).insert_header((LOCATION, address)).finish())
}
