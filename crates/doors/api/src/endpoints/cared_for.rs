//! Records with which somebody helps as a carer, as the carer sees and gives them up.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use config::Category;
use consent::{Code, rules::CarerMay};
use flows::access::{self, CaredFor};
use kernel::{Private, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{access::carers::ActCode, documents::place::InSpace};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
};

/// A code by which somebody becomes a carer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptInvitationBody {
    /// The code. Small letters, spaces and hyphens, and letters that look like another, are forgiven.
    #[schema(value_type = String, example = "K7PM-2XQ9", max_length = 64)]
    code: Private<String>,
}

/// A record with which somebody helps.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaredFor)]
pub(crate) struct CaredForView {
    /// The record.
    #[schema(value_type = Uuid)]
    space: SpaceId,
    /// Whose record it is.
    #[schema(value_type = String, example = "Camille Martin")]
    holder: Private<String>,
    /// What may be done.
    acts: Vec<ActCode>,
    /// On which shelves; every one without it, but for those that no carer is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>, nullable = false)]
    categories: Option<Vec<Category>>,
    /// What for, in the holder's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    purpose: Option<Private<String>>,
    /// Since when, or from when.
    since: DateTime<Utc>,
    /// Until when; absent where there is no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// The records with which somebody helps.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AllCaredFor {
    /// Those that are open now.
    items: Vec<CaredForView>,
}

/// Accepts an invitation to be a carer, by its code, where it is meant for whoever is logged in. A code that is wrong, over, used,
/// taken back, for something else or for somebody else is one answer; wrong ones are counted against whoever tries, and after
/// some in an hour the answer is 429. The holder is told.
#[utoipa::path(
    post,
    path = "/api/v1/carer-invitations/accept",
    operation_id = "acceptCarerInvitation",
    tag = "who",
    params(CallerHeaders),
    request_body = AcceptInvitationBody,
    responses(
        (status = 201, description = "The caller is a carer.", body = CaredForView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn accept(
    caller: Caller,
    state: Data<State>,
    Json(asked): Json<AcceptInvitationBody>,
) -> Result<HttpResponse, Problem> {
    let code = Code::typed(asked.code.reveal());
    let accepted = state.as_caller(caller, move |visit| {
        let accepted = access::accept_invitation(&visit.house, &visit.actor, code.as_ref());
        accepted.map(CaredForView::from).map_err(|error| visit.problem(&error))
    });
    Ok(HttpResponse::Created().json(accepted.await?))
}

/// The records with which the caller helps as a carer, with what may be done there.
#[utoipa::path(
    get,
    path = "/api/v1/me/cared-for",
    operation_id = "listCaredFor",
    tag = "who",
    params(CallerHeaders),
    responses((status = 200, description = "All that are open now.", body = AllCaredFor), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(caller: Caller, state: Data<State>) -> Result<Json<AllCaredFor>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let found = access::cared_for(&visit.house, &visit.actor);
        let found = found.map_err(|error| visit.problem(&error))?;
        Ok(AllCaredFor { items: found.into_iter().map(CaredForView::from).collect() })
    });
    read.await.map(Json)
}

/// Gives up being a carer. The holder is told, and finds it in the history.
#[utoipa::path(
    delete,
    path = "/api/v1/me/cared-for/{space}",
    operation_id = "resignAsCarer",
    tag = "who",
    params(InSpace, CallerHeaders),
    responses((status = 204, description = "It has ended."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn resign(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| access::resign_as_carer(&visit.house, tx, &visit.actor, space))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<CaredFor> for CaredForView {
    fn from(one: CaredFor) -> Self {
        let CaredFor { space, holder, may, since, until, .. } = one;
        let CarerMay { acts, shelves, purpose, .. } = may;
        Self {
            space,
            holder,
            acts: acts.into_iter().map(ActCode::from).collect(),
            categories: shelves.listed(),
            purpose,
            since,
            until,
        }
    }
}
