//! Decisions of judges about who acts for the holder of a record, as support writes them down.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use flows::measures;
use kernel::{ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    documents::place::InSpace,
    measure::{MeasuresView, NewMeasureBody},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    wire::{MadeOnceHeader, claim},
};

/// A decision that was written down or confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeasureWritten {
    /// Its id, as it stands now.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// Until when it counts, where it was confirmed and has an end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// One decision about a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneMeasure {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The decision that waits.
    #[param(value_type = Uuid)]
    measure: ProvisionId,
}

/// The decisions that wait to be confirmed, of whatever record.
#[utoipa::path(
    get,
    path = "/api/v1/admin/measures",
    operation_id = "listWaitingMeasures",
    tag = "support",
    params(CallerHeaders),
    responses((status = 200, description = "All of them.", body = MeasuresView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn waiting(caller: Caller, state: Data<State>) -> Result<Json<MeasuresView>, Problem> {
    listed(caller, &state, None).await
}

/// The decisions that wait and that count in one record. Nothing else of the record is shown.
#[utoipa::path(
    get,
    path = "/api/v1/admin/spaces/{space}/measures",
    operation_id = "listMeasures",
    tag = "support",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All of them.", body = MeasuresView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<MeasuresView>, Problem> {
    listed(caller, &state, Some(space)).await
}

async fn listed(
    caller: Caller,
    state: &State,
    space: Option<SpaceId>,
) -> Result<Json<MeasuresView>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let found = visit.decide(|tx| measures::list(&visit.house, tx, &visit.actor, space))?;
        Ok(MeasuresView::of(&found))
    });
    read.await.map(Json)
}

/// Writes a decision of a judge down. It counts once somebody else of support confirms it, within 30 days.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/{space}/measures",
    operation_id = "proposeMeasure",
    tag = "support",
    params(
        InSpace,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewMeasureBody,
    responses(
        (status = 201, description = "It waits for somebody else of support.", body = MeasureWritten),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn propose(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewMeasureBody>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let new = new.read(space);
    let written = state.as_caller(caller, move |visit| {
        // Whoever may write none down is told so, and not what is wrong with theirs.
        let new = match new {
            Ok(new) => new,
            Err(fault) => {
                visit.decide(|tx| Ok(visit.house.consent.may_propose_measures(tx, &visit.actor)?))?;
                return Err(fault);
            }
        };
        let id = visit.once(Some(space), claim.as_ref(), |tx| {
            let id = measures::propose(&visit.house, tx, &visit.actor, &new)?;
            Ok((id, id.uuid()))
        })?;
        Ok(MeasureWritten { id, until: None })
    });
    Ok(HttpResponse::Created().json(written.await?))
}

/// Confirms a decision that somebody else wrote down. A notice tells the holder and, of a minor, whoever represents the holder still;
/// whoever is put in charge or suspended is told by the court, and not here.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/{space}/measures/{measure}/confirm",
    operation_id = "confirmMeasure",
    tag = "support",
    params(OneMeasure, CallerHeaders),
    responses((status = 200, description = "It counts.", body = MeasureWritten), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn confirm(
    caller: Caller,
    state: Data<State>,
    Path(OneMeasure { space, measure }): Path<OneMeasure>,
) -> Result<Json<MeasureWritten>, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let begun = visit.decide(|tx| measures::confirm(&visit.house, tx, &visit.actor, space, measure))?;
        Ok(MeasureWritten { id: begun.id, until: begun.until })
    });
    done.await.map(Json)
}

/// Declines a decision that waits, whoever of support wrote it down.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/{space}/measures/{measure}/decline",
    operation_id = "declineMeasure",
    tag = "support",
    params(OneMeasure, CallerHeaders),
    responses((status = 204, description = "It waits no more."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn decline(
    caller: Caller,
    state: Data<State>,
    Path(OneMeasure { space, measure }): Path<OneMeasure>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| measures::decline(&visit.house, tx, &visit.actor, space, measure))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}
