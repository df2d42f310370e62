use actix_web::{HttpRequest, HttpResponse, web::Data};
use kernel::SessionId;
use serde::Deserialize;
use webkit::{Form, Path, Problem, removed_session_cookie};

use super::said::{Bare, told};
use crate::{State, forms, visitor::Visitor};

/// The session that an address names.
#[derive(Deserialize)]
pub(crate) struct OneSession {
    session: SessionId,
}

/// Which sessions to end.
#[derive(Deserialize)]
pub(crate) struct Which {
    csrf: String,
    /// `others`, or `all` with this one.
    which: String,
}

/// `POST /account/sessions/{session}/end`: logs out on one device.
pub(crate) async fn end(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(OneSession { session }): Path<OneSession>,
    Form(sent): Form<Bare>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &sent.csrf)?;
    let language = visitor.language();
    let ended = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        told(house.desk.write(|tx| house.identity.end_own_session(tx, actor, session)))
    });
    ended.await?.1.map_err(|said| said.problem(language))?;
    Ok(forms::lead_to("/account"))
}

/// `POST /account/sessions/end`: logs out everywhere else, or everywhere.
pub(crate) async fn end_all(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(sent): Form<Which>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &sent.csrf)?;
    let language = visitor.language();
    let this_one_too = sent.which == "all";
    let ended = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        told(house.desk.write(|tx| house.identity.end_own_sessions(tx, actor, this_one_too)))
    });
    ended.await?.1.map_err(|said| said.problem(language))?;
    if !this_one_too {
        return Ok(forms::lead_to("/account"));
    }
    let mut answer = forms::lead_to("/");
    forms::add_cookie(&mut answer, &removed_session_cookie())?;
    Ok(answer)
}
