//! Forms come from our own pages alone, and an answer to one leads on to a page.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite},
    http::header::LOCATION,
};
use consent::Language;
use database::idempotency::IdempotencyClaim;
use kernel::{Actor, ErrorKind, Private, Rng};
use secrecy::{ExposeSecret, SecretString};
use webkit::{FilePart, Problem, body_digest, require_form_token, require_same_origin};

use crate::{State, texts, visitor::Visitor};

/// The cookie that binds the form of the log-in page to its browser, before there is a session.
const BEFORE_SESSION: &str = "__Host-carnet-form";
/// Bytes of its secret.
const SECRET: usize = 32;
/// Longest one that is looked at.
const LONGEST: usize = 128;

/// What a form with a file stands for: its token is made once, so a form that is sent twice makes one document.
pub(crate) fn claim(
    actor: &Actor,
    token: &Private<String>,
    address: [u8; 32],
    title: &Private<String>,
    file: &FilePart,
) -> IdempotencyClaim {
    let name = file.file_name.as_ref().map_or(&[][..], |name| name.reveal().as_bytes());
    let parts = [title.reveal().as_bytes(), name, &file.content].map(body_digest);
    let all = [[address].as_slice(), &parts].concat().concat();
    IdempotencyClaim {
        actor: actor.person.uuid(),
        key_hash: body_digest(token.reveal().as_bytes()).to_vec(),
        fingerprint: body_digest(&all).to_vec(),
    }
}

/// What a form stands for that makes a thing which is shown once: its token is made once, so a form that is sent twice makes
/// one.
pub(crate) fn claim_once(actor: &Actor, token: &str, what: &str) -> IdempotencyClaim {
    IdempotencyClaim {
        actor: actor.person.uuid(),
        key_hash: body_digest(token.as_bytes()).to_vec(),
        fingerprint: body_digest(what.as_bytes()).to_vec(),
    }
}

/// Refuses a form of a logged-in page that another site sent, or that is of another log-in.
///
/// # Errors
/// 401 for somebody who is not logged in, 403 for a form that is not ours.
pub(crate) fn require_own(
    visitor: &Visitor,
    state: &State,
    request: &HttpRequest,
    token: &str,
) -> Result<(), Problem> {
    require(visitor.language(), state, request, visitor.secret()?, token)
}

/// Refuses a form that another site sent or that was not made for the holder of this secret.
///
/// # Errors
/// 403, saying so in the visitor's language.
pub(crate) fn require(
    language: Language,
    state: &State,
    request: &HttpRequest,
    secret: &SecretString,
    token: &str,
) -> Result<(), Problem> {
    let checked =
        require_same_origin(request, state.origin()).and_then(|()| require_form_token(secret, token));
    checked.map_err(|_| foreign(language))
}

/// Refuses a form of a browser without a session that another site sent, or whose token is not of this browser's cookie.
/// Without the cookie there is no token that counts.
///
/// # Errors
/// 403, saying so in the visitor's language.
pub(crate) fn require_outside(
    visitor: &Visitor,
    state: &State,
    request: &HttpRequest,
    token: &str,
) -> Result<(), Problem> {
    let language = visitor.language();
    let secret = secret_before_session(request).ok_or_else(|| foreign(language))?;
    require(language, state, request, &secret, token)
}

fn foreign(language: Language) -> Problem {
    Problem::new(ErrorKind::Forbidden).detail(texts::text(language, "error-foreign-form"))
}

/// The secret of a browser without a session, where it has one.
pub(crate) fn secret_before_session(request: &HttpRequest) -> Option<SecretString> {
    let cookie = request.cookie_raw(BEFORE_SESSION)?;
    let fits = (1..=LONGEST).contains(&cookie.value().len());
    fits.then(|| SecretString::from(cookie.value()))
}

/// A fresh secret for a browser without a session.
pub(crate) fn fresh_secret(rng: &dyn Rng) -> SecretString {
    let mut bytes = [0; SECRET];
    rng.fill(&mut bytes);
    SecretString::from(hex::encode(bytes))
}

/// The cookie of that secret; it ends with the browser.
pub(crate) fn cookie_before_session(secret: &SecretString) -> Cookie<'static> {
    Cookie::build(BEFORE_SESSION, secret.expose_secret().to_owned())
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .finish()
}

/// Leads on after a form, so that a reload does not send it again. `address` holds ids alone.
pub(crate) fn lead_to(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}

/// Adds a cookie to an answer.
///
/// # Errors
/// 500 when it cannot be written as a header.
pub(crate) fn add_cookie(answer: &mut HttpResponse, cookie: &Cookie<'_>) -> Result<(), Problem> {
    answer.add_cookie(cookie).map_err(|error| Problem::internal(&error))
}
