//! The cookies of accounts with a password: by which a browser is known again, and of the second step of a log-in.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use identity::account::LinkSecret;
use secrecy::ExposeSecret;

const DEVICE: &str = "__Host-carnet-device";
const STEP: &str = "__Host-carnet-step";
/// How long a browser is known, as the row says too.
const KNOWN: Duration = Duration::days(180);

/// By what the browser is known from an earlier log-in.
pub(crate) fn device(request: &HttpRequest) -> Option<LinkSecret> {
    LinkSecret::brought(request.cookie_raw(DEVICE)?.value())
}

/// The cookie by which it will be known.
pub(crate) fn of_device(secret: &LinkSecret) -> Cookie<'static> {
    let mut cookie = bare(DEVICE, secret.reveal().expose_secret().to_owned());
    cookie.set_max_age(KNOWN);
    cookie
}

/// The second step under way.
pub(crate) fn step(request: &HttpRequest) -> Option<LinkSecret> {
    LinkSecret::brought(request.cookie_raw(STEP)?.value())
}

/// The cookie of a second step; it ends with the browser, and its row after ten minutes.
pub(crate) fn of_step(secret: &LinkSecret) -> Cookie<'static> {
    bare(STEP, secret.reveal().expose_secret().to_owned())
}

/// The cookie that removes it.
pub(crate) fn removed_step() -> Cookie<'static> {
    let mut cookie = bare(STEP, String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

fn bare(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build(name, value).path("/").secure(true).http_only(true).same_site(SameSite::Strict).finish()
}
