//! A lost second factor: a link by mail, a wait, and the ways to stop it.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use identity::account::{AccountFault, LinkSecret};
use webkit::{Form, Path, Problem};

use super::{
    address_link::Sure,
    said::{Bare, ByLink, Outside, Said, told},
    where_to::WhereTo,
};
use crate::{
    State, account_cookies, forms,
    moments::Moment,
    shell::{Shell, page},
    texts,
    visitor::Visitor,
};

/// `GET /account/recovery`: says what happens, to whoever has shown the password.
pub(crate) async fn show(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    step(&visitor, &request)?;
    sure(&visitor, &request, &state, "/account/recovery".to_owned(), "recovery")
}

/// `POST /account/recovery`: sends the link.
pub(crate) async fn ask(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(sent): Form<Bare>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    forms::require_outside(&visitor, &state, &request, &sent.csrf)?;
    let step = step(&visitor, &request)?;
    let asked =
        state.wait(move |house| told(house.desk.write(|tx| house.identity.ask_for_recovery(tx, &step))));
    asked.await?.map_err(|said| said.problem(language))?;
    done(&visitor, texts::text(language, "account-sent-title"), texts::text(language, "recovery-sent"))
}

/// `GET /account/recovery/{link}`
pub(crate) async fn show_link(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
) -> Result<HttpResponse, Problem> {
    sure(&visitor, &request, &state, format!("/account/recovery/{}", by.text()), "recovery-begin")
}

/// `POST /account/recovery/{link}`: the wait begins.
pub(crate) async fn begin(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
    Form(sent): Form<Bare>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    forms::require_outside(&visitor, &state, &request, &sent.csrf)?;
    let link = by.secret().map_err(|said| said.problem(language))?;
    let begun =
        state.wait(move |house| told(house.desk.write(|tx| house.identity.begin_recovery(tx, &link))));
    let running = begun.await?.map_err(|said| said.problem(language))?;
    let ends = Moment::new(running.effective_at, state.house().settings.country.time_zone, language);
    let text = texts::naming(language, "recovery-begun", &format!("{}, {}", ends.day, ends.time));
    done(&visitor, texts::text(language, "account-done"), text)
}

/// `GET /account/recovery/stop/{link}`
pub(crate) async fn show_stop(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
) -> Result<HttpResponse, Problem> {
    sure(&visitor, &request, &state, format!("/account/recovery/stop/{}", by.text()), "recovery-stop")
}

/// `POST /account/recovery/stop/{link}`: stops it, and logs everybody out.
pub(crate) async fn stop(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(by): Path<ByLink>,
    Form(sent): Form<Bare>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    forms::require_outside(&visitor, &state, &request, &sent.csrf)?;
    let link = by.secret().map_err(|said| said.problem(language))?;
    let stopped =
        state.wait(move |house| told(house.desk.write(|tx| house.identity.stop_recovery_by_link(tx, &link))));
    stopped.await?.map_err(|said| said.problem(language))?;
    done(&visitor, texts::text(language, "account-done"), texts::text(language, "recovery-stopped"))
}

/// `POST /account/recovery-stop`: stops it, from any session of the account.
pub(crate) async fn stop_own(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(sent): Form<Bare>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &sent.csrf)?;
    let language = visitor.language();
    let stopped = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        told(house.desk.write(|tx| house.identity.stop_own_recovery(tx, actor)))
    });
    stopped.await?.1.map_err(|said| said.problem(language))?;
    Ok(forms::lead_to("/account"))
}

fn step(visitor: &Visitor, request: &HttpRequest) -> Result<LinkSecret, Problem> {
    let over = || Said::Account(AccountFault::StepOver).problem(visitor.language());
    account_cookies::step(request).ok_or_else(over)
}

fn sure(
    visitor: &Visitor,
    request: &HttpRequest,
    state: &State,
    action: String,
    what: &str,
) -> Result<HttpResponse, Problem> {
    let (outside, language) = (Outside::of(state, request), visitor.language());
    let (title, text, button) = match what {
        "recovery" => ("recovery-title", "recovery-text", "account-send-link"),
        "recovery-begin" => ("recovery-title", "recovery-begin", "recovery-begin-send"),
        _ => ("recovery-stop-title", "recovery-stop", "recovery-stop-send"),
    };
    let view = Sure {
        page: Shell::outside(language, outside.token(state)),
        action,
        title: texts::text(language, title),
        text: texts::text(language, text),
        button: texts::text(language, button),
    };
    outside.kept(page(visitor, StatusCode::OK, &view)?)
}

fn done(visitor: &Visitor, title: String, text: String) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let page_of = Shell::outside(language, String::new());
    let view = WhereTo {
        page: page_of,
        title,
        text,
        to: "/auth/password".into(),
        button: texts::text(language, "log-in"),
    };
    page(visitor, StatusCode::OK, &view)
}
