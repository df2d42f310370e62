use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{AUTHORIZATION, HeaderValue},
};
use secrecy::SecretString;

use crate::{Challenge, Problem, cookies};

/// Longest token that is looked at.
const LONGEST: usize = 4096;

/// The access token of a call to the API, from `Authorization: Bearer …`, not yet verified.
///
/// Cookies are not read here, so that another site can never make a browser call the API in somebody's name.
/// The token is wiped from memory when dropped and never shown by `Debug`.
#[derive(Debug)]
pub struct Bearer(pub SecretString);

impl FromRequest for Bearer {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut headers = request.headers().get_all(AUTHORIZATION);
        ready(match (headers.next(), headers.next()) {
            (None, _) => Err(Problem::unauthenticated(Challenge::Missing)),
            (Some(header), None) => match token(header) {
                Some(token) => Ok(Self(SecretString::from(token))),
                None => Err(Problem::unauthenticated(Challenge::InvalidRequest)),
            },
            (Some(_), Some(_)) => Err(Problem::unauthenticated(Challenge::InvalidRequest)),
        })
    }
}

/// The scheme is read in any case, the token must be a `token68` (RFC 9110 §11.2).
fn token(header: &HeaderValue) -> Option<&str> {
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    let plain = token.trim_end_matches('=');
    let readable = scheme.eq_ignore_ascii_case("bearer")
        && !plain.is_empty()
        && token.len() <= LONGEST
        && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
    readable.then_some(token)
}

/// The session secret of a page, from the cookie `__Host-carnet`, not yet verified; `None` when not logged in.
#[derive(Debug)]
pub struct PageSession(pub Option<SecretString>);

impl FromRequest for PageSession {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let secret = request
            .cookie_raw(cookies::SESSION)
            .filter(|cookie| !cookie.value().is_empty() && cookie.value().len() <= LONGEST)
            .map(|cookie| SecretString::from(cookie.value()));
        ready(Ok(Self(secret)))
    }
}
