use actix_web::web::Data;
use consent::LifeReason;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    documents::place::InSpace,
    spaces::{SpaceStands, step},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
};

/// Why a record is shut.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suspension {
    /// The reason.
    reason: SuspensionReason,
}

/// Why a record is shut.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SuspensionReason {
    /// A mark of fraud.
    Fraud,
    /// The person is in danger.
    Danger,
}

/// Shuts a record for everybody, for the time being. Support does it, and sees nothing of the record.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/{space}/suspend",
    operation_id = "suspendSpace",
    tag = "support",
    params(InSpace, CallerHeaders),
    request_body = Suspension,
    responses(
        (status = 200, description = "It is shut.", body = SpaceStands),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn suspend(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(asked): Json<Suspension>,
) -> Result<Json<SpaceStands>, Problem> {
    let reason = match asked.reason {
        SuspensionReason::Fraud => LifeReason::Fraud,
        SuspensionReason::Danger => LifeReason::Danger,
    };
    step(caller, &state, space, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.suspend_space(tx, &visit.actor, space, reason)?))
    })
    .await
}

/// Gives a suspended record the state that it had before.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/{space}/resume",
    operation_id = "resumeSpace",
    tag = "support",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "It stands as before.", body = SpaceStands), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn resume(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<SpaceStands>, Problem> {
    step(caller, &state, space, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.resume_space(tx, &visit.actor, space)?))
    })
    .await
}
