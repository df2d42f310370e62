use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use identity::service::account::DeviceSession;
use kernel::SessionId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Json, Path, Problem, ProblemResponses};

use crate::{
    State,
    caller::{Caller, CallerHeaders},
    errors,
};

/// The session that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneSession {
    /// The session.
    #[param(value_type = Uuid)]
    session: SessionId,
}

/// The caller's own sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sessions {
    /// Those that run, the newest first.
    items: Vec<SessionView>,
}

/// One log-in on one device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: SessionId,
    /// What the device says it is, in two words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Firefox, Linux")]
    device: Option<String>,
    /// When it began.
    began_at: DateTime<Utc>,
    /// When something was last done in it, to the minute.
    seen_at: DateTime<Utc>,
    /// Whether it is the one of this call.
    this: bool,
}

impl From<DeviceSession> for SessionView {
    fn from(session: DeviceSession) -> Self {
        let DeviceSession { id, agent: device, began_at, seen_at, this } = session;
        Self { id, device, began_at, seen_at, this }
    }
}

/// Where the caller is logged in.
#[utoipa::path(
    get,
    path = "/api/v1/me/sessions",
    operation_id = "listMySessions",
    tag = "who",
    params(CallerHeaders),
    responses((status = 200, description = "Every session that runs.", body = Sessions), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(caller: Caller, state: Data<State>) -> Result<Json<Sessions>, Problem> {
    let language = caller.language;
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let found = house.desk.read(|rtx| house.identity.sessions_of(rtx, actor));
        let found = found.map_err(|error| errors::of_identity(&error, language))?;
        Ok(Sessions { items: found.into_iter().map(SessionView::from).collect() })
    });
    read.await.map(Json)
}

/// Logs the caller out on one device: the tokens of that session are refused at their next use.
#[utoipa::path(
    delete,
    path = "/api/v1/me/sessions/{session}",
    operation_id = "endMySession",
    tag = "who",
    params(OneSession, CallerHeaders),
    responses((status = 204, description = "It has ended."), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn end(
    caller: Caller,
    state: Data<State>,
    Path(OneSession { session }): Path<OneSession>,
) -> Result<HttpResponse, Problem> {
    let language = caller.language;
    let ended = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let ended = house.desk.write(|tx| house.identity.end_own_session(tx, actor, session));
        ended.map_err(|error| errors::of_identity(&error, language))
    });
    ended.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Logs the caller out on every other device.
#[utoipa::path(
    delete,
    path = "/api/v1/me/sessions",
    operation_id = "endMyOtherSessions",
    tag = "who",
    params(CallerHeaders),
    responses((status = 204, description = "This session alone goes on."), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn end_others(caller: Caller, state: Data<State>) -> Result<HttpResponse, Problem> {
    let language = caller.language;
    let ended = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let ended = house.desk.write(|tx| house.identity.end_own_sessions(tx, actor, false));
        ended.map_err(|error| errors::of_identity(&error, language))
    });
    ended.await?;
    Ok(HttpResponse::NoContent().finish())
}
