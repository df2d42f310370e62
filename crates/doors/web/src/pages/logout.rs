use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Deserialize;
use webkit::{Form, Problem, removed_session_cookie};

use crate::{State, forms, visitor::Visitor};

/// What the button in the head of each page sends.
#[derive(Deserialize)]
pub(crate) struct Leaving {
    csrf: String,
}

/// `POST /auth/logout`, also under its former address `/logout`: ends the session, on every server from the next call on,
/// and removes its cookie.
pub(crate) async fn end(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(leaving): Form<Leaving>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &leaving.csrf)?;
    let session = visitor.claims()?.session;
    let ended = state.wait(move |house| {
        let ended = house.desk.write(|tx| house.identity.end_session(tx, session));
        ended.map_err(|error| Problem::from_error(error.kind(), &error))
    });
    ended.await?;
    let mut answer = forms::lead_to("/");
    forms::add_cookie(&mut answer, &removed_session_cookie())?;
    Ok(answer)
}
