use actix_web::{HttpResponse, web::Data};
use documents::cda::entries::Entries;
use webkit::{Path, Problem, ProblemResponses};

use super::place::OneDocument;
use crate::{
    State,
    caller::CallerHeaders,
    errors,
    evidence::{Consulting, EvidenceHeader},
    views::EntriesView,
};

/// The results, medicines and vaccines that a clinical document states in coded entries; none of any other document.
/// They are read from the document each time, so they are seen by whoever may read it and by nobody else.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/documents/{document}/entries",
    operation_id = "readEntries",
    tag = "documents",
    params(OneDocument, CallerHeaders, EvidenceHeader),
    responses((status = 200, description = "The entries.", body = EntriesView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn entries(
    Consulting(caller): Consulting,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
) -> Result<HttpResponse, Problem> {
    let (language, person) = (caller.language, caller.person().uuid());
    let released = state.consult(caller, space, move |tx, visit| {
        Ok(visit.house.documents.entries(tx, &visit.actor, space, visit.ask(), document)?)
    });
    let (_, content) = released.await?;
    if !content.document.is_clinical() {
        return Ok(HttpResponse::Ok().json(EntriesView::from(Entries::default())));
    }
    let documents = state.house().documents.clone();
    let (found, size) = (content.document.clone(), content.document.size);
    let held = state.labours().contents.hold(person, usize::try_from(size).unwrap_or(usize::MAX))?;
    let opened = content.open(&documents, 0..size).await;
    let opened = opened.map_err(|error| errors::problem(&error, language))?;
    let extracted = state.labours().reading.run(person, move || {
        let _held = held;
        documents.extract(&found, &opened.bytes).map_err(|error| errors::problem(&error, language))
    });
    Ok(HttpResponse::Ok().json(EntriesView::from(extracted.await?)))
}
