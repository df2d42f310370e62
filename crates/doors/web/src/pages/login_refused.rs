use std::time::Duration;

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{HeaderValue, RETRY_AFTER},
    },
    web::Data,
};
use askama::Template;
use consent::Language;
use identity::{
    NotAdmitted, ReturnPath,
    oidc::{Distrust, ProviderFault, ProviderSettings},
};
use kernel::ErrorKind;
use serde::Deserialize;
use webkit::{Problem, Query};

use super::{auth_start::Wanted, reason::Reason};
use crate::{
    State, forms,
    login_cookie::{self, AttemptName},
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
    /// Too many log-ins were begun from this address, or in this browser; one more may be in that time.
    TooMany(Duration),
    /// Who was proven is not let in, or the attempt is over.
    NotAdmitted(NotAdmitted),
    /// The address to return to is not of this site.
    ForeignReturn,
}

impl Refused {
    fn reason(&self) -> (Reason, Option<&ProviderSettings>) {
        match self {
            Self::Provider(ProviderFault::Untrusted(Distrust::Assurance), through) => {
                (Reason::Assurance, Some(through))
            }
            Self::Provider(ProviderFault::Untrusted(Distrust::OldLogin), through) => {
                (Reason::NotAnew, Some(through))
            }
            Self::Provider(fault, through) if fault.may_pass() => (Reason::Unavailable, Some(through)),
            Self::Provider(_, through) => (Reason::Untrusted, Some(through)),
            Self::Unavailable(through) => (Reason::Unavailable, Some(through)),
            Self::GivenUp(through) => (Reason::GivenUp, Some(through)),
            Self::TooMany(_) => (Reason::TooMany, None),
            Self::ForeignReturn => (Reason::ForeignReturn, None),
            Self::NotAdmitted(why) => (Reason::of_admission(*why), None),
        }
    }
}

/// What the address of a reason says.
#[derive(Deserialize)]
pub(crate) struct Because {
    because: String,
    #[serde(default)]
    provider: Option<String>,
    /// Where somebody goes on who is logged in.
    #[serde(rename = "return", default)]
    return_to: Option<String>,
}

/// `GET /login/refused`: a reason once more, for whoever asks for it in the other language. Where the log-in was refused
/// the address is used up: asked again, it would give another answer, or begin another log-in.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Query(asked): Query<Because>,
) -> Result<HttpResponse, Problem> {
    let reason = Reason::parse(&asked.because).ok_or_else(|| Problem::new(ErrorKind::Invalid))?;
    let through = asked.provider.as_deref().and_then(|name| state.house().providers.get(name));
    let through = through.map(|provider| provider.settings());
    if through.is_some() != reason.names_provider() {
        return Err(Problem::new(ErrorKind::NotFound));
    }
    let view = match through {
        Some(settings) if reason == Reason::NothingChanged => {
            let to = Wanted { return_to: asked.return_to }.path();
            let to = to.map_err(|_| Problem::new(ErrorKind::Invalid))?;
            let (me, ()) = state.visit(&visitor, |_| Ok(())).await?;
            let still = StillIn { page: Shell::inside(&visitor, &state, me)?, to: &to };
            LoginRefused::inside(&visitor, settings, still)
        }
        through => LoginRefused::new(&visitor, reason, through),
    };
    page(&visitor, StatusCode::OK, &view)
}

/// Somebody who is logged in and stays so.
pub(super) struct StillIn<'a> {
    pub(super) page: Shell,
    /// Where the log-in would have led.
    pub(super) to: &'a ReturnPath,
}

/// The page of somebody who is logged in and gave up at the provider: nothing has changed, with the way back.
///
/// # Errors
/// 500 when the page cannot be written.
pub(super) fn given_up_inside(
    visitor: &Visitor,
    through: &ProviderSettings,
    still: StillIn<'_>,
    attempt: &AttemptName,
) -> Result<HttpResponse, Problem> {
    let mut answer = page(visitor, StatusCode::OK, &LoginRefused::inside(visitor, through, still))?;
    forms::add_cookie(&mut answer, &login_cookie::removed(attempt))?;
    Ok(answer)
}

/// What a provider is called in a language.
pub(super) fn label(settings: &ProviderSettings, language: Language) -> &str {
    either(language, &settings.label_fr, &settings.label_en)
}

/// The page that says so in plain words, with a way back. The log-ins that this browser has under way go on.
///
/// # Errors
/// 500 when the page cannot be written.
pub(super) fn answer(visitor: &Visitor, refused: &Refused) -> Result<HttpResponse, Problem> {
    let (reason, through) = refused.reason();
    let view = LoginRefused {
        request: Some(visitor.request.to_string()),
        ..LoginRefused::new(visitor, reason, through)
    };
    let mut answer = page(visitor, reason.status(), &view)?;
    let wait = match refused {
        // Whole seconds, upwards.
        Refused::TooMany(wait) => Some(wait.as_secs().saturating_add(1)),
        _ if reason == Reason::Unavailable => Some(WAIT),
        _ => None,
    };
    if let Some(seconds) = wait {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(answer)
}

/// The same where this log-in, which the browser had under way, has ended with it.
///
/// # Errors
/// 500 when the page cannot be written.
pub(super) fn ending(
    visitor: &Visitor,
    refused: &Refused,
    attempt: &AttemptName,
) -> Result<HttpResponse, Problem> {
    let mut answer = answer(visitor, refused)?;
    forms::add_cookie(&mut answer, &login_cookie::removed(attempt))?;
    Ok(answer)
}

#[derive(Template)]
#[template(path = "login_refused.html")]
struct LoginRefused {
    page: Shell,
    title: String,
    meaning: String,
    /// Where the button leads, and what it says.
    way_on: (String, String),
    /// The request that was refused; none where the reason is only shown once more.
    request: Option<String>,
}

impl LoginRefused {
    fn new(visitor: &Visitor, reason: Reason, through: Option<&ProviderSettings>) -> Self {
        let language = visitor.language();
        let (title, meaning) = reason.sentences();
        let (meaning, address) = match through {
            Some(settings) => (
                texts::naming(language, meaning, label(settings, language)),
                format!("/login/refused?because={}&provider={}", reason.as_str(), settings.name),
            ),
            None => (texts::text(language, meaning), format!("/login/refused?because={}", reason.as_str())),
        };
        let page = Shell::outside(language, String::new()).shown_at(address);
        let way_on = ("/login".to_owned(), texts::text(language, "login-again"));
        Self { page, title: texts::text(language, title), meaning, way_on, request: None }
    }

    /// The same page around which somebody is logged in.
    fn inside(visitor: &Visitor, through: &ProviderSettings, still: StillIn<'_>) -> Self {
        let (language, to) = (visitor.language(), still.to.as_str());
        let reason = Reason::NothingChanged;
        let address =
            format!("/login/refused?because={}&provider={}&return={to}", reason.as_str(), through.name);
        let way_on = (to.to_owned(), texts::text(language, "login-go-back"));
        Self { page: still.page.shown_at(address), way_on, ..Self::new(visitor, reason, Some(through)) }
    }
}
