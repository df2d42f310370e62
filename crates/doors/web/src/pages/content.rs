use std::ops::Range;

use actix_web::{
    HttpResponse,
    body::SizedStream,
    http::{
        StatusCode,
        header::{CONTENT_SECURITY_POLICY, HeaderValue},
    },
    web::Data,
};
use bytes::Bytes;
use consent::{Ask, Language};
use documents::{Content, Documents, Opened, content::Kind};
use serde::Deserialize;
use webkit::{Disposition, ETag, Extent, Path, Problem, Query, WantedRange, content_range, download_headers};

use super::place::OneDocument;
use crate::{State, errors, visitor::Visitor};

/// For a PDF shown by the browser's own viewer, which an empty sandbox would switch off: nothing loads, nothing frames
/// it. The media type is fixed and never guessed, so no byte of it is taken for a page.
pub(super) const PDF_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'; \
     base-uri 'none'; form-action 'none'";

/// What the address may say besides.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Whether it is to be shown rather than saved.
    #[serde(default)]
    show: bool,
}

/// `GET /spaces/{space}/documents/{document}/content`: the bytes of one document, to save or, where a browser can show
/// them without running anything, to look at.
pub(crate) async fn open(
    visitor: Visitor,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    Query(asked): Query<Asked>,
    range: WantedRange,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let of_range = range.is_asked();
    let released = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| house.documents.content(tx, actor, space, Ask::default(), document, of_range))
    });
    let (_, content) = released.await?;
    let extent = range.of(content.document.size, &ETag::of(content.document.id))?;
    answer(content, &state.house().documents, extent, asked.show, language).await
}

/// A content as it is, to look at where that is `wanted` and a browser can, else to save.
pub(super) async fn answer(
    content: Content,
    documents: &Documents,
    extent: Extent,
    wanted: bool,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.media_type() == content.document.media_type);
    let how = match kind {
        Some(kind) if wanted && opens_in_a_browser(kind) => Disposition::Inline,
        _ => Disposition::Attachment,
    };
    let (size, name) = (content.document.size, content.document.file_name());
    let media_type = with_charset(&content.document.media_type);
    let tag = ETag::of(content.document.id);
    let (status, part) = match &extent {
        Extent::Whole => (StatusCode::OK, 0..size),
        Extent::Part(part) => (StatusCode::PARTIAL_CONTENT, part.clone()),
    };
    let opened = content.open_portions(documents, part.clone()).await;
    let opened = opened.map_err(|error| errors::problem(&error, language))?;
    let mut answer = HttpResponse::build(status);
    for header in download_headers(&media_type, &name, how) {
        answer.insert_header(header);
    }
    if kind == Some(Kind::Pdf) && how == Disposition::Inline {
        answer.insert_header((CONTENT_SECURITY_POLICY, HeaderValue::from_static(PDF_POLICY)));
    }
    answer.insert_header(tag.header());
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

/// Whether a browser shows this kind by itself. A clinical document is a page of its own kind, and is saved.
pub(super) fn opens_in_a_browser(kind: Kind) -> bool {
    match kind {
        Kind::Pdf | Kind::Jpeg | Kind::Png | Kind::Text => true,
        Kind::Tiff | Kind::Rtf | Kind::Cda => false,
    }
}

/// Text is taken in UTF-8 alone; an XML document says its encoding itself.
pub(super) fn with_charset(media_type: &str) -> String {
    if matches!(media_type, "text/plain" | "text/html") {
        format!("{media_type}; charset=utf-8")
    } else {
        media_type.to_owned()
    }
}
