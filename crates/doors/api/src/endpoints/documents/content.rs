use std::{io, ops::Range};

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    body::SizedStream,
    http::{Method, StatusCode},
    web::Data,
};
use bytes::Bytes;
use consent::Language;
use documents::{Content, Documents, Opened};
use futures_util::stream::empty;
use webkit::{
    Disposition, ETag, Extent, Path, Problem, ProblemResponses, WantedRange, content_range, download_headers,
};

use super::place::OneDocument;
use crate::{
    State,
    caller::CallerHeaders,
    errors,
    evidence::{Consulting, EvidenceHeader},
};

/// The content of one document, whole or one byte range of it (`Range`, with `If-Range`).
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/documents/{document}/content",
    operation_id = "readContent",
    tag = "documents",
    params(
        OneDocument,
        CallerHeaders,
        EvidenceHeader,
        ("Range" = Option<String>, Header, nullable = false, description = "One byte range: `bytes=0-1023`."),
        ("If-Range" = Option<String>, Header, nullable = false, description = "The `ETag` of the version that it is of.")
    ),
    responses(
        (status = 200, description = "All bytes.", content_type = "*/*",
            headers(("ETag" = String, description = "The version of the content."))),
        (status = 206, description = "The range.", content_type = "*/*",
            headers(("Content-Range" = String, description = "Which bytes of how many."))),
        (status = 416, description = "The range lies outside the content.",
            content_type = "application/problem+json", body = webkit::ProblemDocument),
        ProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn content(
    Consulting(caller): Consulting,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    range: WantedRange,
    method: Method,
) -> Result<HttpResponse, Problem> {
    let language = caller.language;
    let of_range = range.is_asked();
    let released = state.consult(caller, space, move |tx, visit| {
        Ok(visit.house.documents.content(tx, &visit.actor, space, visit.ask(), document, of_range)?)
    });
    let (_, content) = released.await?;
    let extent = range.of(content.document.size, &ETag::of(content.document.id))?;
    if method == Method::HEAD {
        let size = content.document.size;
        return Ok(head(&content, StatusCode::OK).body(SizedStream::new(size, empty::<io::Result<Bytes>>())));
    }
    answer(content, &state.house().documents, extent, language).await
}

/// The whole content as it is.
pub(super) async fn whole(
    content: Content,
    documents: &Documents,
    language: Language,
) -> Result<HttpResponse, Problem> {
    answer(content, documents, Extent::Whole, language).await
}

async fn answer(
    content: Content,
    documents: &Documents,
    extent: Extent,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let size = content.document.size;
    let (status, part) = match &extent {
        Extent::Whole => (StatusCode::OK, 0..size),
        Extent::Part(part) => (StatusCode::PARTIAL_CONTENT, part.clone()),
    };
    let mut answer = head(&content, status);
    let opened = content.open_portions(documents, part.clone()).await;
    let opened = opened.map_err(|error| errors::problem(&error, language))?;
    if extent != Extent::Whole {
        answer.insert_header(content_range(&Range { start: part.start, end: part.end }, size));
    }
    Ok(match opened {
        Opened::Whole(bytes) => answer.body(Bytes::from_owner(bytes)),
        Opened::Portions(portions) => {
            answer.body(SizedStream::new(part.end.saturating_sub(part.start), portions))
        }
    })
}

/// An answer with everything that is said of a content before its bytes.
fn head(content: &Content, status: StatusCode) -> HttpResponseBuilder {
    let document = &content.document;
    let mut answer = HttpResponse::build(status);
    let media_type = with_charset(&document.media_type);
    for header in download_headers(&media_type, &document.file_name(), Disposition::Attachment) {
        answer.insert_header(header);
    }
    answer.insert_header(ETag::of(document.id).header());
    answer
}

/// Text is taken in UTF-8 alone; an XML document says its encoding itself.
pub(super) fn with_charset(media_type: &str) -> String {
    if matches!(media_type, "text/plain" | "text/html") {
        format!("{media_type}; charset=utf-8")
    } else {
        media_type.to_owned()
    }
}
