use actix_web::{HttpResponse, web::Data};
use bytes::Bytes;
use webkit::{Disposition, ETag, Path, Problem, ProblemResponses, download_headers};

use super::{
    content::{whole, with_charset},
    place::OneDocument,
};
use crate::{
    State,
    caller::CallerHeaders,
    errors,
    evidence::{Consulting, EvidenceHeader},
};

/// The document in the form that a person reads: the sections of a structured clinical document as a page without
/// scripts and without outside references, the file inside an unstructured one, and anything else as it is.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/documents/{document}/readable",
    operation_id = "readReadable",
    tag = "documents",
    params(OneDocument, CallerHeaders, EvidenceHeader),
    responses(
        (status = 200, description = "The bytes.", content_type = "*/*",
            headers(("ETag" = String, description = "The version of the content."))),
        ProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn readable(
    Consulting(caller): Consulting,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
) -> Result<HttpResponse, Problem> {
    let (language, person) = (caller.language, caller.person().uuid());
    let released = state.consult(caller, space, move |tx, visit| {
        Ok(visit.house.documents.readable(tx, &visit.actor, space, visit.ask(), document)?)
    });
    let (_, content) = released.await?;
    let documents = state.house().documents.clone();
    if !content.document.is_clinical() {
        return whole(content, &documents, language).await;
    }
    let (found, size) = (content.document.clone(), content.document.size);
    let held = state.labours().contents.hold(person, usize::try_from(size).unwrap_or(usize::MAX))?;
    let opened = content.open(&documents, 0..size).await;
    let opened = opened.map_err(|error| errors::problem(&error, language))?;
    let id = found.id;
    let made = state.labours().reading.run(person, move || {
        let _held = held;
        documents.make_readable(&found, opened.bytes).map_err(|error| errors::problem(&error, language))
    });
    let made = made.await?;
    let mut answer = HttpResponse::Ok();
    for header in download_headers(&with_charset(made.media_type), &made.file_name, Disposition::Attachment) {
        answer.insert_header(header);
    }
    answer.insert_header(ETag::of(id).header());
    Ok(answer.body(Bytes::from_owner(made.bytes)))
}
