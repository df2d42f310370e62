//! The cookies that bind log-ins under way to their browser: one for each, named after it, so that none takes anything
//! from another.

use std::fmt;

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use webkit::body_digest;

/// What their names begin with.
const PREFIX: &str = "__Host-carnet-login-";
/// Digits of the digest of its state by which a log-in is named.
const DIGITS: usize = 16;
/// Longest one that is looked at.
const LONGEST: usize = 128;
/// Log-ins that one browser has under way at most.
const MOST: usize = 8;
/// Time at the provider, and then again to choose.
const LIFE: Duration = Duration::minutes(20);

/// What a log-in under way is called in its browser: the beginning of the digest of its state, which opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct AttemptName(String);

impl AttemptName {
    /// The name of the attempt of this state.
    pub(crate) fn of(state: &SecretString) -> Self {
        let digest = hex::encode(body_digest(state.expose_secret().as_bytes()));
        Self(digest.chars().take(DIGITS).collect())
    }
}

impl fmt::Display for AttemptName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The cookie of a log-in that begins. `Lax`, because the provider leads the browser back from its own site.
pub(crate) fn of(attempt: &AttemptName, browser: &SecretString) -> Cookie<'static> {
    let mut cookie = bare(format!("{PREFIX}{attempt}"), browser.expose_secret().to_owned());
    cookie.set_max_age(LIFE);
    cookie
}

/// The cookie that removes it.
pub(crate) fn removed(attempt: &AttemptName) -> Cookie<'static> {
    removing(format!("{PREFIX}{attempt}"))
}

/// What the browser holds of a log-in under way.
pub(crate) fn read(request: &HttpRequest, attempt: &AttemptName) -> Option<SecretString> {
    let cookie = request.cookie_raw(&format!("{PREFIX}{attempt}"))?;
    let fits = (1..=LONGEST).contains(&cookie.value().len());
    fits.then(|| SecretString::from(cookie.value()))
}

/// Cookies that remove what stands in the way of one more log-in: the oldest ones, which browsers send first.
pub(crate) fn in_the_way(request: &HttpRequest) -> Vec<Cookie<'static>> {
    let Ok(cookies) = request.cookies_raw() else { return Vec::new() };
    let under_way: Vec<&str> =
        cookies.iter().map(Cookie::name).filter(|name| name.starts_with(PREFIX)).collect();
    let surplus = (under_way.len() + 1).saturating_sub(MOST);
    under_way.into_iter().take(surplus).map(|name| removing(name.to_owned())).collect()
}

fn removing(name: String) -> Cookie<'static> {
    let mut cookie = bare(name, String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

fn bare(name: String, value: String) -> Cookie<'static> {
    Cookie::build(name, value).path("/").secure(true).http_only(true).same_site(SameSite::Lax).finish()
}
