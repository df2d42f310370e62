//! A session of a mediator and a citizen together, as every page of it says.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use consent::Language;
use identity::service::Authenticated;
use kernel::Private;
use secrecy::{ExposeSecret, SecretString};

use crate::{moments::Moment, texts};

/// Who is together, and for how much longer.
#[derive(Debug, Clone)]
pub(crate) struct Together {
    pub(crate) citizen: Private<String>,
    pub(crate) mediator: Private<String>,
    /// Minutes that are left, in words.
    pub(crate) left: String,
    /// The time of day at which it ends.
    pub(crate) until: Moment,
}

impl Together {
    /// What is to be said of a session; none of one without a mediator.
    pub(crate) fn of(
        known: &Authenticated,
        now: DateTime<Utc>,
        zone: Tz,
        language: Language,
    ) -> Option<Self> {
        let helper = known.actor.assisted_by.as_ref()?;
        // A minute that has begun is one that is left.
        let left = (known.expires_at - now + TimeDelta::seconds(59)).num_minutes();
        Some(Self {
            citizen: known.actor.name.clone(),
            mediator: helper.name.clone(),
            left: texts::count(language, "together-left", usize::try_from(left).unwrap_or_default()),
            until: Moment::new(known.expires_at, zone, language),
        })
    }
}

/// Addresses that two people may open together. What is done with a record is decided by the rules, whatever its address.
const FOR_TWO: [&str; 5] = ["/", "/cared-for", "/mediation/done", "/mediation/back", "/mediation/code"];
const RECORDS: &str = "/spaces/";

/// Whether an address may be opened by two people together.
pub(crate) fn is_for_two(pattern: &str) -> bool {
    FOR_TWO.contains(&pattern) || pattern.starts_with(RECORDS)
}

/// Where the mediator's own log-in waits meanwhile.
const MEDIATOR: &str = "__Host-carnet-mediator";
/// Longest one that is looked at.
const LONGEST: usize = 4_096;

/// The mediator's own token, where one waits in this browser.
pub(crate) fn waiting(request: &HttpRequest) -> Option<SecretString> {
    let cookie = request.cookie_raw(MEDIATOR)?;
    let fits = (1..=LONGEST).contains(&cookie.value().len());
    fits.then(|| SecretString::from(cookie.value()))
}

/// The cookie in which it waits; it ends with the browser.
pub(crate) fn cookie(token: &SecretString) -> Cookie<'static> {
    bare(token.expose_secret().to_owned())
}

/// The cookie that removes it.
pub(crate) fn removed() -> Cookie<'static> {
    let mut cookie = bare(String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

fn bare(value: String) -> Cookie<'static> {
    Cookie::build(MEDIATOR, value).path("/").secure(true).http_only(true).same_site(SameSite::Strict).finish()
}
