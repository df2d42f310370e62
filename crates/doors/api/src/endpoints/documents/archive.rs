use actix_web::web::Data;
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
pub(crate) struct Archived {
    /// `true` puts it aside, `false` takes it back among the current ones.
    archived: bool,
}

/// Puts a document of one's own aside, or takes it back among the current ones.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/documents/{document}/archived",
    operation_id = "archiveDocument",
    tag = "documents",
    params(OneDocument, CallerHeaders),
    request_body = Archived,
    responses(
        (status = 200, description = "The document as it stands now.", body = DocumentView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn archive(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    Json(Archived { archived }): Json<Archived>,
) -> Result<Json<DocumentView>, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let now =
            visit.decide(|tx| house.documents.archive(tx, actor, space, &visit.ask(), document, archived))?;
        Ok(DocumentView::new(now, ViewerSide::from(actor), &house.reference))
    });
    done.await.map(Json)
}
