use std::{collections::HashMap, vec};

use chrono::DateTime;
use chrono_tz::Tz;
use documents::Document;
use exports::{Entry, Fragment, Packer};
use kernel::{FolderId, Private};
use serde_json::{Value, json};
use uuid::Uuid;
use webkit::safe_file_name;

use super::Error;
use crate::House;

/// A file of the archive.
pub(super) struct File {
    /// Its name in the archive.
    pub name: String,
    /// The beginning of care, as the time of the file.
    pub at: DateTime<Tz>,
}

/// The file of a document: numbered in the order in which the documents came in, so that no two are one.
pub(super) fn file_of(number: u64, document: &Document, zone: Tz) -> File {
    let day = document.day_of_care(zone);
    let name = safe_file_name(&format!("{day} {}", document.file_name()));
    File { name: format!("documents/{number:05} {name}"), at: document.service_start.with_timezone(&zone) }
}

/// What `metadata.json` says of a document that does not open.
pub(super) fn unreadable(id: Uuid) -> Value {
    json!({ "id": id, "file": null, "unreadable": true })
}

/// What `metadata.json` says of a document.
pub(super) fn described(
    house: &House,
    document: &Document,
    file: &str,
    folders: &HashMap<FolderId, Private<String>>,
) -> Value {
    let Document { words, mark, .. } = document;
    let reference = &house.reference;
    let text = |text: &Option<Private<String>>| text.as_ref().map(|text| text.reveal().clone());
    let kind = reference.document_type(&document.type_code, &document.type_system);
    let authors: Vec<Value> = words
        .authors
        .iter()
        .map(|author| {
            json!({
                "name": author.name.reveal(),
                "rpps": author.rpps,
                "speciality": author.speciality,
                "organisation": text(&author.organisation),
                "organisation_id": author.organisation_id,
            })
        })
        .collect();
    json!({
        "id": document.id,
        "file": file,
        "title": words.title.reveal(),
        "type": { "code": document.type_code, "system": document.type_system,
            "label_fr": kind.map(|kind| &kind.label_fr), "label_en": kind.map(|kind| &kind.label_en) },
        "class": document.class_code,
        "category": document.category.code(),
        "media_type": document.media_type,
        "size": document.size,
        "sha256": words.sha256,
        "status": document.status.as_str(),
        "version": document.version,
        "series_id": document.series_id,
        "replaces": document.replaces,
        "service_start": document.service_start,
        "service_end": document.service_end,
        "deposited_at": document.deposited_at,
        "changed_at": document.changed_at,
        "deposited_by": words.depositor_name.reveal(),
        "brought_by_citizen": document.by_citizen,
        "authors": authors,
        "comment": text(&words.comment),
        "file_name": text(&words.file_name),
        "language": words.language,
        "confidentiality": document.confidentiality.code(),
        "masked": mark.masked,
        "folder": mark.folder.and_then(|id| folders.get(&id)).map(|name| name.reveal().clone()),
        "pinned_at": mark.pinned_at,
        "unique_id": words.unique_id.reveal(),
    })
}

/// Packs `metadata.json`: one document a line, so that it is read piece by piece.
pub(super) fn pack_metadata(
    packer: &mut Packer,
    at: DateTime<Tz>,
    said_after: impl Fn(i32) -> Result<Vec<(i32, Fragment)>, Error>,
) -> Result<(), Error> {
    packer.begin("metadata.json", at)?;
    packer.piece(b"{\"format\":\"carnet-export/1\",\"documents\":[")?;
    let mut first = true;
    each(said_after, |fragment| {
        for said in &fragment.said {
            packer.piece(if first { b"\n" } else { b",\n" })?;
            first = false;
            packer.piece(&serde_json::to_vec(said).map_err(|_| exports::Error::Unwritable)?)?;
        }
        Ok(())
    })?;
    packer.piece(b"\n]}\n")?;
    Ok(packer.end()?)
}

/// Goes through all that was said of the parts of an archive.
pub(super) fn each(
    said_after: impl Fn(i32) -> Result<Vec<(i32, Fragment)>, Error>,
    mut work: impl FnMut(&Fragment) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut after = -1;
    loop {
        let some = said_after(after)?;
        let Some((last, _)) = some.last() else { return Ok(()) };
        after = *last;
        for (_, fragment) in &some {
            work(fragment)?;
        }
    }
}

/// The entries of the directory that were packed before, read as they are asked for.
pub(super) struct Entries<F> {
    said_after: F,
    after: i32,
    read: vec::IntoIter<Entry>,
}

impl<F> Entries<F> {
    pub(super) fn new(said_after: F) -> Self {
        Self { said_after, after: -1, read: Vec::new().into_iter() }
    }
}

impl<F: Fn(i32) -> Result<Vec<(i32, Fragment)>, Error>> Iterator for Entries<F> {
    type Item = Result<Entry, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.read.next() {
                return Some(Ok(entry));
            }
            match (self.said_after)(self.after) {
                Err(error) => return Some(Err(error)),
                Ok(some) => {
                    self.after = some.last()?.0;
                    let entries: Vec<Entry> =
                        some.into_iter().flat_map(|(_, fragment)| fragment.entries).collect();
                    self.read = entries.into_iter();
                }
            }
        }
    }
}
