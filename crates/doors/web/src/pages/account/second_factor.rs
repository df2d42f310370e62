use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use identity::{
    account::{AccountFault, FactorKind, LinkSecret},
    service::account::{AskedPasskey, Bearing, Shown},
};
use kernel::Private;
use serde::Deserialize;
use webkit::{Form, Problem};

use super::{
    enter,
    passkey::Question,
    said::{Outside, Said, secret, told},
};
use crate::{
    State, account_cookies, forms,
    shell::{Shell, page, page_with_script},
    texts,
    visitor::Visitor,
};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    pub(super) csrf: String,
    #[serde(default)]
    code: Private<String>,
    #[serde(default)]
    step: Private<String>,
    #[serde(default)]
    answer: Private<String>,
}

impl Typed {
    /// What was shown: an answer of a passkey, else a code.
    pub(super) fn bearing(&self) -> Bearing {
        match LinkSecret::brought(self.step.reveal()) {
            Some(step) => Bearing::Passkey { step, answer: secret(&self.answer) },
            None => Bearing::Code(secret(&self.code)),
        }
    }
}

/// `GET /auth/second-factor`: asks for the second factor of a log-in whose password was right.
pub(crate) async fn show(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    answer(&visitor, &request, &state, None).await
}

/// `POST /auth/second-factor`: takes it and begins the session.
pub(crate) async fn take(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    forms::require_outside(&visitor, &state, &request, &typed.csrf)?;
    let Some(step) = account_cookies::step(&request) else { return over(&visitor) };
    let before = visitor.claims().ok().map(|claims| claims.session);
    let (device, bearing) = (account_cookies::device(&request), typed.bearing());
    let shown = state.wait(move |house| {
        let identity = &house.identity;
        told(house.desk.write(|tx| identity.end_second_step(tx, &step, &bearing, device.as_ref(), before)))
    });
    match shown.await? {
        Ok(Shown::Right(entered)) => {
            let mut answer = enter::lead_in(&state, entered, None)?;
            forms::add_cookie(&mut answer, &account_cookies::removed_step())?;
            Ok(answer)
        }
        Ok(Shown::Wrong) => {
            answer(&visitor, &request, &state, Some(Said::Account(AccountFault::WrongFactor))).await
        }
        Err(said) => answer(&visitor, &request, &state, Some(said)).await,
    }
}

async fn answer(
    visitor: &Visitor,
    request: &HttpRequest,
    state: &State,
    said: Option<Said>,
) -> Result<HttpResponse, Problem> {
    let Some(step) = account_cookies::step(request) else { return over(visitor) };
    let Some((kinds, asked)) = kinds(state, step).await? else { return over(visitor) };
    let outside = Outside::of(state, request);
    let language = visitor.language();
    let view = SecondFactor {
        page: Shell::outside(language, outside.token(state)),
        action: "/auth/second-factor".to_owned(),
        title: texts::text(language, "factor-log-in-title"),
        lead: texts::text(language, "factor-log-in-lead"),
        codes: kinds.contains(&FactorKind::Totp),
        asked: asked.map(Question::from),
        lost: true,
        provider: None,
        fault: said.map(|said| said.words(language)),
    };
    outside.kept(view.answer(visitor, said)?)
}

/// What the step asks for, and the question for a passkey where the account has one.
type Asks = (Vec<FactorKind>, Option<AskedPasskey>);

async fn kinds(state: &State, step: LinkSecret) -> Result<Option<Asks>, Problem> {
    let found = state.wait(move |house| {
        let identity = &house.identity;
        let kinds = match told(house.desk.read(|rtx| identity.second_step(rtx, &step)))? {
            Ok(found) => found.kinds,
            Err(_) => return Ok(None),
        };
        let asked = match kinds.contains(&FactorKind::Passkey) {
            true => told(house.desk.write(|tx| identity.ask_passkey_in_step(tx, &step)))?.ok().flatten(),
            false => None,
        };
        Ok(Some((kinds, asked)))
    });
    found.await
}

/// The step is over: the log-in begins anew.
fn over(visitor: &Visitor) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let view = super::where_to::WhereTo {
        page: Shell::outside(language, String::new()),
        title: texts::text(language, "account-over-title"),
        text: Said::Account(AccountFault::StepOver).words(language),
        to: "/auth/password".into(),
        button: texts::text(language, "log-in"),
    };
    page(visitor, StatusCode::NOT_FOUND, &view)
}

/// Where somebody can prove who they are instead.
pub(crate) struct Elsewhere {
    pub(crate) label: String,
    pub(crate) address: String,
}

/// The form of a second factor, in a log-in and for a step-up.
#[derive(Template)]
#[template(path = "account/second_factor.html")]
pub(crate) struct SecondFactor {
    pub(crate) page: Shell,
    pub(crate) action: String,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) codes: bool,
    /// A question for a passkey, where the account has one.
    pub(crate) asked: Option<Question>,
    /// Whether a lost factor can be given up from here.
    pub(crate) lost: bool,
    /// The identity provider of the session, where logging in anew does as well.
    pub(crate) provider: Option<Elsewhere>,
    pub(crate) fault: Option<String>,
}

impl SecondFactor {
    /// The page; a script runs on it where a passkey is asked for.
    pub(crate) fn answer(&self, visitor: &Visitor, said: Option<Said>) -> Result<HttpResponse, Problem> {
        let status = said.map_or(StatusCode::OK, Said::status);
        let mut answer = match &self.asked {
            Some(_) => page_with_script(visitor, status, self)?,
            None => page(visitor, status, self)?,
        };
        if let Some(said) = said {
            said.retry_after(&mut answer);
        }
        Ok(answer)
    }
}
