//! What the holder wants to be shown to heirs.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
};

/// What heirs may be shown.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HeirsMay)]
enum HeirsCode {
    /// What a doctor chooses for a reason that the law names.
    ByDoctor,
    /// Nothing. An expert whom a court charges may be shown what a doctor chooses all the same.
    Refused,
}

/// What the holder wants after their death.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AfterDeath)]
pub(crate) struct AfterDeathBody {
    /// What heirs may be shown.
    heirs: HeirsCode,
}

/// What the holder wants to be shown to heirs. The holder alone reads it.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/after-death",
    operation_id = "readAfterDeath",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "What was said, or goes without saying.", body = AfterDeathBody), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn read(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<AfterDeathBody>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let refused = visit.decide(|tx| Ok(visit.house.consent.refuses_heirs(tx, &visit.actor, space)?))?;
        Ok(AfterDeathBody { heirs: if refused { HeirsCode::Refused } else { HeirsCode::ByDoctor } })
    });
    read.await.map(Json)
}

/// Says what heirs may be shown. The holder alone says it, whoever represents them or is in charge of them.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/after-death",
    operation_id = "sayAfterDeath",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    request_body = AfterDeathBody,
    responses((status = 204, description = "It counts."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn say(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(AfterDeathBody { heirs }): Json<AfterDeathBody>,
) -> Result<HttpResponse, Problem> {
    let refused = matches!(heirs, HeirsCode::Refused);
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.say_after_death(tx, &visit.actor, space, refused)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}
