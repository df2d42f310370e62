//! What lets the calling professional in, as they see it and give it up.

use actix_web::{HttpResponse, web::Data};
use flows::access;
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    super::documents::place::InSpace,
    care_team::{CareTeam, OneGrant},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
};

/// What lets the caller into this record, in the situation of practice of the session: care relationships, delegations
/// received by name, temporary and emergency accesses. A request that waits lets nobody in and is not among them.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/care-relationships",
    operation_id = "listOwnCareRelationships",
    tag = "reaching a record",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All that run.", body = CareTeam), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<CareTeam>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (granted, names) = visit.decide(|tx| access::own_grants(house, tx, actor, space))?;
        Ok(CareTeam::of(&granted, &names, visit))
    });
    read.await.map(Json)
}

/// Gives one of them up. What was handed on from it ends with it. A delegation to a whole team is for whoever gave it, or for
/// the holder, to end.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/care-relationships/{grant}",
    operation_id = "relinquishAccess",
    tag = "reaching a record",
    params(OneGrant, CallerHeaders),
    responses((status = 204, description = "It has ended."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn relinquish(
    caller: Caller,
    state: Data<State>,
    Path(OneGrant { space, grant }): Path<OneGrant>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| access::relinquish(house, tx, actor, space, grant))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}
