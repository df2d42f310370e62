use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;
use webkit::{Json, Path, Problem, ProblemResponses};

use super::place::OneDocument;
use crate::{
    State,
    caller::CallerHeaders,
    evidence::{Consulting, EvidenceHeader},
    views::{DocumentView, ViewerSide},
};

/// The versions of one document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Versions {
    /// Those that the caller may see, newest first.
    items: Vec<DocumentView>,
}

/// The versions of a document that the caller may see, newest first, reached by any one of them.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/documents/{document}/versions",
    operation_id = "listVersions",
    tag = "documents",
    params(OneDocument, CallerHeaders, EvidenceHeader),
    responses((status = 200, description = "The versions.", body = Versions), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn versions(
    Consulting(caller): Consulting,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
) -> Result<Json<Versions>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let found =
            visit.consult(space, |tx| house.documents.versions(tx, actor, space, visit.ask(), document))?;
        Ok(Versions { items: DocumentView::versions(found, ViewerSide::from(actor), &house.reference) })
    });
    read.await.map(Json)
}
