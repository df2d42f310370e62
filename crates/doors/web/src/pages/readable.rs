use actix_web::{
    HttpResponse,
    http::header::{CONTENT_SECURITY_POLICY, HeaderValue},
    web::Data,
};
use bytes::Bytes;
use consent::Ask;
use documents::content::Kind;
use webkit::{Disposition, Extent, Path, Problem, download_headers};

use super::{content, place::OneDocument};
use crate::{State, errors, visitor::Visitor};

/// For a page made from a clinical document: its own style and nothing else, in a sandbox in which nothing runs.
const PAGE_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; \
     base-uri 'none'; form-action 'none'";

/// `GET /spaces/{space}/documents/{document}/readable`: a clinical document as people read it. What is inside an
/// unstructured one is shown where a browser can show it, and so is any other document.
pub(crate) async fn open(
    visitor: Visitor,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let released = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| house.documents.readable(tx, actor, space, Ask::default(), document))
    });
    let (_, content) = released.await?;
    let documents = &state.house().documents;
    if !content.document.is_clinical() {
        return content::answer(content, documents, Extent::Whole, true, language).await;
    }
    let person = visitor.claims()?.person.uuid();
    let (found, size) = (content.document.clone(), content.document.size);
    let held = state.labours().contents.hold(person, usize::try_from(size).unwrap_or(usize::MAX))?;
    let opened = content.open(documents, 0..size).await;
    let opened = opened.map_err(|error| errors::problem(&error, language))?;
    let house = state.house_shared();
    let made = state.labours().reading.run(person, move || {
        let _held = held;
        house.documents.make_readable(&found, opened.bytes).map_err(|error| errors::problem(&error, language))
    });
    let made = made.await?;
    let is_page = made.media_type == "text/html";
    let kind = Kind::ALL.into_iter().find(|kind| kind.media_type() == made.media_type);
    let how = match is_page || kind.is_some_and(content::opens_in_a_browser) {
        true => Disposition::Inline,
        false => Disposition::Attachment,
    };
    let mut answer = HttpResponse::Ok();
    for header in download_headers(&content::with_charset(made.media_type), &made.file_name, how) {
        answer.insert_header(header);
    }
    if is_page {
        answer.insert_header((CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY)));
    } else if kind == Some(Kind::Pdf) {
        answer.insert_header((CONTENT_SECURITY_POLICY, HeaderValue::from_static(content::PDF_POLICY)));
    }
    Ok(answer.body(Bytes::from_owner(made.bytes)))
}
