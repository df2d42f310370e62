use actix_web::{HttpRequest, HttpResponse, web::Data};
use kernel::{ErrorKind, Private, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{documents::place::InSpace, history::lines_of};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::DisputeView,
    wire::{MadeOnceHeader, claim},
};

/// The line of a history that an address names.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneLine {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The line, as the history names it to its reader.
    line: String,
}

/// What was not right.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDispute {
    /// In the holder's words, for the auditor who looks into it: 1 to 2000 characters.
    #[schema(value_type = String, example = "Je n'ai jamais consulté ce médecin.")]
    words: Private<String>,
}

/// Disputes of one record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Disputes {
    /// Newest first, at most 500.
    items: Vec<DisputeView>,
}

/// Says of a line of the history that this was not right. An auditor looks into it and answers; what became of it is tracked.
/// One dispute of a line waits at a time. A line that is not shown to the caller is absent.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/history/{line}/dispute",
    operation_id = "dispute",
    tag = "history",
    params(
        OneLine,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewDispute,
    responses(
        (status = 201, description = "It waits for its answer.", body = DisputeView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn send(
    caller: Caller,
    state: Data<State>,
    Path(OneLine { space, line }): Path<OneLine>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewDispute>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let sent = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let lines = lines_of(&house.vault, actor, space);
        let number = match lines.open(Some(&line)) {
            Ok(number) => number.map(i64::from_be_bytes),
            // What names no line is as absent as a line that is not shown.
            Err(problem) if problem.kind() == ErrorKind::Invalid.into() => None,
            Err(problem) => return Err(problem),
        };
        let sent = visit.once(Some(space), claim.as_ref(), |tx| {
            let sent = flows::disputes::send(house, tx, actor, space, number, &new.words)?;
            let id = sent.id.uuid();
            Ok((sent, id))
        })?;
        DisputeView::of(sent, &lines, &house.reference)
    });
    Ok(HttpResponse::Created().json(sent.await?))
}

/// What the holder's side said was not right, with what became of it.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/disputes",
    operation_id = "listDisputes",
    tag = "history",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "The disputes.", body = Disputes), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<Disputes>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let found = visit.decide(|tx| Ok(house.consent.disputes(tx, actor, space)?))?;
        let lines = lines_of(&house.vault, actor, space);
        let view = |one| DisputeView::of(one, &lines, &house.reference);
        Ok(Disputes { items: found.into_iter().map(view).collect::<Result<_, _>>()? })
    });
    read.await.map(Json)
}
