use std::fmt::Write;

use chrono::DateTime;
use chrono_tz::Tz;
use consent::Ask;
use exports::Packer;
use journal::{Outcome, Who};
use kernel::{Actor, Language, SpaceId};
use serde_json::{Value, json};

use super::{Error, facts::granted};
use crate::{
    House,
    history::{self, Page},
};

/// The two files.
pub(super) const FILES: [&str; 2] = ["history.json", "history.csv"];
/// Lines that are read at a time.
const AT_ONCE: usize = 2_000;

/// Packs the history twice, as JSON with all that a line says, and as a table; false where whoever asks reads none.
pub(super) fn pack(
    packer: &mut Packer,
    at: DateTime<Tz>,
    house: &House,
    actor: &Actor,
    ask: &Ask,
    space: SpaceId,
) -> Result<bool, Error> {
    let read = |before| {
        house.desk.rehearse(|tx| {
            history::read_under(house, tx, actor, space, ask.clone(), before, AT_ONCE).map(|(page, _)| page)
        })
    };
    // What is written meanwhile is in neither of the two.
    let Some(newest) = granted(read(None).map_err(Error::from))? else { return Ok(false) };
    let begin = begins(&newest);
    let [as_json, as_table] = FILES;
    packer.begin(as_json, at)?;
    packer.piece(b"{\"format\":\"carnet-export/1\",\"lines\":[")?;
    let mut first = true;
    pages(&read, begin, |page| {
        for (line, said) in page.lines.iter().zip(&page.said) {
            let said: Vec<Value> = said
                .iter()
                .map(|one| {
                    json!({
                        "kind": one.kind,
                        "begins": one.begins,
                        "words_fr": one.words(Language::French).reveal(),
                        "words_en": one.words(Language::English).reveal(),
                    })
                })
                .collect();
            let entry = &line.entry;
            let whom = page.holder.as_ref().filter(|_| history::is_for_holder(entry));
            let told = json!({
                "at": entry.at, "who": told(&entry.who), "act": entry.act, "way": entry.way, "rule": entry.rule,
                "outcome": entry.outcome, "documents": history::documents_of(entry, space), "times": entry.times,
                "said": said, "on_behalf_of": whom.map(|holder| holder.reveal()),
            });
            packer.piece(if first { b"\n" } else { b",\n" })?;
            first = false;
            packer.piece(&serde_json::to_vec(&told).map_err(|_| exports::Error::Unwritable)?)?;
        }
        Ok(())
    })?;
    packer.piece(b"\n]}\n")?;
    packer.end()?;
    packer.begin(as_table, at)?;
    packer.piece("\u{feff}at;who;as;act;way;outcome;times;documents\r\n".as_bytes())?;
    pages(&read, begin, |page| {
        let mut rows = String::new();
        for line in &page.lines {
            let entry = &line.entry;
            let (name, capacity) = named(&entry.who);
            let outcome = if entry.outcome == Outcome::Done { "done" } else { "refused" };
            let documents: Vec<String> =
                history::documents_of(entry, space).iter().map(ToString::to_string).collect();
            let times = entry.times.unwrap_or(1);
            let way = entry.way.as_deref().unwrap_or("");
            // INVARIANT: writing to a string cannot fail.
            let _ = write!(
                rows,
                "{};{};{capacity};{};{way};{outcome};{times};{}\r\n",
                entry.at.to_rfc3339(),
                cell(name),
                entry.act,
                documents.join(" ")
            );
        }
        Ok(packer.piece(rows.as_bytes())?)
    })?;
    packer.end()?;
    Ok(true)
}

/// The line before which everything is that the newest page begins. A page can be empty and others come after it, where its reader
/// is shown none of many lines.
fn begins(newest: &Page) -> Option<i64> {
    newest.lines.first().and_then(|line| line.seq.checked_add(1)).or(newest.next)
}

/// Goes through the pages before a line, newest first.
fn pages(
    read: &impl Fn(Option<i64>) -> Result<Page, documents::Error>,
    begin: Option<i64>,
    mut work: impl FnMut(&Page) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut before = begin;
    while before.is_some() {
        let page = read(before)?;
        work(&page)?;
        before = page.next;
    }
    Ok(())
}

/// Who acted, as a line names them to those who may read it: no log-in, no id of a person, nobody's roles.
pub(super) fn told(who: &Who) -> Value {
    let (name, kind) = named(who);
    let name = (!name.is_empty()).then_some(name);
    match who {
        Who::Citizen { with, software_name, .. } => {
            let with = with.as_ref().map(|helper| helper.name.reveal());
            json!({ "kind": kind, "name": name, "together_with": with, "software": software_name })
        }
        Who::Professional { profession, organisation_name, software_name, .. } => json!({
            "kind": kind, "name": name, "profession": profession, "organisation": organisation_name,
            "software": software_name,
        }),
        Who::Establishment { software_name, .. } => {
            json!({ "kind": kind, "name": name, "software": software_name })
        }
        Who::Guest { .. } | Who::Admin { .. } => json!({ "kind": kind, "name": name }),
        Who::System { purpose } => json!({ "kind": kind, "purpose": purpose }),
    }
}

fn named(who: &Who) -> (&str, &'static str) {
    match who {
        Who::Citizen { name, .. } => (name.reveal(), "citizen"),
        Who::Professional { name, .. } => (name.reveal(), "professional"),
        Who::Establishment { name, .. } => (name.reveal(), "establishment"),
        Who::Guest { name, .. } => (name.reveal(), "guest"),
        Who::Admin { name, .. } => (name.reveal(), "admin"),
        Who::System { .. } => ("", "system"),
    }
}

/// A text as a table takes it: no formula begins in it.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests;
