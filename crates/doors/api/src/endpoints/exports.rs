use actix_web::{HttpResponse, body::SizedStream, web::Data};
use chrono::{DateTime, Utc};
use exports::{EndReason, Export, ExportState};
use flows::leaving;
use kernel::{ExportId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Disposition, Json, Path, Problem, ProblemResponses, WriteProblemResponses, download_headers};

use super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    errors,
};

/// The export that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneExport {
    /// The record.
    #[param(value_type = Uuid, example = "00000000-0000-7000-8000-000000000001")]
    pub(crate) space: SpaceId,
    /// The export.
    #[param(value_type = Uuid)]
    pub(crate) export: ExportId,
}

/// An export and how far it has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub(crate) struct ExportView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ExportId,
    /// How it stands.
    state: ExportStateCode,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// How far it has come.
    progress: ProgressView,
    /// Bytes of the archive, once it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    bytes: Option<u64>,
    /// Since when it can be taken out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ready_at: Option<DateTime<Utc>>,
    /// Until when it can be: then it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    keep_until: Option<DateTime<Utc>>,
    /// Why it ended before its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ended: Option<EndReasonCode>,
}

/// How far an export has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportProgress)]
struct ProgressView {
    /// Documents that are in it.
    #[schema(example = 120)]
    done: u64,
    /// Documents that will be in it; absent before they were counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 480)]
    total: Option<u64>,
}

/// How an export stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExportState)]
enum ExportStateCode {
    /// It is being made.
    Making,
    /// It can be taken out.
    Ready,
    /// It was stopped; nothing of it is left.
    Ended,
    /// Its time was over; nothing of it is left.
    Expired,
}

/// Why an export ended.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExportEndReason)]
enum EndReasonCode {
    /// Whoever asked may not have one any more.
    RightEnded,
    /// Something in it was not shown to its owner any more: ask for a new one.
    Changed,
    /// Something of the record cannot be read; the operator knows of it.
    Unreadable,
}

/// Exports of one record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Exports {
    /// One's own, newest first.
    items: Vec<ExportView>,
}

/// Asks for an archive of all that the caller may see: documents as they were deposited, what is said of them, preferences,
/// history, notices, and a page that opens without a network. A second factor must just have been shown. While one is being
/// made, that one is answered.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/exports",
    operation_id = "askExport",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses(
        (status = 201, description = "It is being made.", body = ExportView),
        (status = 200, description = "One is being made already.", body = ExportView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn ask(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let asked = state.as_caller(caller, move |visit| {
        visit.leave(|tx| leaving::ask(&visit.house, tx, &visit.actor, space, visit.ask()))
    });
    let asked = asked.await?;
    let mut answer = if asked.is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(ExportView::from(asked.export)))
}

/// The caller's own exports of a record.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/exports",
    operation_id = "listExports",
    tag = "life of a record",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "The exports.", body = Exports), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<Exports>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        visit.leave(|tx| leaving::list(&visit.house, tx, &visit.actor, space, visit.ask()))
    });
    Ok(Json(Exports { items: read.await?.into_iter().map(ExportView::from).collect() }))
}

/// One of the caller's own exports, and how far it has come.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/exports/{export}",
    operation_id = "readExport",
    tag = "life of a record",
    params(OneExport, CallerHeaders),
    responses((status = 200, description = "The export.", body = ExportView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn show(
    caller: Caller,
    state: Data<State>,
    Path(OneExport { space, export }): Path<OneExport>,
) -> Result<Json<ExportView>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        visit.leave(|tx| leaving::read(&visit.house, tx, &visit.actor, space, visit.ask(), export))
    });
    Ok(Json(read.await?.into()))
}

/// Takes the archive out. It is decided anew: where something in it is not shown to the caller any more, it ends instead. A
/// second factor must just have been shown.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/exports/{export}/content",
    operation_id = "takeOutExport",
    tag = "life of a record",
    params(OneExport, CallerHeaders),
    responses(
        (status = 200, description = "The archive.", content_type = "application/zip"),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn content(
    caller: Caller,
    state: Data<State>,
    Path(OneExport { space, export }): Path<OneExport>,
) -> Result<HttpResponse, Problem> {
    let language = caller.language;
    let taken = state.as_caller(caller, move |visit| {
        let taken = leaving::take_out(&visit.house, &visit.actor, space, &visit.ask(), export);
        taken.map_err(|error| visit.problem_of_leaving(&error))
    });
    let archive = taken.await?;
    let bytes = archive.bytes;
    let opened = archive.open(&state.house().exports).await;
    let portions = opened.map_err(|error| errors::of_leaving(&error.into(), language))?;
    let mut answer = HttpResponse::Ok();
    for header in download_headers("application/zip", "carnet-export.zip", Disposition::Attachment) {
        answer.insert_header(header);
    }
    Ok(answer.body(SizedStream::new(bytes, portions)))
}

/// Removes an export, whatever became of it; one that is being made stops.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/exports/{export}",
    operation_id = "removeExport",
    tag = "life of a record",
    params(OneExport, CallerHeaders),
    responses((status = 204, description = "Nothing of it is left."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn remove(
    caller: Caller,
    state: Data<State>,
    Path(OneExport { space, export }): Path<OneExport>,
) -> Result<HttpResponse, Problem> {
    let removed = state.as_caller(caller, move |visit| {
        visit.leave(|tx| leaving::remove(&visit.house, tx, &visit.actor, space, visit.ask(), export))
    });
    let left = removed.await?;
    for blob in left {
        if state.house().blobs.delete(blob.into()).await.is_err() {
            tracing::warn!("a blob that nobody names is left for the sweeper");
        }
    }
    Ok(HttpResponse::NoContent().finish())
}

impl From<Export> for ExportView {
    fn from(export: Export) -> Self {
        let Export { id, state, asked_at, done, total, bytes, ready_at, keep_until, ended } = export;
        let is_ready = state == ExportState::Ready;
        Self {
            id,
            state: match state {
                ExportState::Making => ExportStateCode::Making,
                ExportState::Ready => ExportStateCode::Ready,
                ExportState::Ended => ExportStateCode::Ended,
                ExportState::Expired => ExportStateCode::Expired,
            },
            asked_at,
            progress: ProgressView { done, total },
            bytes: is_ready.then_some(bytes),
            ready_at,
            keep_until: keep_until.filter(|_| is_ready),
            ended: ended.map(|why| match why {
                EndReason::RightEnded => EndReasonCode::RightEnded,
                EndReason::Changed => EndReasonCode::Changed,
                EndReason::Unreadable => EndReasonCode::Unreadable,
            }),
        }
    }
}
