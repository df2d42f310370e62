use actix_web::web::Data;
use kernel::FolderId;
use serde::Deserialize;
use utoipa::ToSchema;
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::place::OneDocument;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::{DocumentView, ViewerSide},
};

/// Where a document shall stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filing {
    /// A folder of the record; `null` for none.
    // A field with a reader of its own must be there: nothing said is not "none".
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(value_type = Option<Uuid>, required = true)]
    folder: Option<FolderId>,
}

/// Puts a document, whoever deposited it, into a folder or into none. For the holder's side alone; all versions stand
/// in one place.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/documents/{document}/folder",
    operation_id = "fileDocument",
    tag = "folders",
    params(OneDocument, CallerHeaders),
    request_body = Filing,
    responses(
        (status = 200, description = "The document as it stands now.", body = DocumentView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn file(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    Json(Filing { folder }): Json<Filing>,
) -> Result<Json<DocumentView>, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let now = visit.decide(|tx| house.documents.file(tx, actor, space, visit.ask(), document, folder))?;
        Ok(DocumentView::new(now, ViewerSide::from(actor), &house.reference))
    });
    done.await.map(Json)
}
