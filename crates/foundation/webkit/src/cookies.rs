use actix_web::cookie::{Cookie, SameSite, time::Duration as CookieDuration};
use secrecy::{ExposeSecret, SecretString};

/// The cookie that holds a page's session: `__Host-` binds it to this host, to https and to the whole site.
pub const SESSION: &str = "__Host-carnet";

/// The cookie that logs a page in; without `max_age` it ends with the browser.
///
/// Not readable by scripts, sent over https only (browsers count `localhost` as secure), and not sent along when
/// another site posts here.
pub fn session_cookie(secret: &SecretString, max_age: Option<std::time::Duration>) -> Cookie<'static> {
    let mut cookie = bare(secret.expose_secret().to_owned());
    if let Some(age) = max_age {
        cookie.set_max_age(CookieDuration::try_from(age).unwrap_or(CookieDuration::ZERO));
    }
    cookie
}

/// The cookie that logs a page out.
pub fn removed_session_cookie() -> Cookie<'static> {
    let mut cookie = bare(String::new());
    cookie.set_max_age(CookieDuration::ZERO);
    cookie
}

fn bare(value: String) -> Cookie<'static> {
    Cookie::build(SESSION, value).path("/").secure(true).http_only(true).same_site(SameSite::Lax).finish()
}
