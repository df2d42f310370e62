//! The history of a space: who did what, newest first, as far as its reader may see it.

mod groups;
mod in_secret;
mod of_others;
mod said;
mod said_words;

use std::collections::HashSet;

use chrono_tz::Tz;
use consent::{Act, Action, Ask, Permit, Sought};
use database::Tx;
use documents::{DepositDocument, HideFromRepresentatives, ReplaceDocument, ShowToRepresentatives, Visible};
use journal::{Entry, Line, Outcome};
use kernel::{Actor, Limit, Private, ProvisionId, SpaceId};
use uuid::Uuid;

pub use groups::{By, Group};
use in_secret::InSecret;
pub use said::Said;

use crate::{House, access::naming_hidden};

/// Reading the history of a space.
pub struct ReadHistory;

impl Action for ReadHistory {
    const NAME: &'static str = "history.read";
    const ACT: Act = Act::ReadHistory;
}

/// One page of history.
#[derive(Debug)]
pub struct Page {
    /// The lines.
    pub lines: Vec<Line>,
    /// What each of them changed in what the record's consent says, for the holder's side alone.
    pub said: Vec<Vec<Said>>,
    /// The documents that they name and that were withdrawn since.
    pub withdrawn: HashSet<Uuid>,
    /// Where the next page begins; to be sealed before it leaves.
    pub next: Option<i64>,
    /// The time zone of the holder, in which days end.
    pub zone: Tz,
    /// What the holder is called, where a line tells of what somebody did for the holder ([`is_for_holder`]).
    pub holder: Option<Private<String>>,
}

/// Whether a line tells of what somebody did for the holder: a representative, whoever is in charge of an adult, or a carer. Both
/// names stand on it.
pub fn is_for_holder(entry: &Entry) -> bool {
    entry.way.as_deref().is_some_and(|way| ["W2", "W3", "W4"].contains(&way))
}

/// How many lines one page looks through at most before it says where to go on. A page that ends for this reason tells
/// that so many lines are not shown, so it is more than one record will have of them in a row.
const LOOKED_AT_MOST: usize = 20_000;
/// How many lines one statement brings.
const BATCH: i64 = 100;

/// Whether an act is about documents.
fn of_documents(act: &str) -> bool {
    act.starts_with("documents.") || act.starts_with("corrections.")
}

/// Whether a line is for nobody who represents the holder: of what was done in secret, and of what was hidden from them.
fn is_secret(entry: &Entry) -> bool {
    entry.secret || [HideFromRepresentatives::NAME, ShowToRepresentatives::NAME].contains(&entry.act.as_str())
}

/// Which of these are provisions of which the reader of a permit is told nothing: given in secret, or about documents that are hidden
/// from them.
fn unseen_among<A: Action>(
    house: &House,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, documents::Error> {
    let mut unseen = house.consent.unseen_among(tx, permit, ids)?;
    unseen.extend(naming_hidden(house, tx, permit, ids.iter().copied().map(ProvisionId::from))?);
    Ok(unseen)
}

/// Takes off the line the provisions of which its reader is told nothing; says whether something is left of it, where it named any.
fn keep_what_is_seen(entry: &mut Entry, unseen: &HashSet<Uuid>) -> bool {
    let named = entry.things.len();
    entry.things.retain(|thing| !unseen.contains(thing));
    entry.things.len() == named || !entry.things.is_empty()
}

/// Takes off the line what its reader may not see; says whether nothing is left of it.
///
/// A refusal names no document that the reader may not see. Where it was about one, it reads like a refusal about a
/// document that was never there: that something was refused tells nothing of what there is. Only a deposit cannot be
/// about what was never there, so one that contradicts a hidden document is left out, as the deposit of that one is. A
/// replacement is left out whole when one of its versions is hidden.
fn keep_what_is_shown(entry: &mut Entry, visible: &Visible, space: Uuid) -> bool {
    let known = |thing: &Uuid| visible.known.contains(thing);
    let shown = |thing: &Uuid| visible.shown.contains(thing);
    let hides_one = entry.things.iter().any(|thing| known(thing) && !shown(thing));
    if entry.outcome == Outcome::Refused {
        if entry.act == DepositDocument::NAME && hides_one {
            return true;
        }
        let about_one = entry.things.iter().any(|thing| *thing != space);
        entry.things.retain(shown);
        if about_one && entry.things.is_empty() && of_documents(&entry.act) {
            "F".clone_into(&mut entry.rule);
            entry.detail = serde_json::Value::Null;
        }
        return false;
    }
    let about_documents = entry.things.iter().any(known);
    entry.things.retain(|thing| !known(thing) || shown(thing));
    about_documents && (entry.things.is_empty() || (entry.act == ReplaceDocument::NAME && hides_one))
}

/// Takes off a line what the reader of a permit may not see; says whether the line is left for them.
fn is_left<A: Action>(
    entry: &mut Entry,
    permit: &Permit<'_, A>,
    unseen: &HashSet<Uuid>,
    visible: &Visible,
    in_secret: &InSecret,
) -> bool {
    let space = permit.space().uuid();
    let reader = permit.party().person;
    let is_told = permit.sees_secrets()
        || !is_secret(entry)
            && !in_secret.is_told_by(entry, reader)
            && of_others::keep_what_is_told(entry, reader, space);
    is_told && keep_what_is_seen(entry, unseen) && !keep_what_is_shown(entry, visible, space)
}

/// Reads a page. A line about documents that the reader may not see is not there: its hidden ids are taken off, and
/// a line that was about nothing else is left out, so that history tells no more than the record does.
///
/// # Errors
/// The consent engine's, the database's.
pub fn read(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    before: Option<i64>,
    limit: Limit,
) -> Result<Page, documents::Error> {
    read_under(house, tx, actor, space, ask, before, limit.size()).map(|(page, _)| page)
}

/// As [`read`], of so many lines at most, with the permit.
pub(crate) fn read_under<'tx>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    before: Option<i64>,
    most: usize,
) -> Result<(Page, Permit<'tx, ReadHistory>), documents::Error> {
    let permit = house.consent.check::<ReadHistory>(tx, actor, space, ask)?;
    let zone = zone_of(house, &permit);
    let (lines, withdrawn, next) = shown_lines(house, tx, &permit, before, most)?;
    let told: &[Line] = if permit.acts_for_holder() { &lines } else { &[] };
    let said = said::read(house, tx, &permit, told, zone)?;
    let holder = if lines.iter().any(|line| is_for_holder(&line.entry)) {
        Some(house.identity.patient_identity(tx, &permit)?.name_to_show())
    } else {
        None
    };
    Ok((Page { lines, said, withdrawn, next, zone, holder }, permit))
}

