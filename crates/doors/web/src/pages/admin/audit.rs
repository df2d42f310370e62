use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono::Days;
use kernel::{AdminRole, ErrorKind, Private};
use webkit::Problem;

use crate::{
    State, moments,
    shell::{Shell, page},
    visitor::Visitor,
};

/// How far back the page goes.
const SHOWN: Days = Days::new(90);

/// `GET /admin/audit`: how many sessions each mediator began on each day. Nobody who was helped is named.
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let read = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        if !actor.has_role(AdminRole::Auditor) {
            return Err(Problem::new(ErrorKind::NotFound));
        }
        let today = house.clock.now().with_timezone(&house.settings.country.time_zone).date_naive();
        let since = today.checked_sub_days(SHOWN).unwrap_or(today);
        visit.decide(|tx| Ok(house.identity.mediator_days(tx, actor, since)?))
    });
    let (me, days) = read.await?;
    let rows = days.into_iter().map(|one| Row {
        day: moments::day(one.day, language),
        machine: one.day.to_string(),
        mediator: one.mediator,
        begun: one.begun,
    });
    let view = Audit { rows: rows.collect(), page: Shell::inside(&visitor, &state, me)? };
    page(&visitor, StatusCode::OK, &view)
}

/// What one mediator did on one day.
struct Row {
    day: String,
    machine: String,
    mediator: Private<String>,
    begun: u32,
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct Audit {
    page: Shell,
    rows: Vec<Row>,
}
