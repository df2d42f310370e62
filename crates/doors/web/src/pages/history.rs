mod groups;

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::{
    Action, Ask, RuleId,
    service::{EmergencySaid, MergeSpaces},
};
use flows::history::By;
use journal::{Entry, Outcome, Who};
use kernel::{DocumentId, Limit, Private, SpaceId};
use serde::Deserialize;
use uuid::Uuid;
use webkit::{Path, Problem, Query};

use groups::Together;

use super::{access::why, disputes::lines_of, documents::address, place::InSpace, record_head::RecordHead};
use crate::{
    State,
    moments::Moment,
    positions::{List, PageAsked},
    shell::{Shell, Side, page, profession},
    state::Visit,
    texts,
    visitor::Visitor,
    words,
};

/// Which page of the history a link asks for, and how it is put together.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    /// The position that the page before gave.
    #[serde(default)]
    after: Option<String>,
    /// How the lines are put together; not at all without it.
    #[serde(default)]
    group: Option<Grouping>,
}

/// How the lines of a page are put together.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Grouping {
    Visit,
    Person,
    Robots,
}

/// Lines of a page that is put together: as many as one page may look at.
const TOGETHER: i64 = 100;

/// `GET /spaces/{space}/history`: who did what in a record, refused attempts too, newest first.
pub(crate) async fn list(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(Asked { after, group }): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, space, "web.history");
        let before = list.open(&PageAsked { after })?.map(i64::from_be_bytes);
        let limit = Limit::new(group.map(|_| TOGETHER)).unwrap_or_default();
        let (heading, mut found) = visit
            .decide(|tx| flows::record::history(house, tx, actor, space, Ask::default(), before, limit))?;
        let together = group.map(|group| found.grouped(group.by()));
        let next = found.next.map(|seq| list.seal(&seq.to_be_bytes())).transpose()?;
        let names = lines_of(&house.vault, actor, space);
        let mut entries = Vec::with_capacity(found.lines.len());
        for line in found.lines {
            entries.push((names.seal(&line.seq.to_be_bytes())?, line.entry));
        }
        let withdrawn = found.withdrawn;
        let others = others(visit, space, entries.iter().map(|(_, entry)| entry))?;
        let mut told = found.said.into_iter();
        let lines = entries.into_iter().map(|(name, entry)| {
            let told = told.next().unwrap_or_default();
            let said = told.iter().map(|one| one.words(visit.language).clone()).collect();
            let opens = |document: &Uuid| !withdrawn.contains(document);
            let other = merge_in(&entry).filter(|other| others.contains(other));
            let other = other.map(|other| format!("/spaces/{other}/history"));
            let holder = heading.name.reveal();
            let whom = flows::history::is_for_holder(&entry)
                .then(|| texts::naming(visit.language, "history-for", holder));
            let line = Line::new(visit, entry, heading.zone).about(space, opens);
            let about = joined([Some(line.about.clone()).filter(|about| !about.is_empty()), whom, None]);
            Line { other, said, name_of_line: name, about, ..line }
        });
        let (days, groups) = match together {
            None => (by_day(lines), Vec::new()),
            Some(together) => (Vec::new(), groups::of(together, lines.collect(), visit.language)),
        };
        Ok((heading, (days, groups), next, before.is_some()))
    });
    let (me, (heading, (days, groups), next, later)) = seen.await?;
    let disputes = me.together.is_none() && me.side == Side::Citizen;
    let view = History {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(&visitor, &state, me)?,
        days,
        groups,
        group: group.map_or("", Grouping::name),
        disputes,
        next,
        later,
    };
    page(&visitor, StatusCode::OK, &view)
}

impl Grouping {
    fn by(self) -> By {
        match self {
            Self::Visit => By::Visit,
            Self::Person => By::Person,
            Self::Robots => By::Robots,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::Person => "person",
            Self::Robots => "robots",
        }
    }
}

/// The record with which a line says that this one became one.
fn merge_in(entry: &Entry) -> Option<SpaceId> {
    let merged = entry.act == MergeSpaces::NAME && entry.outcome == Outcome::Done;
    entry.things.first().filter(|_| merged).map(|other| SpaceId::from(*other))
}

/// Of the records that became one with this one, as its lines say, those that are one with it still.
fn others<'a>(
    visit: &Visit,
    space: SpaceId,
    entries: impl Iterator<Item = &'a Entry>,
) -> Result<Vec<SpaceId>, Problem> {
    let others: Vec<SpaceId> = entries.filter_map(merge_in).collect();
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
    /// What names the line to this log-in.
    name_of_line: String,
    at: Moment,
    name: Option<Private<String>>,
    /// Profession and structure, or what stands behind a line without a name.
    about: String,
    act: String,
    way: Option<String>,
    refused: Option<String>,
    /// What it changed in who may see what.
    said: Vec<Private<String>>,
    /// Why the record was opened in an emergency: the reason, and the words beside it.
    emergency: Option<(String, Option<Private<String>>)>,
    documents: Option<String>,
    about_documents: Vec<Uuid>,
    /// The page of the document, where the line is about one.
    document: Option<String>,
    /// The history of the record with which this one became one.
    other: Option<String>,
    times: Option<String>,
    /// How many equal events it stands for.
    stands_for: usize,
    /// Whether it was the same request again, which made nothing new.
    repeated: bool,
}

impl Line {
    fn new(visit: &Visit, entry: Entry, zone: Tz) -> Self {
        let language = visit.language;
        let act = words::done(&entry, language);
        let refused = entry.outcome == Outcome::Refused;
        let times = entry.times.and_then(|times| usize::try_from(times).ok());
        let reason = entry.detail.get("reason").and_then(serde_json::Value::as_str);
        let emergency = EmergencySaid::of_line(&entry)
            .map(|said| (words::emergency(&visit.house.reference, &said.reason, language), said.words));
        let about =
            if (entry.act.starts_with("documents.") || entry.act.starts_with("corrections.")) && !refused {
                entry.things
            } else {
                Vec::new()
            };
        let (name, who) = who(visit, entry.who);
        Self {
            name_of_line: String::new(),
            at: Moment::new(entry.at, zone, language),
            name,
            about: who,
            act,
            way: entry.way.as_deref().map(|way| words::way(way, language)),
            refused: refused.then(|| match reason {
                Some(_) => words::refusal(reason, language).to_owned(),
                None => why::hidden(&RuleId::given(&entry.rule), language)
                    .unwrap_or_else(|| words::refusal(None, language).to_owned()),
            }),
            said: Vec::new(),
            emergency,
            repeated: entry.detail.get("replayed").is_some(),
            document: None,
            other: None,
            documents: (about.len() > 1).then(|| texts::count(language, "history-documents", about.len())),
            times: times
                .filter(|times| *times > 1)
                .map(|times| texts::count(language, "history-times", times)),
            stands_for: times.unwrap_or(1),
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

pub(super) fn who(visit: &Visit, who: Who) -> (Option<Private<String>>, String) {
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
    /// The lines put together, in place of days.
    groups: Vec<Together>,
    /// How they are put together; empty where they are not.
    group: &'static str,
    /// Whether the reader may say of a line that it was not right.
    disputes: bool,
    next: Option<String>,
    later: bool,
}
