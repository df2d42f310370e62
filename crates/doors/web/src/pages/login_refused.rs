use std::time::Duration;

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{HeaderValue, RETRY_AFTER},
    },
};
use askama::Template;
use consent::Language;
use identity::{
    NotAdmitted,
    oidc::{Distrust, ProviderFault, ProviderSettings},
};
use webkit::Problem;

use crate::{
    forms, login_cookie,
    shell::{Shell, either, page},
    texts,
    visitor::Visitor,
};

/// Seconds after which a provider that does not answer may be tried again.
const WAIT: u64 = 10;

/// Why a log-in leads to no session.
pub(super) enum Refused {
    /// The provider did not let the visitor in, or what it answered does not hold.
    Provider(ProviderFault, ProviderSettings),
    /// The visitor came back from the provider without having logged in there.
    GivenUp(ProviderSettings),
    /// The provider sent the visitor back and said that it could not log anybody in.
    Unavailable(ProviderSettings),
    /// Too many log-ins were begun from this address; one more may be in that time.
    TooMany(Duration),
    /// Who was proven is not let in, or the attempt is over.
    NotAdmitted(NotAdmitted),
    /// The address to return to is not of this site.
    ForeignReturn,
}

/// What a provider is called in a language.
pub(super) fn label(settings: &ProviderSettings, language: Language) -> &str {
    either(language, &settings.label_fr, &settings.label_en)
}

/// The page that says so in plain words, with a way back. A log-in that this browser has under way goes on.
///
/// # Errors
/// 500 when the page cannot be written.
pub(super) fn answer(visitor: &Visitor, refused: &Refused) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let naming = |key, settings: &ProviderSettings| texts::naming(language, key, label(settings, language));
    let unavailable = |settings: &ProviderSettings| {
        let meaning = naming("login-unavailable", settings);
        (StatusCode::SERVICE_UNAVAILABLE, "login-unavailable-title", meaning)
    };
    let (status, title, meaning) = match refused {
        Refused::Provider(ProviderFault::Untrusted(Distrust::Assurance), settings) => {
            (StatusCode::FORBIDDEN, "login-refused-title", naming("login-assurance", settings))
        }
        Refused::Provider(fault, settings) if fault.may_pass() => unavailable(settings),
        Refused::Unavailable(settings) => unavailable(settings),
        Refused::Provider(_, settings) => {
            (StatusCode::BAD_REQUEST, "login-refused-title", naming("login-untrusted", settings))
        }
        Refused::GivenUp(settings) => {
            (StatusCode::OK, "login-given-up-title", naming("login-given-up", settings))
        }
        Refused::TooMany(_) => {
            (StatusCode::TOO_MANY_REQUESTS, "login-refused-title", texts::text(language, "login-too-many"))
        }
        Refused::ForeignReturn => {
            (StatusCode::BAD_REQUEST, "login-refused-title", texts::text(language, "login-foreign-return"))
        }
        Refused::NotAdmitted(why) => {
            let (status, key) = of_admission(*why);
            (status, "login-refused-title", texts::text(language, key))
        }
    };
    let view = LoginRefused {
        page: Shell::outside(language, String::new()),
        title: texts::text(language, title),
        meaning,
        request: visitor.request.to_string(),
    };
    let mut answer = page(visitor, status, &view)?;
    let wait = match refused {
        // Whole seconds, upwards.
        Refused::TooMany(wait) => Some(wait.as_secs().saturating_add(1)),
        _ if status == StatusCode::SERVICE_UNAVAILABLE => Some(WAIT),
        _ => None,
    };
    if let Some(seconds) = wait {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(answer)
}

/// The same where the log-in that this browser had under way has ended with it.
///
/// # Errors
/// 500 when the page cannot be written.
pub(super) fn ending(visitor: &Visitor, refused: &Refused) -> Result<HttpResponse, Problem> {
    let mut answer = answer(visitor, refused)?;
    forms::add_cookie(&mut answer, &login_cookie::removed())?;
    Ok(answer)
}

fn of_admission(why: NotAdmitted) -> (StatusCode, &'static str) {
    match why {
        NotAdmitted::AttemptOver => (StatusCode::BAD_REQUEST, "login-over"),
        NotAdmitted::NoAccount => (StatusCode::FORBIDDEN, "login-no-account"),
        NotAdmitted::NotInGoodStanding => (StatusCode::FORBIDDEN, "login-not-in-good-standing"),
        NotAdmitted::UnknownProfession => (StatusCode::FORBIDDEN, "login-unknown-profession"),
        NotAdmitted::NotQualified => (StatusCode::FORBIDDEN, "login-not-qualified"),
        NotAdmitted::NoSituation => (StatusCode::FORBIDDEN, "login-no-situation"),
    }
}

#[derive(Template)]
#[template(path = "login_refused.html")]
struct LoginRefused {
    page: Shell,
    title: String,
    meaning: String,
    request: String,
}
