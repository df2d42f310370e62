//! The cookie that binds a log-in under way to its browser.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use secrecy::{ExposeSecret, SecretString};

const COOKIE: &str = "__Host-carnet-login";
/// Longest one that is looked at.
const LONGEST: usize = 128;

/// The cookie of a log-in that begins. `Lax`, because the provider leads the browser back from its own site.
pub(crate) fn of(browser: &SecretString) -> Cookie<'static> {
    bare(browser.expose_secret().to_owned())
}

/// The cookie that removes it.
pub(crate) fn removed() -> Cookie<'static> {
    let mut cookie = bare(String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// What the browser holds of a log-in under way.
pub(crate) fn read(request: &HttpRequest) -> Option<SecretString> {
    let cookie = request.cookie_raw(COOKIE)?;
    let fits = (1..=LONGEST).contains(&cookie.value().len());
    fits.then(|| SecretString::from(cookie.value()))
}

fn bare(value: String) -> Cookie<'static> {
    Cookie::build(COOKIE, value).path("/").secure(true).http_only(true).same_site(SameSite::Lax).finish()
}
