use actix_web::{HttpResponse, web::Data};
use documents::{Document, Entitling};
use kernel::Private;
use serde::Deserialize;
use utoipa::ToSchema;
use webkit::{ETag, IfMatch, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::place::OneDocument;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::{DocumentView, ViewerSide},
};

/// The title that a document shall have.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Title {
    /// At most 50 characters from a citizen, 250 from others.
    #[schema(value_type = String, example = "Ma radio du genou")]
    title: Private<String>,
}

/// Gives a document of one's own another title. With `If-Match`, only if it is still what was read.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/documents/{document}/title",
    operation_id = "entitleDocument",
    tag = "documents",
    params(
        OneDocument,
        CallerHeaders,
        ("If-Match" = Option<String>, Header, nullable = false, description = "The `ETag` of what was read.")
    ),
    request_body = Title,
    responses(
        (status = 200, description = "The document with its title.", body = DocumentView,
            headers(("ETag" = String, description = "What is said of it now."))),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn entitle(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    if_match: IfMatch,
    Json(Title { title }): Json<Title>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let unchanged =
            |found: &Document| if_match == IfMatch::Absent || if_match.require(&tag(found)).is_ok();
        let wanted = Entitling { id: document, title: &title, unchanged: &unchanged };
        let now = visit.decide(|tx| house.documents.entitle(tx, actor, space, &visit.ask(), &wanted))?;
        let tag = tag(&now);
        Ok((DocumentView::new(now, ViewerSide::from(actor), &house.reference), tag))
    });
    let (view, tag) = done.await?;
    Ok(HttpResponse::Ok().insert_header(tag.header()).json(view))
}

/// The tag of what is said of a document.
pub(super) fn tag(document: &Document) -> ETag {
    ETag::of(document.entry_id)
}
