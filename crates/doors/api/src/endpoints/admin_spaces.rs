use actix_web::{HttpRequest, HttpResponse, web::Data};
use consent::{LifeReason, Sought};
use flows::life;
use identity::{
    IdentityStatus,
    service::{PatientSearch, RecordNamed},
};
use kernel::{ErrorKind, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{
    Fault, Json, Path, Problem, ProblemKind, ProblemResponses, WriteProblemResponses, client_network,
};

use super::{
    documents::place::InSpace,
    spaces::{SpaceStands, step},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::RecordView,
    wire::{InsGiven, TraitsGiven},
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
        visit.decide(|tx| life::suspend(&visit.house, tx, &visit.actor, space, reason))
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
    responses((status = 200, description = "It stands as before.", body = SpaceStands), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn resume(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<SpaceStands>, Problem> {
    step(caller, &state, space, move |visit| {
        visit.decide(|tx| life::resume(&visit.house, tx, &visit.actor, space))
    })
    .await
}

/// Which record is meant: by `ins`, by the whole tuple of `traits`, or by its id; exactly one of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindSpace {
    /// The INS.
    #[schema(nullable = false)]
    ins: Option<InsGiven>,
    /// The strict traits, all of them.
    #[schema(nullable = false)]
    traits: Option<TraitsGiven>,
    /// The record's id.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    space: Option<SpaceId>,
}

/// Names a record, whatever its state, and says how it stands. Nothing of the identity is shown. What was written in a
/// double finds the record that stays. Look-ups are counted as those of professionals are.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/find",
    operation_id = "findSpace",
    tag = "support",
    params(CallerHeaders),
    request_body = FindSpace,
    responses((status = 200, description = "The record.", body = RecordView), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn find(
    caller: Caller,
    state: Data<State>,
    request: HttpRequest,
    Json(asked): Json<FindSpace>,
) -> Result<Json<RecordView>, Problem> {
    let language = caller.language;
    let named = asked.read()?;
    let network = client_network(&request, state.house().settings.server.proxies).to_string();
    let found = state.as_caller(caller, move |visit| {
        let found = flows::doubles::find(&visit.house, &visit.actor, &named, &network);
        found.map_err(|error| visit.problem(&error))
    });
    match found.await {
        Ok(counted) => Ok(Json(counted.into())),
        Err(problem) if problem.kind() == ProblemKind::NotFound => {
            Err(problem.detail(Sought::Patient.absent(language)))
        }
        Err(problem) => Err(problem),
    }
}

impl FindSpace {
    fn read(self) -> Result<RecordNamed, Problem> {
        match (self.ins, self.traits, self.space) {
            (Some(ins), None, None) => Ok(RecordNamed::Identity(PatientSearch::Ins(ins.read("/ins")?))),
            (None, Some(traits), None) => {
                Ok(RecordNamed::Identity(PatientSearch::Traits(Box::new(traits.into()))))
            }
            (None, None, Some(space)) => Ok(RecordNamed::Space(space)),
            _ => {
                let fault = Fault::new("", "exactly one of `ins`, `traits` and `space`");
                Err(Problem::fault(ErrorKind::Invalid, fault))
            }
        }
    }
}

/// How sure an identity is.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatusOfIdentity {
    /// The status.
    status: IdentityStatusCode,
}

/// How sure an identity is (RNIV).
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = IdentityStatus)]
enum IdentityStatusCode {
    /// As somebody said it.
    Provisional,
    /// Taken from the national identity service.
    Retrieved,
    /// Compared with a document of high trust.
    Validated,
    /// Both: its number counts.
    Qualified,
}

/// Says how sure the identity of a record is. The number of one that is not qualified finds nobody and is not shown.
#[utoipa::path(
    put,
    path = "/api/v1/admin/spaces/{space}/identity-status",
    operation_id = "setIdentityStatus",
    tag = "support",
    params(InSpace, CallerHeaders),
    request_body = StatusOfIdentity,
    responses((status = 204, description = "It counts."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn set_identity_status(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(asked): Json<StatusOfIdentity>,
) -> Result<HttpResponse, Problem> {
    let status = match asked.status {
        IdentityStatusCode::Provisional => IdentityStatus::Provisional,
        IdentityStatusCode::Retrieved => IdentityStatus::Retrieved,
        IdentityStatusCode::Validated => IdentityStatus::Validated,
        IdentityStatusCode::Qualified => IdentityStatus::Qualified,
    };
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.identity.set_identity_status(tx, &visit.actor, space, status)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}
