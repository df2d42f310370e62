use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use kernel::Private;
use mail::Address;
use serde::Deserialize;
use webkit::{Form, Problem};

use super::{
    change_password::compared,
    said::{Said, told},
    where_to::WhereTo,
};
use crate::{
    State, forms,
    shell::{Me, Shell, page},
    texts,
    visitor::Visitor,
};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    csrf: String,
    #[serde(default)]
    old: Private<String>,
    #[serde(default)]
    address: Private<String>,
}

/// `GET /account/address`
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    let (me, ()) = state.visit(&visitor, |_| Ok(())).await?;
    answer(&visitor, &state, me, None)
}

/// `POST /account/address`: asks the new address, and tells the old one.
pub(crate) async fn change(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &typed.csrf)?;
    let (me, compared) = compared(&visitor, &state, &typed.old).await?;
    let Ok(address) = typed.address.reveal().trim().parse::<Address>() else {
        return answer(&visitor, &state, me, Some(Said::NoAddress));
    };
    let (check, checked, _) = match compared {
        Ok(compared) => compared,
        Err(said) => return refused(&visitor, &state, me, said),
    };
    let begun = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let identity = &house.identity;
        told(house.desk.write(|tx| identity.begin_address_change(tx, actor, &check, &checked, &address)))
    });
    if let Err(said) = begun.await?.1 {
        return refused(&visitor, &state, me, said);
    }
    let language = visitor.language();
    let view = WhereTo {
        page: Shell::inside(&visitor, &state, me)?,
        title: texts::text(language, "account-sent-title"),
        text: texts::text(language, "address-sent"),
        to: "/account".into(),
        button: texts::text(language, "account-title"),
    };
    page(&visitor, StatusCode::OK, &view)
}

fn refused(visitor: &Visitor, state: &State, me: Me, said: Said) -> Result<HttpResponse, Problem> {
    match said.problem(visitor.language()) {
        problem if problem.kind() == kernel::ErrorKind::StepUp.into() => Err(problem),
        _ => answer(visitor, state, me, Some(said)),
    }
}

fn answer(visitor: &Visitor, state: &State, me: Me, said: Option<Said>) -> Result<HttpResponse, Problem> {
    let view = ChangeAddress {
        page: Shell::inside(visitor, state, me)?,
        fault: said.map(|said| said.words(visitor.language())),
    };
    let mut answer = page(visitor, said.map_or(StatusCode::OK, Said::status), &view)?;
    if let Some(said) = said {
        said.retry_after(&mut answer);
    }
    Ok(answer)
}

#[derive(Template)]
#[template(path = "account/change_address.html")]
struct ChangeAddress {
    page: Shell,
    fault: Option<String>,
}
