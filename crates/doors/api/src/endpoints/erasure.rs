use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use consent::service::Erasure;
use flows::erasure;
use serde::Serialize;
use utoipa::ToSchema;
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
};

/// Whether an erasure of a record waits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErasureStands {
    /// The one that waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    waiting: Option<ErasureView>,
    /// Whether it is held up: whoever asked is somebody's carer or representative by now, or in charge of somebody, and nothing is
    /// erased before that is given up. For the holder; absent for anybody else, and where none waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    held_up: Option<bool>,
}

/// An erasure that waits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Erasure)]
pub(crate) struct ErasureView {
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// When nothing of the record is left: until then it can be taken back.
    due_at: DateTime<Utc>,
}

/// Asks that a record be erased: it is closed at once, and in thirty days nothing of it is left, nor of the account that only it
/// needed. A second factor must just have been shown. One that waits is answered again.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/erasure",
    operation_id = "askErasure",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses(
        (status = 201, description = "It waits.", body = ErasureView),
        (status = 200, description = "It waited already.", body = ErasureView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn ask(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let asked = state.as_caller(caller, move |visit| {
        erasure::ask(&visit.house, &visit.actor, space).map_err(|error| visit.problem(&error))
    });
    let (waiting, is_new) = asked.await?;
    let mut answer = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(ErasureView::from(waiting)))
}

/// Whether an erasure of a record waits, and until when it can be taken back.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/erasure",
    operation_id = "readErasure",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "How it stands.", body = ErasureStands), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn show(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<ErasureStands>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        erasure::stands(&visit.house, &visit.actor, space).map_err(|error| visit.problem(&error))
    });
    let (waiting, held_up) = read.await?.unzip();
    Ok(Json(ErasureStands { waiting: waiting.map(ErasureView::from), held_up: held_up.flatten() }))
}

/// Takes an erasure back. The record stays closed. A second factor must just have been shown.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/erasure",
    operation_id = "takeBackErasure",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses((status = 204, description = "Nothing is erased."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn take_back(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let taken_back = state.as_caller(caller, move |visit| {
        visit.decide(|tx| erasure::take_back(&visit.house, tx, &visit.actor, space))
    });
    taken_back.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<Erasure> for ErasureView {
    fn from(erasure: Erasure) -> Self {
        Self { asked_at: erasure.asked_at, due_at: erasure.due_at }
    }
}
