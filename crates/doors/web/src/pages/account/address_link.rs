//! The pages that ask for an address to which a link is sent, and those of the links that only have to be confirmed.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::Language;
use identity::service::account::AddressChange;
use kernel::{ErrorKind, Private};
use mail::Address;
use serde::Deserialize;
use webkit::{Form, Path, Problem};

use super::{
    said::{Bare, ByLink, Outside, Said, network, told},
    where_to::WhereTo,
};
use crate::{
    State, forms,
    shell::{Shell, page},
    texts,
    visitor::Visitor,
};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    csrf: String,
    #[serde(default)]
    address: Private<String>,
}

/// For what an address is asked.
#[derive(Clone, Copy)]
enum For {
    NewAccount,
    ForgottenPassword,
}

impl For {
    fn path(self) -> &'static str {
        match self {
            Self::NewAccount => "/account/new",
            Self::ForgottenPassword => "/account/forgotten",
        }
    }

    fn words(self, language: Language) -> (String, String) {
        let (title, lead) = match self {
            Self::NewAccount => ("account-new-title", "account-new-lead"),
            Self::ForgottenPassword => ("account-forgotten-title", "account-forgotten-lead"),
        };
        (texts::text(language, title), texts::text(language, lead))
    }
}

/// `GET /account/new`
pub(crate) async fn new(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    ask(&visitor, &request, &state, For::NewAccount, None)
}

/// `GET /account/forgotten`
pub(crate) async fn forgotten(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    ask(&visitor, &request, &state, For::ForgottenPassword, None)
}

/// `POST /account/new`: sends a link to the address, whether it is known or not.
pub(crate) async fn send_new(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    send(&visitor, &request, &state, For::NewAccount, &typed).await
}

/// `POST /account/forgotten`: the same, from the page of a forgotten password.
pub(crate) async fn send_forgotten(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    send(&visitor, &request, &state, For::ForgottenPassword, &typed).await
}

async fn send(
    visitor: &Visitor,
    request: &HttpRequest,
    state: &State,
    why: For,
    typed: &Typed,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    forms::require_outside(visitor, state, request, &typed.csrf)?;
    let Ok(address) = typed.address.reveal().trim().parse::<Address>() else {
        return ask(visitor, request, state, why, Some(Said::NoAddress));
    };
    let from = network(state, request);
    let sent = state.wait(move |house| {
        let identity = &house.identity;
        told(house.desk.write(|tx| match why {
            For::NewAccount => identity.register_account(tx, &address, language, from),
            For::ForgottenPassword => identity.forget_password(tx, &address, language, from),
        }))
    });
    if let Err(said) = sent.await? {
        return ask(visitor, request, state, why, Some(said));
    }
    let view = WhereTo {
        page: Shell::outside(language, String::new()),
        title: texts::text(language, "account-sent-title"),
        text: texts::text(language, "account-sent"),
        to: "/auth/password".into(),
        button: texts::text(language, "log-in"),
    };
    page(visitor, StatusCode::OK, &view)
}

fn ask(
    visitor: &Visitor,
    request: &HttpRequest,
    state: &State,
    why: For,
    said: Option<Said>,
) -> Result<HttpResponse, Problem> {
    if !state.house().identity.offers_accounts() {
        return Err(Problem::new(ErrorKind::NotFound));
    }
    let (outside, language) = (Outside::of(state, request), visitor.language());
    let (title, lead) = why.words(language);
    let view = AskAddress {
        page: Shell::outside(language, outside.token(state)),
        action: why.path(),
        title,
        lead,
        fault: said.map(|said| said.words(language)),
    };
    let mut answer = page(visitor, said.map_or(StatusCode::OK, Said::status), &view)?;
    if let Some(said) = said {
        said.retry_after(&mut answer);
    }
    outside.kept(answer)
}

/// `GET /account/confirm-address/{link}`
pub(crate) async fn confirm(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
) -> Result<HttpResponse, Problem> {
    ask_sure(&visitor, &request, &state, &by, AddressChange::Changed)
}

/// `POST /account/confirm-address/{link}`: the address is the account's from now on.
pub(crate) async fn take_confirm(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
    Form(sent): Form<Bare>,
) -> Result<HttpResponse, Problem> {
    take(&visitor, &request, &state, &by, &sent, AddressChange::Changed).await
}

/// `GET /account/keep-address/{link}`
pub(crate) async fn keep(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
) -> Result<HttpResponse, Problem> {
    ask_sure(&visitor, &request, &state, &by, AddressChange::Kept)
}

/// `POST /account/keep-address/{link}`: the account keeps its old address, and everybody is logged out.
pub(crate) async fn take_keep(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
    Form(sent): Form<Bare>,
) -> Result<HttpResponse, Problem> {
    take(&visitor, &request, &state, &by, &sent, AddressChange::Kept).await
}

fn ask_sure(
    visitor: &Visitor,
    request: &HttpRequest,
    state: &State,
    by: &ByLink,
    change: AddressChange,
) -> Result<HttpResponse, Problem> {
    let (outside, language) = (Outside::of(state, request), visitor.language());
    let (path, title, text, button) = match change {
        AddressChange::Changed => {
            ("confirm-address", "address-confirm-title", "address-confirm", "address-confirm-send")
        }
        AddressChange::Kept => ("keep-address", "address-keep-title", "address-keep", "address-keep-send"),
    };
    let view = Sure {
        page: Shell::outside(language, outside.token(state)),
        action: format!("/account/{path}/{}", by.text()),
        title: texts::text(language, title),
        text: texts::text(language, text),
        button: texts::text(language, button),
    };
    outside.kept(page(visitor, StatusCode::OK, &view)?)
}

async fn take(
    visitor: &Visitor,
    request: &HttpRequest,
    state: &State,
    by: &ByLink,
    sent: &Bare,
    change: AddressChange,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    forms::require_outside(visitor, state, request, &sent.csrf)?;
    let link = by.secret().map_err(|said| said.problem(language))?;
    let taken = state
        .wait(move |house| told(house.desk.write(|tx| house.identity.take_address_link(tx, &link, change))));
    taken.await?.map_err(|said| said.problem(language))?;
    let text = match change {
        AddressChange::Changed => "address-changed",
        AddressChange::Kept => "address-kept",
    };
    let view = WhereTo {
        page: Shell::outside(language, String::new()),
        title: texts::text(language, "account-done"),
        text: texts::text(language, text),
        to: "/auth/password".into(),
        button: texts::text(language, "log-in"),
    };
    page(visitor, StatusCode::OK, &view)
}

#[derive(Template)]
#[template(path = "account/ask_address.html")]
struct AskAddress {
    page: Shell,
    action: &'static str,
    title: String,
    lead: String,
    fault: Option<String>,
}

/// A page with one button, for what a link in a mail does: machines that open links press none.
#[derive(Template)]
#[template(path = "account/sure.html")]
pub(crate) struct Sure {
    pub(crate) page: Shell,
    pub(crate) action: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) button: String,
}
