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

/// Whether a document shall be pinned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pinned {
    /// `true` pins it, `false` lets it go.
    pinned: bool,
}

/// Pins a document, whoever deposited it, or lets it go. For the holder's side alone.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/documents/{document}/pinned",
    operation_id = "pinDocument",
    tag = "folders",
    params(OneDocument, CallerHeaders),
    request_body = Pinned,
    responses(
        (status = 200, description = "The document as it stands now.", body = DocumentView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn pin(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    Json(Pinned { pinned }): Json<Pinned>,
) -> Result<Json<DocumentView>, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let now = visit.decide(|tx| house.documents.pin(tx, actor, space, visit.ask(), document, pinned))?;
        Ok(DocumentView::new(now, ViewerSide::from(actor), &house.reference))
    });
    done.await.map(Json)
}
