//! The pages behind the links of a new account and of a forgotten password: both ask for a password.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use identity::{account::LinkSecret, service::account::Entry};
use kernel::Private;
use serde::Deserialize;
use webkit::{Form, Path, Problem};

use super::{
    enter,
    said::{ByLink, Outside, Said, chosen, told},
};
use crate::{
    State, account_cookies, agent, forms,
    shell::{Shell, page},
    texts,
    visitor::Visitor,
};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    csrf: String,
    #[serde(default)]
    password: Private<String>,
}

/// For which link a password is chosen.
#[derive(Clone, Copy, PartialEq)]
enum For {
    NewAccount,
    ForgottenPassword,
}

/// `GET /account/confirm/{link}`
pub(crate) async fn confirm(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
) -> Result<HttpResponse, Problem> {
    ask(&visitor, &request, &state, &by, For::NewAccount, None).await
}

/// `POST /account/confirm/{link}`: makes the account and lets its owner in.
pub(crate) async fn take_confirm(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    take(&visitor, &request, &state, &by, &typed, For::NewAccount).await
}

/// `GET /account/forgotten/{link}`
pub(crate) async fn forgotten(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
) -> Result<HttpResponse, Problem> {
    ask(&visitor, &request, &state, &by, For::ForgottenPassword, None).await
}

/// `POST /account/forgotten/{link}`: changes the password; the log-in that follows is like any other.
pub(crate) async fn take_forgotten(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    take(&visitor, &request, &state, &by, &typed, For::ForgottenPassword).await
}

/// The address that a link was sent to.
async fn address_of(
    state: &State,
    link: LinkSecret,
    why: For,
) -> Result<Result<Private<String>, Said>, Problem> {
    let found = state.wait(move |house| {
        let identity = &house.identity;
        told(house.desk.read(|rtx| match why {
            For::NewAccount => identity.invitation(rtx, &link).map(|found| found.address),
            For::ForgottenPassword => identity.forgotten_address(rtx, &link),
        }))
    });
    found.await
}

async fn ask(
    visitor: &Visitor,
    request: &HttpRequest,
    state: &State,
    by: &ByLink,
    why: For,
    said: Option<Said>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let link = by.secret().map_err(|said| said.problem(language))?;
    let address = address_of(state, link, why).await?.map_err(|said| said.problem(language))?;
    let outside = Outside::of(state, request);
    let (path, title) = match why {
        For::NewAccount => ("confirm", "account-confirm-title"),
        For::ForgottenPassword => ("forgotten", "account-reset-title"),
    };
    let view = ChoosePassword {
        page: Shell::outside(language, outside.token(state)),
        action: format!("/account/{path}/{}", by.text()),
        title: texts::text(language, title),
        address,
        fault: said.map(|said| said.words(language)),
    };
    let mut answer = page(visitor, said.map_or(StatusCode::OK, Said::status), &view)?;
    if let Some(said) = said {
        said.retry_after(&mut answer);
    }
    outside.kept(answer)
}

async fn take(
    visitor: &Visitor,
    request: &HttpRequest,
    state: &State,
    by: &ByLink,
    typed: &Typed,
    why: For,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    forms::require_outside(visitor, state, request, &typed.csrf)?;
    let link = by.secret().map_err(|said| said.problem(language))?;
    let address = address_of(state, link.clone(), why).await?.map_err(|said| said.problem(language))?;
    // Counted before a seat for hashing is asked for.
    let chooses = link.clone();
    let counted =
        state.wait(move |house| told(house.desk.write(|tx| house.identity.count_choice(tx, &chooses))));
    if let Err(said) = counted.await? {
        return ask(visitor, request, state, by, why, Some(said)).await;
    }
    let password = match chosen(state, &typed.password, address.reveal()).await? {
        Ok(password) => password,
        Err(said) => return ask(visitor, request, state, by, why, Some(said)).await,
    };
    if why == For::ForgottenPassword {
        let reset = state.wait(move |house| {
            told(house.desk.write(|tx| house.identity.reset_password(tx, &link, &password)))
        });
        let device = reset.await?.map_err(|said| said.problem(language))?;
        let mut answer = forms::lead_to("/auth/password");
        forms::add_cookie(&mut answer, &account_cookies::of_device(&device))?;
        return Ok(answer);
    }
    let entry = Entry {
        agent: agent::of(request),
        before: visitor.claims().ok().map(|claims| claims.session),
        device: account_cookies::device(request),
        ..Entry::default()
    };
    let confirmed = state.wait(move |house| {
        told(house.desk.write(|tx| house.identity.confirm_account(tx, &link, &password, &entry)))
    });
    let invited = confirmed.await?.map_err(|said| said.problem(language))?;
    enter::lead_in(state, invited.entered, Some("/account"))
}

#[derive(Template)]
#[template(path = "account/choose_password.html")]
struct ChoosePassword {
    page: Shell,
    action: String,
    title: String,
    address: Private<String>,
    fault: Option<String>,
}
