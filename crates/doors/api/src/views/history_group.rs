use std::fmt::Write;

use chrono::{DateTime, Utc};
use config::Reference;
use flows::history::{By, Group};
use journal::{Entry, Outcome};
use kernel::Private;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Coded, HistoryLine,
    history_line::{OutcomeCode, WhoView},
    words_of_acts,
};

/// A page of history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryPage {
    /// The lines, newest first.
    pub(crate) items: Vec<HistoryLine>,
    /// The lines put together, where it was asked how.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) groups: Option<Vec<HistoryGroup>>,
    /// Give it as `after` to read the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) next: Option<String>,
}

/// How lines are put together.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = GroupBy)]
pub(crate) enum GroupByCode {
    /// What follows one upon another of one person, in one session, one structure, one way and on one day where the holder
    /// lives.
    Visit,
    /// Everything of one person, or of one robot, on the page.
    Person,
    /// What robots did apart, after the visits of people.
    Robots,
}

/// Lines of a page that belong together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryGroup {
    /// Who.
    who: WhoView,
    /// Whether it was no person: the system itself, or the software of an establishment.
    robot: bool,
    /// When the first of them was done.
    from: DateTime<Utc>,
    /// When the last of them was done.
    to: DateTime<Utc>,
    /// What was done, each act once, newest first.
    acts: Vec<DoneOften>,
    /// In plain words, in French.
    #[schema(value_type = String, example = "Dr Alice Moreau a ouvert un document (3 fois).")]
    text_fr: Private<String>,
    /// In plain words, in English.
    #[schema(value_type = String, example = "Dr Alice Moreau: opened a document (3 times).")]
    text_en: Private<String>,
    /// The places of its lines among `items`, from 0.
    lines: Vec<usize>,
    /// Whether older pages go on with it.
    continues: bool,
}

/// An act and how often it was done, or refused.
#[derive(Debug, Serialize, ToSchema)]
struct DoneOften {
    /// What.
    act: Coded,
    /// Whether it was done or refused.
    outcome: OutcomeCode,
    /// How often.
    times: i64,
}

impl From<GroupByCode> for By {
    fn from(code: GroupByCode) -> Self {
        match code {
            GroupByCode::Visit => Self::Visit,
            GroupByCode::Person => Self::Person,
            GroupByCode::Robots => Self::Robots,
        }
    }
}

impl HistoryGroup {
    /// The group of these entries of a page; none of one that names no line of it.
    pub(crate) fn of(group: Group, page: &[&Entry], reference: &Reference) -> Option<Self> {
        let entries: Vec<&Entry> = group.lines.iter().filter_map(|place| page.get(*place).copied()).collect();
        let (newest, oldest) = (entries.first()?, entries.last()?);
        let mut acts: Vec<DoneOften> = Vec::new();
        for entry in &entries {
            let (act, outcome) = (words_of_acts::done(entry), OutcomeCode::of(entry.outcome));
            let times = entry.times.unwrap_or(1);
            match acts.iter_mut().find(|known| known.act == act && known.outcome == outcome) {
                Some(known) => known.times = known.times.saturating_add(times),
                None => acts.push(DoneOften { act, outcome, times }),
            }
        }
        let who = WhoView::new(newest.who.clone(), reference);
        let name = who.name.as_ref().map_or("Carnet", |name| name.reveal());
        let (text_fr, text_en) = (
            Private::new(format!("{name}\u{a0}: {}.", told(&acts, true))),
            Private::new(format!("{name}: {}.", told(&acts, false))),
        );
        let (from, to) = (oldest.at, newest.at);
        let Group { lines, robot, continues } = group;
        Some(Self { who, robot, from, to, acts, text_fr, text_en, lines, continues })
    }
}

/// What was done, in the words of its acts.
fn told(acts: &[DoneOften], french: bool) -> String {
    let mut all = String::new();
    for one in acts {
        let label = if french { &one.act.label_fr } else { &one.act.label_en };
        let between = match (all.is_empty(), french) {
            (true, _) => "",
            (false, true) => "\u{a0}; ",
            (false, false) => "; ",
        };
        let mut letters = label.chars();
        let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
        let refused = match (one.outcome, french) {
            (OutcomeCode::Done, _) => "",
            (OutcomeCode::Refused, true) => ", refusé",
            (OutcomeCode::Refused, false) => ", refused",
        };
        // Writing into a string does not fail.
        let _ = write!(all, "{between}{first}{}{refused}", letters.as_str());
        if one.times > 1 {
            let _ = write!(all, " ({} {})", one.times, if french { "fois" } else { "times" });
        }
    }
    all
}

impl OutcomeCode {
    pub(super) fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::Done,
            Outcome::Refused => Self::Refused,
        }
    }
}
