use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use identity::{
    account::{AccountFault, LinkSecret},
    service::account::{AskedPasskey, Shown},
};
use kernel::{ErrorKind, Private};
use secrecy::ExposeSecret;
use serde::Deserialize;
use webkit::{Form, Problem};

use super::{
    said::{Said, secret, told},
    totp::name_of,
};
use crate::{
    State, forms,
    shell::{Me, Shell, page_with_script},
    texts,
    visitor::Visitor,
};

/// What the form sends, with the answer that its script put in.
#[derive(Deserialize)]
pub(crate) struct Answered {
    csrf: String,
    #[serde(default)]
    step: Private<String>,
    #[serde(default)]
    name: Private<String>,
    #[serde(default)]
    answer: Private<String>,
}

/// A question to the browser, for a form.
pub(crate) struct Question {
    pub(crate) question: String,
    pub(crate) step: Private<String>,
}

impl From<AskedPasskey> for Question {
    fn from(asked: AskedPasskey) -> Self {
        let step = Private::from(asked.step.reveal().expose_secret());
        Self { question: asked.ask.as_str().to_owned(), step }
    }
}

/// `GET /account/factors/passkey`: asks the browser to make one.
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    answer(&visitor, &state, None).await
}

/// `POST /account/factors/passkey`: adds the one that it made.
pub(crate) async fn add(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(sent): Form<Answered>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &sent.csrf)?;
    let language = visitor.language();
    let over = || Said::Account(AccountFault::StepOver).problem(language);
    let step = LinkSecret::brought(sent.step.reveal()).ok_or_else(over)?;
    let (name, given) = (name_of(&sent.name, texts::text(language, "factor-passkey")), secret(&sent.answer));
    let added = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        told(house.desk.write(|tx| house.identity.add_passkey(tx, actor, &step, &name, &given)))
    });
    match added.await?.1 {
        Ok(Shown::Right(_)) => Ok(forms::lead_to("/account")),
        Ok(Shown::Wrong) => answer(&visitor, &state, Some(Said::Account(AccountFault::WrongFactor))).await,
        Err(said) => Err(said.problem(language)),
    }
}

async fn answer(visitor: &Visitor, state: &State, said: Option<Said>) -> Result<HttpResponse, Problem> {
    if !state.house().identity.offers_passkeys() {
        return Err(Problem::new(ErrorKind::NotFound));
    }
    let language = visitor.language();
    let begun = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        told(house.desk.write(|tx| house.identity.begin_passkey(tx, actor)))
    });
    let (me, begun): (Me, _) = begun.await?;
    let asked = begun.map_err(|said| said.problem(language))?;
    let view = AddPasskey {
        page: Shell::inside(visitor, state, me)?,
        asked: asked.into(),
        fault: said.map(|_| texts::text(language, "passkey-failed")),
    };
    page_with_script(visitor, said.map_or(StatusCode::OK, Said::status), &view)
}

#[derive(Template)]
#[template(path = "account/passkey.html")]
struct AddPasskey {
    page: Shell,
    asked: Question,
    fault: Option<String>,
}
