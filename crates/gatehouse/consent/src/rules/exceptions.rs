use std::collections::HashMap;

use chrono::{DateTime, Utc};
use config::Category;
use kernel::{OrganisationId, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::w6_delegation::Grantor;
use crate::{Condition, Facts, Party, Provision};

/// The kind of provision that is a named exception.
pub const EXCEPTION: &str = "exception";

/// What a named exception says beyond when; its person or structure stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionTerms {
    /// Whether it hides or shows.
    pub effect: Effect,
    /// The profession that it is about, where it is about no person and no structure; code of table TRE_G15.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub profession: Option<String>,
    /// What it hides or shows.
    pub what: What,
}

/// What a named exception does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It hides.
    Hidden,
    /// It lifts a mask; it is never a way in.
    Shown,
}

/// What a named exception is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A shelf.
    Category(Category),
    /// A topic, by its name.
    Topic(String),
    /// A document with all its versions.
    Document(Uuid),
}

impl What {
    /// The things that it is about. A topic that is not known is about everything where it hides, and about nothing
    /// where it shows.
    fn things(&self, facts: &Facts, effect: Effect) -> Condition {
        match self {
            Self::Category(category) => Condition::CategoryIn(vec![*category].into()),
            Self::Document(series) => Condition::InSeries(vec![*series].into()),
            Self::Topic(key) => match (facts.topics.get(key), effect) {
                (Some(topic), _) => Condition::InTopic(topic.clone()),
                (None, Effect::Hidden) => Condition::Always,
                (None, Effect::Shown) => Condition::Never,
            },
        }
    }

    /// A document beats a topic, a topic a category.
    fn weight(&self) -> u8 {
        match self {
            Self::Category(_) => 1,
            Self::Topic(_) => 2,
            Self::Document(_) => DOCUMENT,
        }
    }
}

/// Whom named exceptions may be about.
pub(super) struct Subject<'a> {
    pub(super) person: PersonId,
    organisation: Option<OrganisationId>,
    pub(super) profession: Option<&'a str>,
}

impl<'a> Subject<'a> {
    pub(super) fn of_party(party: &'a Party) -> Self {
        let profession = party.practice().map(|practice| practice.profession.as_str());
        Self { person: party.person, organisation: party.organisation(), profession }
    }

    pub(super) fn of_grantor(grantor: &'a Grantor) -> Self {
        let profession = Some(grantor.profession.as_str());
        Self { person: grantor.person, organisation: grantor.organisation, profession }
    }

    /// How closely an exception is about this one: person beats structure beats profession; none where it is about
    /// somebody else.
    fn weight(&self, one: &Provision, profession: Option<&str>) -> Option<u8> {
        match (one.person, one.organisation, profession) {
            (Some(person), None, None) => (person == self.person).then_some(PERSON),
            (None, Some(structure), None) => (Some(structure) == self.organisation).then_some(STRUCTURE),
            (None, None, Some(code)) => (Some(code) == self.profession).then_some(PROFESSION),
            _ => None,
        }
    }
}

const DOCUMENT: u8 = 3;
const PROFESSION: u8 = 1;
const STRUCTURE: u8 = 2;
const PERSON: u8 = 3;

/// What the named exceptions of a space say to one subject.
pub(super) struct Verdict {
    /// What they hide.
    pub(super) hidden: Condition,
    /// Of what they lift masks.
    pub(super) shown: Condition,
}

/// One exception that is about the subject.
struct Said {
    who: u8,
    /// None where it cannot be read: it then hides everything.
    what: Option<What>,
    effect: Effect,
    given: DateTime<Utc>,
}

