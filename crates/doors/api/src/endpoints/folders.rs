use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web::Data};
use chrono::{DateTime, Utc};
use kernel::{FolderId, Private, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    wire::{AnsweredAgainHeader, claim},
};

/// The folder that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneFolder {
    /// The record.
    #[param(value_type = Uuid, example = "00000000-0000-7000-8000-000000000001")]
    space: SpaceId,
    /// The folder.
    #[param(value_type = Uuid)]
    folder: FolderId,
}

/// What a folder shall be called.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FolderName {
    /// 1 to 50 characters with at least one letter or number, and no other folder's, case and accents aside.
    #[schema(value_type = String, example = "Grossesse")]
    name: Private<String>,
}

/// A folder of the holder's side.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Folder)]
pub(crate) struct FolderView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: FolderId,
    /// Its name.
    #[schema(value_type = String, example = "Grossesse")]
    name: Private<String>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it was named last.
    changed_at: DateTime<Utc>,
}

impl From<documents::Folder> for FolderView {
    fn from(folder: documents::Folder) -> Self {
        let documents::Folder { id, name, created_at, changed_at } = folder;
        Self { id, name, created_at, changed_at }
    }
}

/// The folders of one record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Folders {
    /// All of them, oldest first.
    items: Vec<FolderView>,
}

/// The folders of a record, for the holder's side alone. What stands in one is searched for with its id.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/folders",
    operation_id = "listFolders",
    tag = "folders",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "The folders.", body = Folders), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<Folders>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        visit.decide(|tx| documents.folders(tx, actor, space, visit.ask()))
    });
    Ok(Json(Folders { items: read.await?.into_iter().map(FolderView::from).collect() }))
}

/// Makes a folder. Only the holder's side ever sees it. The same `Idempotency-Key` with the same request makes one folder
/// and answers with it each time.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/folders",
    operation_id = "makeFolder",
    tag = "folders",
    params(
        InSpace,
        CallerHeaders,
        AnsweredAgainHeader
    ),
    request_body = FolderName,
    responses(
        (status = 201, description = "It is there.", body = FolderView,
            headers(("Location" = String, description = "Where it is renamed and removed."))),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn make(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(wanted): Json<FolderName>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &wanted)?;
    let made = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        let name = &wanted.name;
        visit.decide(|tx| documents.make_folder(tx, actor, space, visit.ask(), name, claim.as_ref()))
    });
    let made = made.await?;
    let location = format!("/api/v1/spaces/{space}/folders/{}", made.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(FolderView::from(made)))
}

/// Gives a folder another name.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/folders/{folder}",
    operation_id = "renameFolder",
    tag = "folders",
    params(OneFolder, CallerHeaders),
    request_body = FolderName,
    responses(
        (status = 200, description = "The folder with its name.", body = FolderView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn rename(
    caller: Caller,
    state: Data<State>,
    Path(OneFolder { space, folder }): Path<OneFolder>,
    Json(FolderName { name }): Json<FolderName>,
) -> Result<Json<FolderView>, Problem> {
    let renamed = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        visit.decide(|tx| documents.rename_folder(tx, actor, space, visit.ask(), folder, &name))
    });
    Ok(Json(FolderView::from(renamed.await?)))
}

/// Removes a folder, and no document: those that stood in it stay in the record.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/folders/{folder}",
    operation_id = "removeFolder",
    tag = "folders",
    params(OneFolder, CallerHeaders),
    responses((status = 204, description = "It is removed."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn remove(
    caller: Caller,
    state: Data<State>,
    Path(OneFolder { space, folder }): Path<OneFolder>,
) -> Result<HttpResponse, Problem> {
    let removed = state.as_caller(caller, move |visit| {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        visit.decide(|tx| documents.remove_folder(tx, actor, space, visit.ask(), folder))
    });
    removed.await?;
    Ok(HttpResponse::NoContent().finish())
}
