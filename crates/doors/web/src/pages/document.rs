use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use config::{PlaceCode, Reference};
use consent::Language;
use documents::{Confidentiality, Document, NamedAuthor, StatedCode, Status, content::Kind};
use flows::record::ReaderSide;
use kernel::Private;
use serde::Deserialize;
use webkit::{Path, Problem, Query};

use super::{content, documents::address, hiding, place::OneDocument, record_head::RecordHead, replacement};
use crate::{
    State,
    moments::Moment,
    shell::{Shell, Side, either, page},
    texts,
    visitor::Visitor,
    words,
};

/// What the address may say besides.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Whether the reader has just deposited it.
    #[serde(default)]
    deposited: bool,
}

/// `GET /spaces/{space}/documents/{document}`: what is known of one document. One that is hidden and one that does not
/// exist are the same page.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (heading, found, hiding) =
            visit.decide(|tx| flows::seeing::document(house, tx, actor, space, document))?;
        let hidden = hiding.map(|hiding| hiding::words(&hiding, visit));
        let of_citizen = actor.practice().is_none() && actor.organisation().is_none();
        let is_own = heading.side != ReaderSide::Helper && replacement::is_replaceable(&found, actor);
        let sheet = Sheet {
            is_own,
            hidden,
            ..Sheet::new(found, heading.zone, &house.reference, of_citizen, visit.language)
        };
        Ok((heading, sheet))
    });
    let (me, (heading, sheet)) = seen.await?;
    let done = match (asked.deposited, me.side) {
        (false, _) => None,
        (true, _) if sheet.version > 1 => Some("replace-done"),
        (true, Side::Citizen) if heading.side != ReaderSide::Holder => Some("deposit-done-carer"),
        (true, Side::Citizen) => Some("deposit-done"),
        (true, _) => None,
    };
    let view = DocumentPage {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(&visitor, &state, me)?,
        here: address(space, document),
        sheet,
        done,
    };
    page(&visitor, StatusCode::OK, &view)
}

/// One document, as its reader may see it.
struct Sheet {
    title: Private<String>,
    category: String,
    kind: String,
    comment: Option<Private<String>>,
    depositor: Private<String>,
    by_citizen: bool,
    /// Whether a carer brought it, in the holder's name.
    by_carer: bool,
    deposited: Moment,
    service: Moment,
    service_end: Option<Moment>,
    authors: Vec<NamedAuthor>,
    signer: Option<NamedAuthor>,
    facility: Option<Private<String>>,
    setting: Option<Private<String>>,
    format: &'static str,
    size: String,
    status: String,
    confidentiality: Option<String>,
    /// By what the reader hides it from professionals.
    hidden: Option<String>,
    withheld: Option<Moment>,
    version: u32,
    version_name: String,
    replaced: bool,
    opens_here: bool,
    is_read_as_page: bool,
    /// Whether the reader may replace it.
    is_own: bool,
}

impl Sheet {
    fn new(
        document: Document,
        zone: Tz,
        reference: &Reference,
        of_citizen: bool,
        language: Language,
    ) -> Self {
        let at = |instant| Moment::new(instant, zone, language);
        let kind = Kind::ALL.into_iter().find(|kind| kind.media_type() == document.media_type);
        let service = at(document.service_start);
        let header = document.words.header.clone();
        Self {
            category: words::category(reference, document.category, language),
            kind: words::document_type(reference, &document, language),
            by_citizen: document.by_citizen,
            by_carer: document.words.for_holder.is_some(),
            deposited: at(document.deposited_at),
            service_end: document.service_end.map(at).filter(|end| end.long_day != service.long_day),
            service,
            format: format_of_type(&document.media_type),
            size: size(document.size, language),
            status: texts::text(language, status(document.status)),
            confidentiality: confidentiality(document.confidentiality).map(|key| texts::text(language, key)),
            hidden: None,
            withheld: document.withheld_until.filter(|_| !of_citizen).map(at),
            version: document.version,
            version_name: version_name(document.version, language),
            replaced: document.status == Status::Deprecated,
            opens_here: kind.is_some_and(content::opens_in_a_browser),
            is_read_as_page: kind == Some(Kind::Cda),
            is_own: false,
            title: document.words.title,
            comment: document.words.comment,
            depositor: document.words.depositor_name,
            authors: document.words.authors,
            // What a citizen brings comes from no place of care.
            facility: place(&header.facility, |code, system| reference.facility(code, system), language)
                .filter(|_| !document.by_citizen),
            setting: place(
                &header.practice_setting,
                |code, system| reference.practice_setting(code, system),
                language,
            ),
            signer: header.legal_authenticator.filter(|signer| !signer.name.reveal().is_empty()),
        }
    }
}

/// A place of care by our own name for it where the value set has its code, else by the author's.
fn place<'a>(
    stated: &Option<StatedCode>,
    known: impl FnOnce(&str, &str) -> Option<&'a PlaceCode>,
    language: Language,
) -> Option<Private<String>> {
    let stated = stated.as_ref()?;
    Some(match known(stated.code.reveal(), &stated.system) {
        Some(known) => Private::new(either(language, &known.label_fr, &known.label_en).to_owned()),
        None => stated.label.clone().unwrap_or_else(|| stated.code.clone()),
    })
}

/// What people call a media type.
pub(super) fn format_of_type(media_type: &str) -> &'static str {
    Kind::ALL.into_iter().find(|kind| kind.media_type() == media_type).map_or("", format_of)
}

pub(super) fn version_name(number: u32, language: Language) -> String {
    texts::count(language, "version-number", usize::try_from(number).unwrap_or(usize::MAX))
}

fn format_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Pdf => "PDF",
        Kind::Jpeg => "JPEG",
        Kind::Png => "PNG",
        Kind::Tiff => "TIFF",
        Kind::Rtf => "RTF",
        Kind::Text => "TXT",
        Kind::Cda => "CDA (XML)",
    }
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Approved => "status-approved",
        Status::Deprecated => "status-deprecated",
        Status::Archived => "status-archived",
        Status::Deleted => "status-deleted",
    }
}

fn confidentiality(level: Confidentiality) -> Option<&'static str> {
    match level {
        Confidentiality::N => None,
        Confidentiality::R => Some("confidentiality-restricted"),
        Confidentiality::V => Some("confidentiality-very-restricted"),
    }
}

/// `12 ko`, `12 kB`: whole numbers are enough for a person.
pub(super) fn size(bytes: u64, language: Language) -> String {
    const KILO: u64 = 1_000;
    let units = match language {
        Language::French => ["octets", "ko", "Mo"],
        Language::English => ["bytes", "kB", "MB"],
    };
    let [plain, kilo, mega] = units;
    match bytes {
        0..KILO => format!("{bytes}\u{a0}{plain}"),
        KILO..1_000_000 => format!("{}\u{a0}{kilo}", bytes.div_ceil(KILO)),
        _ => format!("{}\u{a0}{mega}", bytes.div_ceil(KILO * KILO)),
    }
}

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    page: Shell,
    head: RecordHead,
    here: String,
    sheet: Sheet,
    /// What the reader has just done.
    done: Option<&'static str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        assert_eq!(size(999, Language::French), "999\u{a0}octets");
        assert_eq!(size(20_480, Language::French), "21\u{a0}ko");
        assert_eq!(size(2_000_001, Language::English), "3\u{a0}MB");
    }
}
