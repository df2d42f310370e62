use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use identity::{ReturnPath, account::AccountFault, service::account::Entry};
use kernel::Private;
use mail::Address;
use serde::Deserialize;
use webkit::{Form, Problem, Query};

use super::{
    enter,
    said::{Outside, Said, network, secret, told},
};
use crate::{
    State, account_cookies, agent, forms,
    pages::{
        auth_start::Wanted,
        login_refused::{self, Refused},
    },
    shell::{Shell, page},
    visitor::Visitor,
};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    csrf: String,
    #[serde(default)]
    address: Private<String>,
    #[serde(default)]
    password: Private<String>,
    #[serde(default, rename = "return")]
    return_to: String,
}

/// `GET /auth/password`: the log-in with an address and a password; `return` is where to go afterwards.
pub(crate) async fn show(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Query(wanted): Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let Ok(return_to) = wanted.path() else {
        return login_refused::answer(&visitor, &Refused::ForeignReturn);
    };
    answer(&visitor, &request, &state, &return_to, Private::default(), None)
}

/// `POST /auth/password`: compares, and begins a session or leads to the second step.
pub(crate) async fn log_in(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    forms::require_outside(&visitor, &state, &request, &typed.csrf)?;
    let return_to = ReturnPath::parse(&typed.return_to).unwrap_or_default();
    let again = |said| answer(&visitor, &request, &state, &return_to, typed.address.clone(), Some(said));
    let Ok(address) = typed.address.reveal().trim().parse::<Address>() else {
        return again(Said::Account(AccountFault::NotTogether));
    };
    let (device, from) = (account_cookies::device(&request), network(&state, &request));
    let (known, given) = (device.clone(), secret(&typed.password));
    let begun = state.wait(move |house| {
        let begun =
            house.desk.write(|tx| house.identity.begin_log_in(tx, &address, &given, from, known.as_ref()));
        told(begun)
    });
    let check = match begun.await? {
        Ok(check) => check,
        Err(said) => return again(said),
    };
    let (stored, given) = check.comparison();
    let checked = match told(state.house().identity.passwords().check(stored, given).await)? {
        Ok(checked) => checked,
        Err(said) => return again(said),
    };
    let entry = Entry {
        agent: agent::of(&request),
        before: visitor.claims().ok().map(|claims| claims.session),
        device,
        return_to: return_to.clone(),
    };
    let ended = state.wait(move |house| {
        told(house.desk.write(|tx| house.identity.end_log_in(tx, &check, &checked, &entry)))
    });
    match ended.await? {
        Ok(entered) => enter::lead_in(&state, entered, None),
        Err(said) => again(said),
    }
}

fn answer(
    visitor: &Visitor,
    request: &HttpRequest,
    state: &State,
    return_to: &ReturnPath,
    address: Private<String>,
    said: Option<Said>,
) -> Result<HttpResponse, Problem> {
    let outside = Outside::of(state, request);
    let language = visitor.language();
    let view = Password {
        page: Shell::outside(language, outside.token(state)),
        return_to: return_to.as_str().to_owned(),
        address,
        fault: said.map(|said| said.words(language)),
        offers: state.house().identity.offers_accounts(),
    };
    let status = said.map_or(StatusCode::OK, Said::status);
    let mut answer = page(visitor, status, &view)?;
    if let Some(said) = said {
        said.retry_after(&mut answer);
    }
    outside.kept(answer)
}

#[derive(Template)]
#[template(path = "account/password.html")]
struct Password {
    page: Shell,
    return_to: String,
    address: Private<String>,
    fault: Option<String>,
    offers: bool,
}
