use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use identity::{
    ReturnPath,
    account::{AccountFault, FactorKind},
    service::account::{AskedPasskey, Shown, WaysToStepUp},
};
use kernel::Language;
use serde::Deserialize;
use webkit::{Form, Problem, Query};

use super::{
    passkey::Question,
    said::{Said, told},
    second_factor::{Elsewhere, SecondFactor, Typed},
    where_to::WhereTo,
};
use crate::{
    State, account_cookies, errors, forms,
    shell::{Me, Shell, either, page},
    texts,
    visitor::Visitor,
};

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    return_to: String,
}

impl Wanted {
    fn path(&self) -> ReturnPath {
        ReturnPath::parse(&self.return_to).unwrap_or_default()
    }
}

/// `GET /account/step-up?return_to=`: asks somebody who is logged in for a second factor anew.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Query(wanted): Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let (me, ways) = ways(&visitor, &state).await?;
    answer(&visitor, &state, me, ways, &wanted.path(), None)
}

/// `POST /account/step-up?return_to=`: takes it and leads back.
pub(crate) async fn take(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Query(wanted): Query<Wanted>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &typed.csrf)?;
    let (device, bearing) = (account_cookies::device(&request), typed.bearing());
    let shown = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        told(house.desk.write(|tx| house.identity.step_up(tx, actor, &bearing, device.as_ref())))
    });
    let said = match shown.await?.1 {
        Ok(Shown::Right(())) => return Ok(forms::lead_to(wanted.path().as_str())),
        Ok(Shown::Wrong) => Said::Account(AccountFault::WrongFactor),
        Err(said) => said,
    };
    let (me, ways) = ways(&visitor, &state).await?;
    answer(&visitor, &state, me, ways, &wanted.path(), Some(said))
}

/// How somebody can show a factor, and the question for a passkey where their account has one.
type Ways = (WaysToStepUp, Option<AskedPasskey>);

async fn ways(visitor: &Visitor, state: &State) -> Result<(Me, Ways), Problem> {
    let language = visitor.language();
    let read = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let identity = &house.identity;
        let ways = house.desk.read(|rtx| identity.ways_to_step_up(rtx, actor));
        let ways = ways.map_err(|error| errors::of_identity(&error, language))?;
        let asked = match ways.kinds.contains(&FactorKind::Passkey) {
            true => told(house.desk.write(|tx| identity.ask_passkey_of(tx, actor)))?.ok().flatten(),
            false => None,
        };
        Ok((ways, asked))
    });
    read.await
}

/// The log-in anew at the provider of the session.
fn elsewhere(state: &State, language: Language, name: &str, return_to: &ReturnPath) -> Option<Elsewhere> {
    let house = state.house_shared();
    let settings = house.providers.get(name)?.settings();
    let label = either(language, &settings.label_fr, &settings.label_en);
    Some(Elsewhere {
        label: texts::naming(language, "step-up-log-in-anew", label),
        address: format!("/auth/{name}/start?again=1&return={}", return_to.as_str()),
    })
}

fn answer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    (ways, asked): Ways,
    return_to: &ReturnPath,
    said: Option<Said>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let shell = Shell::inside(visitor, state, me)?;
    let provider = ways.provider.as_deref().and_then(|name| elsewhere(state, language, name, return_to));
    if ways.kinds.is_empty() {
        let (text, to, button) = match provider {
            Some(Elsewhere { label, address }) => ("step-up-at-provider", address.into(), label),
            None => ("step-up-none", "/account".into(), texts::text(language, "account-title")),
        };
        let (title, text) = (texts::text(language, "step-up-title"), texts::text(language, text));
        return page(visitor, StatusCode::OK, &WhereTo { page: shell, title, text, to, button });
    }
    let query = format!("?return_to={}", return_to.as_str());
    let view = SecondFactor {
        page: shell.shown_at(query.clone()),
        action: format!("/account/step-up{query}"),
        title: texts::text(language, "step-up-title"),
        lead: texts::text(language, "step-up-lead"),
        codes: ways.kinds.contains(&FactorKind::Totp),
        asked: asked.map(Question::from),
        lost: false,
        provider,
        fault: said.map(|said| said.words(language)),
    };
    view.answer(visitor, said)
}
