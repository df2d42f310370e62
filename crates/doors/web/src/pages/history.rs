use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::{Action, Ask, service::MergeSpaces};
use journal::{Entry, Outcome, Who};
use kernel::{DocumentId, Limit, Private, SpaceId};
use uuid::Uuid;
use webkit::{Path, Problem, Query};

use super::{documents::address, place::InSpace, record_head::RecordHead};
use crate::{
    State,
    moments::Moment,
    positions::{List, PageAsked},
    shell::{Shell, page, profession},
    state::Visit,
    texts,
    visitor::Visitor,
    words,
};

/// `GET /spaces/{space}/history`: who did what in a record, refused attempts too, newest first.
pub(crate) async fn list(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<PageAsked>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, space, "web.history");
        let before = list.open(&asked)?.map(i64::from_be_bytes);
        let (heading, found) = visit.decide(|tx| {
            flows::record::history(house, tx, actor, space, Ask::default(), before, Limit::default())
        })?;
        let next = found.next.map(|seq| list.seal(&seq.to_be_bytes())).transpose()?;
        let entries: Vec<Entry> = found.lines.into_iter().map(|line| line.entry).collect();
        let withdrawn = found.withdrawn;
        let others = others(visit, space, &entries)?;
        let lines = entries.into_iter().map(|entry| {
            let opens = |document: &Uuid| !withdrawn.contains(document);
            let other = merge_in(&entry).filter(|other| others.contains(other));
            let other = other.map(|other| format!("/spaces/{other}/history"));
            Line { other, ..Line::new(visit, entry, heading.zone).about(space, opens) }
        });
        let days = by_day(lines);
        Ok((heading, days, next, before.is_some()))
    });
    let (me, (heading, days, next, later)) = seen.await?;
    let view = History {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(&visitor, &state, me)?,
        days,
        next,
        later,
    };
    page(&visitor, StatusCode::OK, &view)
}

/// The record with which a line says that this one became one.
fn merge_in(entry: &Entry) -> Option<SpaceId> {
    let merged = entry.act == MergeSpaces::NAME && entry.outcome == Outcome::Done;
    entry.things.first().filter(|_| merged).map(|other| SpaceId::from(*other))
}

/// Of the records that became one with this one, as its lines say, those that are one with it still.
fn others(visit: &Visit, space: SpaceId, entries: &[Entry]) -> Result<Vec<SpaceId>, Problem> {
    let others: Vec<SpaceId> = entries.iter().filter_map(merge_in).collect();
    if others.is_empty() {
        return Ok(others);
    }
    let asked: Vec<SpaceId> = others.iter().copied().chain([space]).collect();
    let into = visit.decide(|tx| Ok(visit.house.consent.merged_into(tx, &asked)?))?;
    let is_one = |other: &SpaceId| into.get(other) == Some(&space) || into.get(&space) == Some(other);
    Ok(others.into_iter().filter(is_one).collect())
}

/// One line: who did what, when, in which way, and whether it was refused.
struct Line {
    at: Moment,
    name: Option<Private<String>>,
    /// Profession and structure, or what stands behind a line without a name.
    about: String,
    act: String,
    way: Option<String>,
    refused: Option<&'static str>,
    documents: Option<String>,
    about_documents: Vec<Uuid>,
    /// The page of the document, where the line is about one.
    document: Option<String>,
    /// The history of the record with which this one became one.
    other: Option<String>,
    times: Option<String>,
    /// Whether it was the same request again, which made nothing new.
    repeated: bool,
}

impl Line {
    fn new(visit: &Visit, entry: Entry, zone: Tz) -> Self {
        let language = visit.language;
        let act = words::done(&entry, language);
        let refused = entry.outcome == Outcome::Refused;
        let reason = entry.detail.get("reason").and_then(serde_json::Value::as_str);
        let about =
            if (entry.act.starts_with("documents.") || entry.act.starts_with("corrections.")) && !refused {
                entry.things
            } else {
                Vec::new()
            };
        let (name, who) = who(visit, entry.who);
        Self {
            at: Moment::new(entry.at, zone, language),
            name,
            about: who,
            act,
            way: entry.way.as_deref().map(|way| words::way(way, language)),
            refused: refused.then(|| words::refusal(reason, language)),
            repeated: entry.detail.get("replayed").is_some(),
            document: None,
            other: None,
            documents: (about.len() > 1).then(|| texts::count(language, "history-documents", about.len())),
            times: entry
                .times
                .and_then(|times| usize::try_from(times).ok())
                .filter(|times| *times > 1)
                .map(|times| texts::count(language, "history-times", times)),
            about_documents: about,
        }
    }

    /// Leads to the page of the document that the line is about, where there is one that opens.
    fn about(mut self, space: SpaceId, opens: impl Fn(&Uuid) -> bool) -> Self {
        self.document = match self.about_documents.as_slice() {
            [one] if opens(one) => Some(address(space, DocumentId::from(*one))),
            _ => None,
        };
        self
    }
}

fn who(visit: &Visit, who: Who) -> (Option<Private<String>>, String) {
    let text = |key| texts::text(visit.language, key);
    match who {
        Who::Citizen { person, name, with, .. } => {
            let about = match with {
                Some(helper) => texts::naming(visit.language, "with-mediator", helper.name.reveal()),
                None if person == visit.actor.person => String::new(),
                None => text("role-citizen"),
            };
            let name = if person == visit.actor.person { Private::new(text("you")) } else { name };
            (Some(name), about)
        }
        Who::Professional { name, profession: code, organisation_name, software_name, .. } => {
            let label = profession(&visit.house.reference, &code, visit.language);
            (Some(name), joined([Some(label), organisation_name, software_name]))
        }
        Who::Establishment { name, software_name, .. } => {
            (Some(name), joined([Some(text("role-establishment")), software_name, None]))
        }
        Who::Guest { name, .. } => (Some(name), text("role-guest")),
        Who::Admin { name, .. } => (Some(name), text("role-admin")),
        Who::System { .. } => (None, text("role-system")),
    }
}

fn joined(parts: [Option<String>; 3]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The lines of one day.
struct Day {
    name: String,
    lines: Vec<Line>,
}

fn by_day(lines: impl Iterator<Item = Line>) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for line in lines {
        match days.last_mut() {
            Some(day) if day.name == line.at.long_day => day.lines.push(line),
            _ => days.push(Day { name: line.at.long_day.clone(), lines: vec![line] }),
        }
    }
    days
}

#[derive(Template)]
#[template(path = "history.html")]
struct History {
    page: Shell,
    head: RecordHead,
    days: Vec<Day>,
    next: Option<String>,
    later: bool,
}
