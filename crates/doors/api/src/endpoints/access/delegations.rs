//! What a professional hands on to the team.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use flows::access::{self, Delegate};
use kernel::{ErrorKind, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    super::documents::place::InSpace,
    care_team::{CareTeam, GrantView, OneGrant},
    people::rpps,
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    wire::{MadeOnceHeader, claim, instant},
};

/// A care relationship that is handed on.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDelegation {
    /// To whom.
    to: DelegateBody,
    /// Until when; as long as the care relationship runs without it. It ends with the care relationship at the latest, or goes
    /// over to the one that takes its place.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// To whom a care relationship is handed on: somebody of the structure of the session, or everybody there.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = Delegate)]
pub(crate) enum DelegateBody {
    /// A member of the team, by the number in the directory.
    #[schema(value_type = String, example = "99700000062")]
    Rpps(String),
    /// A member of the team, by the id here.
    #[schema(value_type = Uuid)]
    Person(PersonId),
    /// The whole team.
    Team,
}

impl DelegateBody {
    fn read(&self) -> Result<Delegate, Problem> {
        Ok(match self {
            Self::Rpps(number) => Delegate::Numbered(rpps(number, "/to/rpps")?),
            Self::Person(person) => Delegate::Person(*person),
            Self::Team => Delegate::Team,
        })
    }
}

/// What the caller has handed on from the own care relationship, and still runs.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/delegations",
    operation_id = "listDelegations",
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
        let (granted, names) = visit.decide(|tx| access::delegations(house, tx, actor, space))?;
        Ok(CareTeam::of(&granted, &names, visit))
    });
    read.await.map(Json)
}

/// Hands the caller's own care relationship on. Whoever has it already has it until this end. It gives never more than the
/// caller's own right, is handed on no further, and shows no masked document as its author sees it.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/delegations",
    operation_id = "delegate",
    tag = "reaching a record",
    params(
        InSpace,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewDelegation,
    responses(
        (status = 201, description = "It counts from now on.", body = GrantView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn give(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewDelegation>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let to = new.to.read()?;
    let given = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (granted, names) = visit.once(Some(space), claim.as_ref(), |tx| {
            let made = access::delegate(house, tx, actor, space, &to, new.until)?;
            let id = made.0.id.uuid();
            Ok((made, id))
        })?;
        GrantView::new(&granted, &names, visit).ok_or_else(|| Problem::new(ErrorKind::Internal))
    });
    Ok(HttpResponse::Created().json(given.await?))
}

/// Takes back what the caller has handed on.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/delegations/{grant}",
    operation_id = "endDelegation",
    tag = "reaching a record",
    params(OneGrant, CallerHeaders),
    responses((status = 204, description = "It has ended."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn end(
    caller: Caller,
    state: Data<State>,
    Path(OneGrant { space, grant }): Path<OneGrant>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| Ok(house.consent.end_delegation(tx, actor, space, grant)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}
