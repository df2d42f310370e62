use actix_web::{HttpResponse, web::Data};
use webkit::{Path, Problem, ProblemResponses};

use super::{entitle::tag, place::OneDocument};
use crate::{
    State,
    caller::CallerHeaders,
    evidence::{Consulting, EvidenceHeader},
    views::{DocumentView, ViewerSide},
};

/// What is known of one document. One that is hidden and one that does not exist are the same answer.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/documents/{document}",
    operation_id = "readDocument",
    tag = "documents",
    params(OneDocument, CallerHeaders, EvidenceHeader),
    responses(
        (status = 200, description = "The document.", body = DocumentView,
            headers(("ETag" = String, description = "What is said of it now."))),
        ProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn show(
    Consulting(caller): Consulting,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
) -> Result<HttpResponse, Problem> {
    let read = state.consult(caller, space, move |tx, visit| {
        Ok(visit.house.documents.read(tx, &visit.actor, space, visit.ask(), document)?)
    });
    let (visit, found) = read.await?;
    let side = ViewerSide::from(&visit.actor);
    let tag = tag(&found);
    let view = DocumentView::whole(found, side, &visit.house.reference);
    Ok(HttpResponse::Ok().insert_header(tag.header()).json(view))
}
