use std::io;

use actix_web::{HttpRequest, HttpResponse, http::header::CONTENT_DISPOSITION, web::Data};
use bytes::Bytes;
use consent::service::FetchedLines;
use futures_util::stream;
use kernel::{ExtractId, ProjectId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use webkit::{IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{admin::OneProject, view::ExtractView};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    wire::{MadeOnceHeader, claim},
};

/// The extract that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneExtract {
    /// The project.
    #[param(value_type = Uuid)]
    project: ProjectId,
    /// The extract.
    #[param(value_type = Uuid)]
    extract: ExtractId,
}

/// The extracts of a project.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Extracts {
    /// The newest first.
    items: Vec<ExtractView>,
}

/// Asks for an extract of what a project may use now. It is made by and by; whoever opposes meanwhile is not in it, and nothing of it
/// can be fetched before all of it is ready.
#[utoipa::path(
    post,
    path = "/api/v1/admin/projects/{project}/extracts",
    operation_id = "askExtract",
    tag = "secondary use",
    params(OneProject, CallerHeaders, MadeOnceHeader),
    responses((status = 202, description = "It is being made.", body = ExtractView), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn ask(
    caller: Caller,
    state: Data<State>,
    Path(OneProject { project }): Path<OneProject>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &())?;
    let asked = state.as_caller(caller, move |visit| {
        let asked = visit.once(None, claim.as_ref(), |tx| {
            let asked = flows::projects::ask_extract(&visit.house, tx, &visit.actor, project)?;
            let id = asked.id.uuid();
            Ok((asked, id))
        })?;
        Ok(ExtractView::from(&asked))
    });
    Ok(HttpResponse::Accepted().json(asked.await?))
}

/// The extracts of a project, with what is in them and what was left out.
#[utoipa::path(
    get,
    path = "/api/v1/admin/projects/{project}/extracts",
    operation_id = "listExtracts",
    tag = "secondary use",
    params(OneProject, CallerHeaders),
    responses((status = 200, description = "All of them.", body = Extracts), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(OneProject { project }): Path<OneProject>,
) -> Result<Json<Extracts>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let found = visit.decide(|tx| Ok(visit.house.consent.extracts(tx, &visit.actor, project)?))?;
        Ok(Extracts { items: found.iter().map(ExtractView::from).collect() })
    });
    read.await.map(Json)
}

/// The lines of an extract that is ready, one JSON text each, in no order that says anything. Each has a pseudonym that is the same in
/// all extracts of the project and in no other; what it tells, at least ten people have in common.
#[utoipa::path(
    get,
    path = "/api/v1/admin/projects/{project}/extracts/{extract}/content",
    operation_id = "fetchExtract",
    tag = "secondary use",
    params(OneExtract, CallerHeaders),
    responses(
        (status = 200, description = "All lines.", content_type = "application/x-ndjson", body = String),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn content(
    caller: Caller,
    state: Data<State>,
    Path(OneExtract { project, extract }): Path<OneExtract>,
) -> Result<HttpResponse, Problem> {
    let fetching = Fetching { caller, state, of: (project, extract) };
    let first = fetching.fetch(None).await?;
    // Each step is decided about anew: who may no more gets no more.
    let steps = stream::unfold((fetching, Some(first), None), |(fetching, ready, after)| async move {
        let fetched = match (ready, after) {
            (Some(first), _) => Ok(first),
            (None, Some(after)) => fetching.fetch(Some(after)).await,
            (None, None) => return None,
        };
        match fetched {
            Ok(FetchedLines { lines, next }) => Some((Ok(Bytes::from(lines)), (fetching, None, next))),
            Err(_) => Some((Err(io::Error::other("the extract ended early")), (fetching, None, None))),
        }
    });
    let name = format!("attachment; filename=\"extract-{extract}.ndjson\"");
    Ok(HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .insert_header((CONTENT_DISPOSITION, name))
        .streaming(steps))
}

/// Whoever fetches an extract, step by step.
struct Fetching {
    caller: Caller,
    state: Data<State>,
    of: (ProjectId, ExtractId),
}

impl Fetching {
    async fn fetch(&self, after: Option<Uuid>) -> Result<FetchedLines, Problem> {
        let of = self.of;
        let fetched = self.state.as_caller(self.caller.clone(), move |visit| {
            visit.decide(|tx| Ok(visit.house.consent.fetch_extract(tx, &visit.actor, of, after)?))
        });
        fetched.await
    }
}
