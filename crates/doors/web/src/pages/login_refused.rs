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

/// Why a log-in leads to no session.
pub(super) enum Refused {
    /// The provider did not let the visitor in, or what it answered does not hold.
    Provider(ProviderFault, ProviderSettings),
    /// The visitor came back from the provider without having logged in there.
    GivenUp(ProviderSettings),
    /// Who was proven is not let in, or the attempt is over.
    NotAdmitted(NotAdmitted),
    /// The address to return to is not of this site.
    ForeignReturn,
}

/// What a provider is called in a language.
pub(super) fn label(settings: &ProviderSettings, language: Language) -> &str {
    either(language, &settings.label_fr, &settings.label_en)
}

/// The page that says so in plain words, with a way back.
///
/// # Errors
/// 500 when the page cannot be written.
pub(super) fn answer(visitor: &Visitor, refused: &Refused) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let naming = |key, settings: &ProviderSettings| texts::naming(language, key, label(settings, language));
    let (status, title, meaning) = match refused {
        Refused::Provider(ProviderFault::Untrusted(Distrust::Assurance), settings) => {
            (StatusCode::FORBIDDEN, "login-refused-title", naming("login-assurance", settings))
        }
        Refused::Provider(fault, settings) if fault.may_pass() => (
            StatusCode::SERVICE_UNAVAILABLE,
            "login-unavailable-title",
            naming("login-unavailable", settings),
        ),
        Refused::Provider(_, settings) => {
            (StatusCode::BAD_REQUEST, "login-refused-title", naming("login-untrusted", settings))
        }
        Refused::GivenUp(settings) => {
            (StatusCode::OK, "login-given-up-title", naming("login-given-up", settings))
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
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("10"));
    }
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
