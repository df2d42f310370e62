use actix_web::{HttpRequest, HttpResponse, web::Data};
use identity::account::FactorId;
use serde::Deserialize;
use webkit::{Form, Path, Problem};

use super::said::{Bare, told};
use crate::{State, forms, visitor::Visitor};

/// The factor that an address names.
#[derive(Deserialize)]
pub(crate) struct OneFactor {
    factor: FactorId,
}

/// `POST /account/factors/{factor}/remove`
pub(crate) async fn remove(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(OneFactor { factor }): Path<OneFactor>,
    Form(sent): Form<Bare>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &sent.csrf)?;
    let language = visitor.language();
    let removed = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        told(house.desk.write(|tx| house.identity.remove_factor(tx, actor, factor)))
    });
    removed.await?.1.map_err(|said| said.problem(language))?;
    Ok(forms::lead_to("/account"))
}
