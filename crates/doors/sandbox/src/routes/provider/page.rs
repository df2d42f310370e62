use actix_web::{
    HttpResponse,
    http::{StatusCode, header::CONTENT_LANGUAGE},
};
use askama::Template;
use webkit::{PAGE_POLICY, Problem, content_security_policy};

use super::{
    authorize::{AskedFor, choices},
    words::{self, OfQuestions, OfSessions, Told, Words, words},
};
use crate::provider::{Open, Provider, Shown, said};

/// What the page of a provider is about.
pub(super) struct Choosing<'a> {
    pub(super) provider: &'a Provider,
    pub(super) asked: &'a AskedFor,
    pub(super) french: bool,
}

#[derive(Template)]
#[template(path = "authorize.html")]
struct Authorize<'a> {
    words: Words,
    action: String,
    asked: &'a AskedFor,
    people: Vec<(&'static str, &'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "provider_tells.html")]
struct Tells {
    words: Words,
    title: &'static str,
    meaning: &'static str,
}

/// Somebody who is asked.
struct Asked {
    id: String,
    name: &'static str,
    about: &'static str,
    digits: String,
}

#[derive(Template)]
#[template(path = "provider_questions.html")]
struct Questions {
    words: Words,
    of: OfQuestions,
    done: Option<&'static str>,
    asked: Vec<Asked>,
}

/// Somebody who is logged in.
struct LoggedIn {
    id: String,
    name: &'static str,
    since: String,
}

#[derive(Template)]
#[template(path = "provider_sessions.html")]
struct Sessions {
    words: Words,
    of: OfSessions,
    done: Option<&'static str>,
    open: Vec<LoggedIn>,
}

/// The page on which a person is picked.
///
/// # Errors
/// 500 when it cannot be written.
pub(super) fn choose(choosing: &Choosing<'_>) -> Result<HttpResponse, Problem> {
    let Choosing { provider, asked, french } = choosing;
    let view = Authorize {
        words: words(provider, *french),
        action: format!("/sandbox/{}/authorize", provider.shape.name()),
        asked,
        people: choices(provider, *french),
    };
    answer(StatusCode::OK, &view, view.words.lang)
}

/// The page of a request that leads nowhere.
///
/// # Errors
/// As [`choose`].
pub(super) fn refused(
    provider: &Provider,
    french: bool,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    tell(provider, french, status, words::refused(french))
}

/// The page of a log-out whose log-in is not known.
///
/// # Errors
/// As [`choose`].
pub(super) fn not_known(provider: &Provider, french: bool) -> Result<HttpResponse, Problem> {
    tell(provider, french, StatusCode::BAD_REQUEST, words::not_known(french))
}

/// The page of a log-out that leads nowhere else.
///
/// # Errors
/// As [`choose`].
pub(super) fn logged_out(provider: &Provider, french: bool) -> Result<HttpResponse, Problem> {
    tell(provider, french, StatusCode::OK, words::logged_out(french))
}

fn tell(
    provider: &Provider,
    french: bool,
    status: StatusCode,
    (title, meaning): Told,
) -> Result<HttpResponse, Problem> {
    let view = Tells { words: words(provider, french), title, meaning };
    answer(status, &view, view.words.lang)
}

/// The page on which people answer who are asked without a browser.
///
/// # Errors
/// As [`choose`].
pub(super) fn questions(provider: &Provider, french: bool, done: &str) -> Result<HttpResponse, Problem> {
    let asked = |Shown { id, persona, message }: Shown| Asked {
        id,
        name: persona.name,
        about: said(&persona.role, french),
        digits: message,
    };
    let view = Questions {
        words: words(provider, french),
        of: words::of_questions(french),
        done: words::done_with_question(done, french),
        asked: provider.waiting().into_iter().map(asked).collect(),
    };
    answer(StatusCode::OK, &view, view.words.lang)
}

/// The page on which log-ins are ended.
///
/// # Errors
/// As [`choose`].
pub(super) fn sessions(provider: &Provider, french: bool, done: &str) -> Result<HttpResponse, Problem> {
    let open = |Open { id, persona, minutes }: Open| LoggedIn {
        id,
        name: persona.name,
        since: words::since(minutes, french),
    };
    let view = Sessions {
        words: words(provider, french),
        of: words::of_sessions(french),
        done: words::done_with_session(done, french),
        open: provider.open_sessions().into_iter().map(open).collect(),
    };
    answer(StatusCode::OK, &view, view.words.lang)
}

fn answer(status: StatusCode, view: &impl Template, lang: &'static str) -> Result<HttpResponse, Problem> {
    let html = view.render().map_err(|error| Problem::internal(&error))?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_LANGUAGE, lang))
        .insert_header(content_security_policy(PAGE_POLICY))
        .body(html))
}
