use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use kernel::Private;
use secrecy::ExposeSecret;
use webkit::{Form, Problem};

use super::said::{Bare, told};
use crate::{
    State, forms,
    moments::Moment,
    shell::{Shell, page},
    visitor::Visitor,
};

/// `GET /account/raising-code`: a code is made by the button of the account's page alone.
pub(crate) async fn show() -> HttpResponse {
    forms::lead_to("/account")
}

/// `POST /account/raising-code`: makes a code to say to a mediator. It is shown once and stands in no address.
pub(crate) async fn make(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(form): Form<Bare>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &form.csrf)?;
    let made = state.visit(&visitor, |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        told(house.desk.write(|tx| house.identity.raising_code(tx, actor)))
    });
    let (me, made) = made.await?;
    let made = made.map_err(|said| said.problem(visitor.language()))?;
    let zone = state.house().settings.country.time_zone;
    let view = RaisingCode {
        page: Shell::inside(&visitor, &state, me)?,
        code: Private::new(made.code.in_groups().expose_secret().to_owned()),
        until: Moment::new(made.until, zone, visitor.language()),
    };
    page(&visitor, StatusCode::OK, &view)
}

#[derive(Template)]
#[template(path = "account/raising_code.html")]
struct RaisingCode {
    page: Shell,
    code: Private<String>,
    until: Moment,
}
