use actix_web::{HttpResponse, web::Data};
use consent::{rules::Preset, service::Moved};
use flows::life;
use kernel::SpaceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    state::Visit,
    views::SpaceStateCode,
};

/// How a record stands after a step.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpaceStands {
    /// The record.
    #[schema(value_type = Uuid)]
    space: SpaceId,
    /// Its state.
    state: SpaceStateCode,
}

/// How a record may be reached.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Preset)]
pub(crate) enum PresetCode {
    /// A professional who declares to care for the person reaches it.
    Open,
    /// A professional asks, and the holder approves.
    AskMe,
    /// A code that the holder gives opens it, and nothing else.
    Closed,
}

/// The choice of how a record may be reached.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PresetChoice {
    /// The preset.
    preset: PresetCode,
}

/// Begins to use a record, for oneself or for a minor whom one represents.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/activate",
    operation_id = "activateSpace",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "It is used.", body = SpaceStands), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn activate(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<SpaceStands>, Problem> {
    step(caller, &state, space, move |visit| {
        visit.decide(|tx| life::activate(&visit.house, tx, &visit.actor, space))
    })
    .await
}

/// Opposes that a record is made, while that may be opposed.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/opposition",
    operation_id = "opposeSpace",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "It is opposed.", body = SpaceStands), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn oppose(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<SpaceStands>, Problem> {
    step(caller, &state, space, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.oppose_space(tx, &visit.actor, space)?))
    })
    .await
}

/// Takes an opposition back: the record is made, and used at once.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/opposition",
    operation_id = "withdrawOpposition",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "It is used.", body = SpaceStands), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn withdraw_opposition(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<SpaceStands>, Problem> {
    step(caller, &state, space, move |visit| {
        visit.decide(|tx| life::withdraw_opposition(&visit.house, tx, &visit.actor, space))
    })
    .await
}

/// Closes a record: every grant ends, nothing enters, and only its holder, and whoever acts for the holder by law, may still look and take out. A
/// second factor must just have been shown.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}",
    operation_id = "closeSpace",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "It is closed.", body = SpaceStands), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn close(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<SpaceStands>, Problem> {
    step(caller, &state, space, move |visit| {
        visit.decide(|tx| life::close(&visit.house, tx, &visit.actor, space))
    })
    .await
}

/// Opens a closed record again; what closing ended stays ended. A second factor must just have been shown.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/reopen",
    operation_id = "reopenSpace",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "It is used.", body = SpaceStands), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn reopen(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<SpaceStands>, Problem> {
    step(caller, &state, space, move |visit| {
        visit.decide(|tx| life::reopen(&visit.house, tx, &visit.actor, space))
    })
    .await
}

/// How a record may be reached.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/preferences/preset",
    operation_id = "readPreset",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "The choice that counts.", body = PresetChoice), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn read_preset(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<PresetChoice>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.preset_of(tx, &visit.actor, space)?))
    });
    Ok(Json(PresetChoice { preset: read.await?.into() }))
}

/// Chooses how a record may be reached. Relationships that run go on.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/preferences/preset",
    operation_id = "choosePreset",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    request_body = PresetChoice,
    responses(
        (status = 204, description = "It counts from now on."),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn choose_preset(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(chosen): Json<PresetChoice>,
) -> Result<HttpResponse, Problem> {
    let preset = Preset::from(chosen.preset);
    let chosen = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.choose_preset(tx, &visit.actor, space, preset)?))
    });
    chosen.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes a step and says how the record stands then.
pub(super) async fn step(
    caller: Caller,
    state: &State,
    space: SpaceId,
    work: impl FnOnce(&Visit) -> Result<Moved, Problem> + Send + 'static,
) -> Result<Json<SpaceStands>, Problem> {
    let moved = state.as_caller(caller, work).await?;
    Ok(Json(SpaceStands { space, state: moved.to.into() }))
}

impl From<Preset> for PresetCode {
    fn from(preset: Preset) -> Self {
        match preset {
            Preset::Open => Self::Open,
            Preset::AskMe => Self::AskMe,
            Preset::Closed => Self::Closed,
        }
    }
}

impl From<PresetCode> for Preset {
    fn from(code: PresetCode) -> Self {
        match code {
            PresetCode::Open => Self::Open,
            PresetCode::AskMe => Self::AskMe,
            PresetCode::Closed => Self::Closed,
        }
    }
}
