use actix_web::web::Data;
use chrono::{Days, NaiveDate};
use identity::MediatorDay;
use kernel::{PersonId, Private};
use serde::Serialize;
use utoipa::ToSchema;
use webkit::{Json, Problem, ProblemResponses};

use crate::{
    State,
    caller::{Caller, CallerHeaders},
};

/// How far back the list goes.
const SHOWN: Days = Days::new(90);

/// How many sessions mediators began together with citizens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mediations {
    /// A day of a mediator each, the newest first.
    items: Vec<MediatorDayView>,
}

/// What one mediator began on one day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MediatorDay)]
struct MediatorDayView {
    /// The day, where the service runs.
    day: NaiveDate,
    /// The mediator.
    #[schema(value_type = Uuid)]
    person: PersonId,
    /// The mediator's name.
    #[schema(value_type = String, example = "Eden Prototype")]
    name: Private<String>,
    /// How many sessions.
    begun: u32,
}

impl From<MediatorDay> for MediatorDayView {
    fn from(day: MediatorDay) -> Self {
        let MediatorDay { mediator: name, person, day, begun } = day;
        Self { day, person, name, begun }
    }
}

/// How many sessions each mediator began on each of the last ninety days. Auditors read it; nobody who was helped is in it.
#[utoipa::path(
    get,
    path = "/api/v1/admin/mediations",
    operation_id = "countMediations",
    tag = "support",
    params(CallerHeaders),
    responses((status = 200, description = "The counts.", body = Mediations), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn count(caller: Caller, state: Data<State>) -> Result<Json<Mediations>, Problem> {
    let read = state.as_caller(caller, |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let today = house.clock.now().with_timezone(&house.settings.country.time_zone).date_naive();
        let since = today.checked_sub_days(SHOWN).unwrap_or(today);
        visit.decide(|tx| Ok(house.identity.mediator_days(tx, actor, since)?))
    });
    let items = read.await?.into_iter().map(MediatorDayView::from).collect();
    Ok(Json(Mediations { items }))
}