impl Verdict {
    /// What they say: person beats structure beats profession, then document beats topic beats category, and at a tie
    /// hidden wins. Of two about the same subject and the same thing the one that was given last counts alone; of those that
    /// were given at one instant each counts.
    ///
    /// `only_persons` leaves out what hides from a structure or a profession; `given_from` leaves out what hides and
    /// was given before that instant.
    pub(super) fn about(
        facts: &Facts,
        subject: &Subject<'_>,
        only_persons: bool,
        given_from: Option<DateTime<Utc>>,
    ) -> Self {
        let said: Vec<Said> = facts.running(EXCEPTION).filter_map(|one| said(subject, one)).collect();
        let mut last: HashMap<(u8, &Option<What>), DateTime<Utc>> = HashMap::with_capacity(said.len());
        for one in &said {
            let given = last.entry((one.who, &one.what)).or_insert(one.given);
            *given = one.given.max(*given);
        }
        let counts = |one: &Said| {
            let is_last = last.get(&(one.who, &one.what)).is_none_or(|given| *given == one.given);
            let is_hidden = one.effect == Effect::Hidden;
            let is_lifted =
                (only_persons && one.who != PERSON) || given_from.is_some_and(|instant| one.given < instant);
            is_last && !(is_hidden && is_lifted)
        };
        let mut counting: Vec<&Said> = said.iter().filter(|one| counts(one)).collect();
        counting.sort_by_key(|one| one.rank());
        let mut verdict = Self { hidden: Condition::Never, shown: Condition::Never };
        for same in counting.chunk_by(|one, other| one.rank() == other.rank()) {
            let of = |effect: Effect| {
                let some = same.iter().filter(|one| one.effect == effect);
                let things = some.map(|one| match &one.what {
                    Some(what) => what.things(facts, effect),
                    None => Condition::Always,
                });
                joined(things.collect())
            };
            let (hidden, shown) = (of(Effect::Hidden), of(Effect::Shown));
            verdict = Self {
                hidden: hidden.clone().or(verdict.hidden.and(shown.clone().negate())),
                shown: shown.or(verdict.shown).and(hidden.negate()),
            };
        }
        verdict
    }
}

/// Of what the named exceptions of a space lift masks for one subject: read only where one of them shows something.
pub(super) fn shown_to(facts: &Facts, subject: &Subject<'_>) -> Condition {
    if !facts.running(EXCEPTION).any(|one| one.terms.may_say("\"shown\"")) {
        return Condition::Never;
    }
    Verdict::about(facts, subject, false, None).shown
}

impl Said {
    fn rank(&self) -> (u8, u8) {
        (self.who, self.what.as_ref().map_or(DOCUMENT, What::weight))
    }
}

/// What an exception says, if it is about the subject. One that cannot be read, of a newer release, hides everything from
/// whomever its row names, and from everybody where it names nobody: it may be about any profession.
fn said(subject: &Subject<'_>, one: &Provision) -> Option<Said> {
    // Most are about somebody else by their row: what they say is not read.
    if one.person.is_some_and(|person| person != subject.person) {
        return None;
    }
    let terms: Option<ExceptionTerms> = one.terms();
    let profession = terms.as_ref().and_then(|terms| terms.profession.as_deref());
    let is_about_any = terms.is_none() && one.person.is_none() && one.organisation.is_none();
    let who = if is_about_any { PERSON } else { subject.weight(one, profession)? };
    let (effect, what) = terms.map_or((Effect::Hidden, None), |terms| (terms.effect, Some(terms.what)));
    Some(Said { who, what, effect, given: one.given_at })
}

/// Conditions joined, with all series and all shelves in one list each: hundreds of exceptions stay one comparison.
fn joined(conditions: Vec<Condition>) -> Condition {
    let (mut series, mut shelves, mut rest) = (Vec::new(), Vec::new(), Condition::Never);
    for condition in conditions {
        match condition {
            Condition::InSeries(some) => series.extend_from_slice(&some),
            Condition::CategoryIn(some) => shelves.extend_from_slice(&some),
            other => rest = rest.or(other),
        }
    }
    let in_series = if series.is_empty() { Condition::Never } else { Condition::InSeries(series.into()) };
    let on_shelves =
        if shelves.is_empty() { Condition::Never } else { Condition::CategoryIn(shelves.into()) };
    in_series.or(on_shelves).or(rest)
}
