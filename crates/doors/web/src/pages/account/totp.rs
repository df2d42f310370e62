use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use identity::{
    account::{AccountFault, CodeSecret, LinkSecret},
    service::account::Shown,
};
use kernel::Private;
use secrecy::ExposeSecret;
use serde::Deserialize;
use webkit::{Form, Problem};

use super::{
    qr::Picture,
    said::{Said, secret, told},
};
use crate::{
    State, forms,
    shell::{Me, Shell, page},
    texts,
    visitor::Visitor,
};

/// Longest name of a factor.
const NAME: usize = 60;

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    csrf: String,
    #[serde(default)]
    step: Private<String>,
    #[serde(default)]
    name: Private<String>,
    #[serde(default)]
    code: Private<String>,
}

/// `GET /account/factors/totp`: a fresh secret, as a picture and in letters. Nothing is added until a code was shown.
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let begun = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        told(house.desk.write(|tx| house.identity.begin_code(tx, actor)))
    });
    let (me, begun) = begun.await?;
    let new = begun.map_err(|said| said.problem(language))?;
    answer(&visitor, &state, me, &new.secret, &new.step, Private::default(), None)
}

/// `POST /account/factors/totp`: adds the application by its first code.
pub(crate) async fn add(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &typed.csrf)?;
    let language = visitor.language();
    let over = || Said::Account(AccountFault::StepOver).problem(language);
    let step = LinkSecret::brought(typed.step.reveal()).ok_or_else(over)?;
    let name = name_of(&typed.name, texts::text(language, "factor-totp"));
    let (tried, code, called) = (step.clone(), secret(&typed.code), name.clone());
    let added = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let identity = &house.identity;
        let added = told(house.desk.write(|tx| identity.add_code(tx, actor, &tried, &called, &code)))?;
        match added {
            Ok(Shown::Wrong) => told(house.desk.read(|rtx| identity.code_under_way(rtx, actor, &tried)))
                .map(|again| again.map(Some)),
            other => Ok(other.map(|_| None)),
        }
    });
    let (me, added) = added.await?;
    match added.map_err(|said| said.problem(language))? {
        None => Ok(forms::lead_to("/account")),
        Some(again) => {
            let said = Said::Account(AccountFault::WrongFactor);
            answer(&visitor, &state, me, &again, &step, name, Some(said))
        }
    }
}

/// What somebody calls a factor; its kind where they call it nothing.
pub(crate) fn name_of(typed: &Private<String>, kind: String) -> Private<String> {
    let name: String = typed.reveal().trim().chars().filter(|c| !c.is_control()).take(NAME).collect();
    if name.is_empty() { kind.into() } else { name.into() }
}

fn answer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    code: &CodeSecret,
    step: &LinkSecret,
    name: Private<String>,
    said: Option<Said>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let letters = code.in_words();
    let groups: Vec<String> = letters
        .expose_secret()
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into())
        .collect();
    let view = AddCode {
        page: Shell::inside(visitor, state, me)?,
        picture: Picture::of(code.address(state.origin()).expose_secret()),
        letters: groups.join(" ").into(),
        step: step.reveal().expose_secret().into(),
        name,
        fault: said.map(|said| said.words(language)),
    };
    page(visitor, said.map_or(StatusCode::OK, Said::status), &view)
}

#[derive(Template)]
#[template(path = "account/totp.html")]
struct AddCode {
    page: Shell,
    picture: Option<Picture>,
    letters: Private<String>,
    step: Private<String>,
    name: Private<String>,
    fault: Option<String>,
}
