//! Whether a record is kept discreet before those who help its holder.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use consent::service::Discretion;
use flows::discretion;
use serde::Serialize;
use utoipa::ToSchema;
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
};

/// Whether a record is kept discreet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Discretion)]
pub(crate) struct DiscretionView {
    /// Whether it is.
    discreet: bool,
    /// Since when: carers, and whoever assists, are shown nothing that came in since then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    since: Option<DateTime<Utc>>,
    /// Until when no mail is written about the record; as long as it is discreet when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    silent_until: Option<DateTime<Utc>>,
    /// Whether a professional said it.
    by_professional: bool,
}

/// Whether the record is kept discreet.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/discretion",
    operation_id = "readDiscretion",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "Whether it is.", body = DiscretionView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn read(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<DiscretionView>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let found = visit.decide(|tx| Ok(visit.house.consent.discretion(tx, &visit.actor, space)?))?;
        Ok(DiscretionView::of(found))
    });
    read.await.map(Json)
}

/// Keeps the record discreet: carers, and whoever assists the holder, are shown nothing that comes in from now on, and no mail says that
/// there is something new in the record. It is so until the holder ends it. A professional who cares for the holder, or opened the record in
/// an emergency, does it from when they came in; mails are written again after some days, and the holder is told.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/discretion",
    operation_id = "beDiscreet",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses(
        (status = 200, description = "It is kept discreet.", body = DiscretionView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn begin(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<DiscretionView>, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let begun =
            visit.decide(|tx| discretion::begin(&visit.house, tx, &visit.actor, space, visit.ask()))?;
        Ok(DiscretionView::of(Some(begun)))
    });
    done.await.map(Json)
}

/// Ends that the record is kept discreet: those who help are shown again what came in meanwhile, as far as nothing else hides it. The
/// holder alone does.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/discretion",
    operation_id = "endDiscretion",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 204, description = "It is over."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn end(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.end_discretion(tx, &visit.actor, space)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl DiscretionView {
    fn of(found: Option<Discretion>) -> Self {
        Self {
            discreet: found.is_some(),
            since: found.map(|one| one.since),
            silent_until: found.and_then(|one| one.silent_until),
            by_professional: found.is_some_and(|one| one.by_professional),
        }
    }
}
