use actix_web::{
    HttpRequest,
    http::header::{HeaderName, ORIGIN},
};
use aws_lc_rs::{constant_time, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{ErrorKind, Rng};
use secrecy::{ExposeSecret, SecretString};

use crate::{Fault, Problem};

/// The field of every form that changes something.
pub const CSRF_FIELD: &str = "csrf";

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const DOMAIN: &[u8] = b"carnet form token v1";
const NONCE: usize = 16;
const MAC: usize = 32;

/// Refuses a form that was not sent from a page of this very site; `origin` is `https://host[:port]`.
///
/// `Sec-Fetch-Site`, which no script can set, must say `same-origin`; then an `Origin` of `null` is fine, because
/// browsers send it where pages have `Referrer-Policy: no-referrer`. A browser too old to send it must send our
/// `Origin`. A caller that sends neither is refused: pages are for browsers, programs have the API.
///
/// # Errors
/// 403 from anywhere else.
pub fn require_same_origin(request: &HttpRequest, origin: &str) -> Result<(), Problem> {
    let text = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let same = match (text(SEC_FETCH_SITE), text(ORIGIN)) {
        (Some("same-origin"), None | Some("null")) => true,
        (Some("same-origin") | None, Some(from)) => from.eq_ignore_ascii_case(origin),
        _ => false,
    };
    if same {
        return Ok(());
    }
    Err(Problem::new(ErrorKind::Forbidden).detail("this form was not sent from a page of this site"))
}

/// A fresh token for a form: only who holds the session's secret can make one, and each page's differs.
pub fn form_token(session: &SecretString, rng: &dyn Rng) -> String {
    let mut nonce = [0; NONCE];
    rng.fill(&mut nonce);
    let mac = sign(session, &nonce);
    URL_SAFE_NO_PAD.encode([nonce.as_slice(), mac.as_ref()].concat())
}

/// Checks the token of a form against the session whose cookie came with it.
///
/// # Errors
/// 403 when it is missing, altered or of another session.
pub fn require_form_token(session: &SecretString, token: &str) -> Result<(), Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(token).unwrap_or_default();
    let right = bytes.len() == NONCE + MAC
        && bytes.split_at_checked(NONCE).is_some_and(|(nonce, mac)| {
            constant_time::verify_slices_are_equal(sign(session, nonce).as_ref(), mac).is_ok()
        });
    if right {
        return Ok(());
    }
    let fault = Fault::new(format!("form:{CSRF_FIELD}"), "the token of the form: open the page again");
    Err(Problem::fault(ErrorKind::Forbidden, fault))
}

fn sign(session: &SecretString, nonce: &[u8]) -> hmac::Tag {
    let key = hmac::Key::new(hmac::HMAC_SHA256, session.expose_secret().as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(DOMAIN);
    context.update(nonce);
    context.sign()
}