/// The lines of a page that their reader may see, the documents among theirs that were withdrawn, and where the next page begins.
type Lines = (Vec<Line>, HashSet<Uuid>, Option<i64>);

fn shown_lines(
    house: &House,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, ReadHistory>,
    mut before: Option<i64>,
    most: usize,
) -> Result<Lines, documents::Error> {
    let (mut lines, mut withdrawn): (Vec<Line>, HashSet<Uuid>) = Default::default();
    let mut looked = 0;
    loop {
        let batch = consent::lines(&house.consent, tx, permit, before, BATCH)?;
        let last_batch = i64::try_from(batch.len()).unwrap_or(i64::MAX) < BATCH;
        let named: HashSet<Uuid> = batch.iter().flat_map(|line| line.entry.things.iter().copied()).collect();
        let named: Vec<Uuid> = named.into_iter().collect();
        let visible = house.documents.visible(tx, permit, &named)?;
        let unseen = unseen_among(house, tx, permit, &named)?;
        let in_secret = InSecret::among(house, tx, permit, &batch)?;
        withdrawn.extend(&visible.withdrawn);
        for mut line in batch {
            looked += 1;
            let seq = line.seq;
            if is_left(&mut line.entry, permit, &unseen, &visible, &in_secret) {
                if lines.len() == most {
                    let next = lines.last().map(|last| last.seq);
                    return Ok((lines, withdrawn, next));
                }
                lines.push(line);
            }
            before = Some(seq);
        }
        if last_batch {
            return Ok((lines, withdrawn, None));
        }
        if looked >= LOOKED_AT_MOST {
            return Ok((lines, withdrawn, before));
        }
    }
}

fn zone_of<A: Action>(house: &House, permit: &Permit<'_, A>) -> Tz {
    permit.space_facts().map_or(house.settings.country.time_zone, |facts| facts.zone)
}

/// The documents of which a line tells. What else it names (a notice, a dispute, an answer) may be hidden from its reader.
pub fn documents_of(entry: &Entry, space: SpaceId) -> Vec<Uuid> {
    if !entry.act.starts_with("documents.") && !entry.act.starts_with("corrections.") {
        return Vec::new();
    }
    entry.things.iter().copied().filter(|thing| *thing != space.uuid()).collect()
}

/// One line by its number.
///
/// # Errors
/// The consent engine's, the database's; absent and hidden are one and the same answer.
pub(crate) fn one_under<'tx>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    space: SpaceId,
    seq: i64,
) -> Result<(Line, Permit<'tx, ReadHistory>), documents::Error> {
    let permit = house.consent.check::<ReadHistory>(tx, actor, space, Ask::default())?;
    match shown(house, tx, &permit, seq)? {
        Some(line) => Ok((line, permit)),
        None => Err(permit.absent(tx, Sought::HistoryLine, space.uuid()).into()),
    }
}

/// The line of this number, as far as the reader of a permit may see it; none where there is none and where nothing of it is
/// shown.
pub(crate) fn shown<A: Action>(
    house: &House,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    seq: i64,
) -> Result<Option<Line>, documents::Error> {
    let found = consent::lines(&house.consent, tx, permit, seq.checked_add(1), 1)?;
    let in_secret = InSecret::among(house, tx, permit, &found)?;
    let Some(mut line) = found.into_iter().find(|line| line.seq == seq) else { return Ok(None) };
    let visible = house.documents.visible(tx, permit, &line.entry.things)?;
    let unseen = unseen_among(house, tx, permit, &line.entry.things)?;
    Ok(is_left(&mut line.entry, permit, &unseen, &visible, &in_secret).then_some(line))
}
