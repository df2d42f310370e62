use actix_web::{HttpResponse, web::Data};
use documents::{Document, Entitling};
use kernel::Private;
use serde::Deserialize;
use utoipa::ToSchema;
use webkit::{
    ETag, Fault, IfMatch, Json, Path, Problem, ProblemKind, ProblemResponses, WriteProblemResponses,
};

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

/// Gives a document of one's own another title, if it is still what was read: `If-Match` says what that was, and without
/// it nothing is changed (428).
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/documents/{document}/title",
    operation_id = "entitleDocument",
    tag = "documents",
    params(
        OneDocument,
        CallerHeaders,
        ("If-Match" = String, Header, pattern = "^([*]|\"[!#-+\\--~]+\")$",
            description = "The `ETag` of what was read; `*` for whatever is said of the document now.")
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
        let (house, actor, side) = (&visit.house, &visit.actor, ViewerSide::from(&visit.actor));
        let unchanged = |found: &Document| if_match.require(&tag(found)).is_ok();
        let wanted = Entitling { id: document, title: &title, unchanged: &unchanged };
        let entitled =
            house.desk.write(|tx| house.documents.entitle(tx, actor, space, &visit.ask(), &wanted));
        let now = entitled.map_err(|error| match error {
            // Said once it is known that the document is the caller's own.
            documents::Error::Changed if if_match == IfMatch::Absent => no_tag(),
            error => visit.problem(&error),
        })?;
        let tag = tag(&now);
        Ok((DocumentView::new(now, side, &house.reference), tag))
    });
    let (view, tag) = done.await?;
    Ok(HttpResponse::Ok().insert_header(tag.header()).json(view))
}

fn no_tag() -> Problem {
    let fault = Fault::new("header:if-match", "the `ETag` of the document as it was read, or `*`");
    Problem::new(ProblemKind::PreconditionRequired).and_fault(fault)
}

/// The tag of what is said of a document, as its reader sees it: of its mask whoever acts for the holder alone.
pub(super) fn tag(document: &Document) -> ETag {
    match document.mark.masked {
        Some(true) => ETag::of(format_args!("{}-masked", document.entry_id)),
        Some(false) | None => ETag::of(document.entry_id),
    }
}
