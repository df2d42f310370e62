use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::Documents;
use crate::{
    Error,
    cda::{self, Body, Limits, escape},
    content::Kind,
    model::Document,
};

/// A document in the form that a person reads.
pub struct Readable {
    /// The name under which it is saved.
    pub file_name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl Documents {
    /// Makes the form for people out of an opened content: the page of a structured clinical document, the file inside an
    /// unstructured one, and anything else as it is. It reads XML whole, so it belongs on a thread that may take its time.
    ///
    /// # Errors
    /// [`Error::Cda`] when the document cannot be read, though it was when it was deposited; [`Error::Busy`].
    pub fn make_readable(&self, document: &Document, content: Zeroizing<Vec<u8>>) -> Result<Readable, Error> {
        let kind = Kind::ALL.into_iter().find(|kind| kind.media_type() == document.media_type);
        let kind = kind.ok_or(Error::Broken)?;
        if kind != Kind::Cda {
            return Ok(readable(document, kind.media_type(), kind.extension(), content));
        }
        let _seat = self.reading.enter()?;
        let limits = Limits { zone: self.settings().zone, ..Limits::default() };
        let read = cda::read(&content, &limits)?;
        if let Body::Unstructured(attachment) = &read.body {
            let file = attachment.embedded()?;
            if let Some(inside) = file.kind.filter(|inside| *inside != Kind::Cda) {
                let bytes = Zeroizing::new(file.bytes.reveal().clone());
                return Ok(readable(document, inside.media_type(), inside.extension(), bytes));
            }
            return Ok(readable(document, kind.media_type(), kind.extension(), content));
        }
        let sections = Zeroizing::new(cda::render(&content, &limits)?);
        let day = document.day_of_care(self.settings().zone);
        let bytes = Zeroizing::new(page(document, day, &sections).into_bytes());
        Ok(readable(document, "text/html", "html", bytes))
    }
}

/// The name of the file is the document's, with the ending of what it became.
fn readable(
    document: &Document,
    media_type: &'static str,
    ending: &str,
    bytes: Zeroizing<Vec<u8>>,
) -> Readable {
    let name = document.file_name();
    let file_name = match name.strip_suffix(".xml") {
        Some(stem) if ending != "xml" => format!("{stem}.{ending}"),
        _ => name,
    };
    Readable { file_name, media_type, bytes }
}

/// How the page looks: it stands alone, so it brings it along.
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;\
                     color:#13232b;background:#fff}h1{font-size:1.8rem;line-height:1.2}table{border-collapse:collapse;\
                     margin:1rem 0;display:block;overflow-x:auto}th,td{border:1px solid #9fb0b5;padding:.3rem .6rem;\
                     text-align:left;vertical-align:top}th{background:#eef3f4}header{border-bottom:1px solid #9fb0b5}";

/// A page of its own: what the document is, by whom and of when, then its sections.
fn page(document: &Document, day: NaiveDate, sections: &str) -> String {
    let mut page = String::with_capacity(sections.len() + 1_024);
    page.push_str("<!doctype html>\n<html lang=\"");
    escape(document.words.language.as_deref().unwrap_or("fr-FR"), &mut page);
    page.push_str("\">\n<head><meta charset=\"utf-8\"><title>");
    escape(document.words.title.reveal(), &mut page);
    page.push_str("</title><meta name=\"viewport\" content=\"width=device-width\">\n<style>");
    page.push_str(STYLE);
    page.push_str("</style></head>\n<body>\n<header><h1>");
    escape(document.words.title.reveal(), &mut page);
    page.push_str("</h1>\n<p><time>");
    escape(&day.to_string(), &mut page);
    page.push_str("</time></p>\n<ul>");
    for author in &document.words.authors {
        page.push_str("<li>");
        escape(author.name.reveal(), &mut page);
        if let Some(organisation) = author.organisation.as_ref().filter(|name| **name != author.name) {
            page.push_str(", ");
            escape(organisation.reveal(), &mut page);
        }
        page.push_str("</li>\n");
    }
    page.push_str("</ul></header>\n<main>\n");
    page.push_str(sections);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}
