//! What a line of the history changed in what a record's consent says, in plain words.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use consent::{Action, Permit, Provision, rules::REPRESENTATIVE_SUSPENDED};
use database::Tx;
use documents::Error;
use journal::Line;
use kernel::{Language, PersonId, Private, ProvisionId};
use mail::When;
use serde_json::Value;

use super::said_words::Words;
use crate::{
    House,
    access::{Names, naming_hidden},
};

/// Something that was said, or that ended.
#[derive(Debug)]
pub struct Said {
    /// What: its kind, as the rules call it.
    pub kind: String,
    /// Whether it began; else it ended.
    pub begins: bool,
    /// In plain words.
    words: [Private<String>; 2],
}

impl Said {
    /// In plain words.
    pub fn words(&self, language: Language) -> &Private<String> {
        let [french, english] = &self.words;
        match language {
            Language::French => french,
            Language::English => english,
        }
    }
}

/// What a line did to a provision.
enum Done {
    /// It was given, or goes on, until this instant.
    Given(Option<DateTime<Utc>>),
    /// It ended.
    Ended,
}

/// The ids of what a line gave and ended, in order.
fn changed(line: &Line) -> impl Iterator<Item = (ProvisionId, Done)> {
    line.entry.facts.iter().filter_map(|fact| {
        let text = |name: &str| fact.is.get(name).and_then(Value::as_str);
        let instant = |name: &str| text(name).and_then(|at| at.parse::<DateTime<Utc>>().ok());
        let done = match fact.kind.as_str() {
            "given" => Done::Given(instant("ends_at")),
            // What was given another end goes on until then.
            "ends" => match instant("at") {
                Some(later) if later > line.entry.at => Done::Given(Some(later)),
                _ => Done::Ended,
            },
            _ => return None,
        };
        Some((ProvisionId::from(text("id")?.parse::<uuid::Uuid>().ok()?), done))
    })
}

/// What the lines of a page changed, line by line: read in four statements at most, and in none where they changed nothing.
pub(super) fn read<A: Action>(
    house: &House,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    lines: &[Line],
    zone: Tz,
) -> Result<Vec<Vec<Said>>, Error> {
    let ids: HashSet<ProvisionId> = lines.iter().flat_map(changed).map(|(id, _)| id).collect();
    if ids.is_empty() {
        return Ok(lines.iter().map(|_| Vec::new()).collect());
    }
    let ids: Vec<ProvisionId> = ids.into_iter().collect();
    let untold = naming_hidden(house, tx, permit, ids.iter().copied())?;
    let mut known: HashMap<ProvisionId, Provision> =
        house.consent.provisions_named(tx, permit, &ids)?.into_iter().map(|one| (one.id, one)).collect();
    known.retain(|id, _| !untold.contains(&id.uuid()));
    let by_hand = permit.sees_secrets();
    let mut names = Names::read(
        house,
        tx,
        known.values().filter_map(|one| one.person),
        known.values().filter_map(|one| one.organisation),
    )?;
    let suspended = known.values().filter(|one| one.kind == REPRESENTATIVE_SUSPENDED);
    let suspended: Vec<PersonId> = suspended.filter_map(|one| one.person).collect();
    if !suspended.is_empty() {
        names.citizens = house.identity.citizens_named(tx, &suspended)?;
    }
    let of_line = |line: &Line| {
        let said = changed(line).filter_map(|(id, done)| {
            let one = known.get(&id)?;
            let words = |language| {
                said(
                    one,
                    &done,
                    &Words { names: &names, reference: &house.reference, by_hand, language },
                    zone,
                )
            };
            let words = [words(Language::French)?, words(Language::English)?];
            Some(Said { kind: one.kind.clone(), begins: matches!(done, Done::Given(_)), words })
        });
        said.collect()
    };
    Ok(lines.iter().map(of_line).collect())
}

fn said(one: &Provision, done: &Done, words: &Words<'_>, zone: Tz) -> Option<Private<String>> {
    let language = words.language;
    let what = words.what(one)?;
    let until = |at| When { at, zone }.end(language);
    let text = match (done, language) {
        (Done::Given(None), _) => what,
        (Done::Given(Some(at)), Language::French) => format!("{what}, jusqu’au {}", until(*at)),
        (Done::Given(Some(at)), Language::English) => format!("{what}, until {}", until(*at)),
        (Done::Ended, Language::French) => format!("Ne vaut plus\u{a0}: {what}"),
        (Done::Ended, Language::English) => format!("No longer: {what}"),
    };
    Some(Private::new(text))
}
