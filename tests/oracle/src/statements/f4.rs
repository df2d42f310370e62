use config::Category;
use consent::{Facts, PartyKind, Provision, Thing, Topic};
use kernel::{OrganisationId, PersonId};
use uuid::Uuid;

use super::{
    raw::{category, fields, now, only, text_or_nothing},
    w6, w7, w8,
};
use crate::{Case, Stage, Statement};

/// Named exceptions: what is hidden from a professional's person, structure or profession is hidden (W5 to W8,
/// W11). A word about the person counts before one about the structure and that before one about the profession;
/// then one about a document before one about a topic and that before one about a category; of two alike the
/// hiding. A hiding is lifted by a later act alone: of what was said of the same thing to the same one, what was
/// said last counts, and of what was said at once the hiding. Of whomever an exception is that cannot be read, it
/// may be any document that it hides, and anybody from whom, where it names nobody. An access by a code names nobody, and lifts
/// nothing. By a delegation also what is hidden from the grantor is hidden.
pub(crate) struct TheExceptions;

/// Who is looked at.
pub(crate) struct Subject<'a> {
    pub(crate) person: PersonId,
    pub(crate) structure: Option<OrganisationId>,
    pub(crate) profession: Option<&'a str>,
}

struct Exception<'a> {
    said: &'a Provision,
    about: About<'a>,
    what: What<'a>,
    hidden: bool,
}

#[derive(PartialEq)]
enum About<'a> {
    Person(PersonId),
    Structure(OrganisationId),
    Profession(&'a str),
    Anybody,
}

#[derive(PartialEq)]
enum What<'a> {
    Document(Uuid),
    Topic(&'a str),
    Category(Category),
    Unreadable,
}

impl Statement for TheExceptions {
    fn stage(&self) -> Stage {
        Stage::Filter("F4")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        if !matches!(case.way, Some("W5" | "W6" | "W7" | "W8" | "W11")) {
            return true;
        }
        if case.thing.is_none() {
            return false;
        }
        word(case, &asks(case)) != Some(Word::Hidden)
            && grantor(case).is_none_or(|grantor| word(case, &grantor) != Some(Word::Hidden))
    }
}

/// Whoever asks.
pub(crate) fn asks<'a>(case: &Case<'a>) -> Subject<'a> {
    let party = &case.facts.party;
    match &party.kind {
        PartyKind::Professional(practice) => Subject {
            person: party.person,
            structure: practice.organisation,
            profession: Some(&practice.profession),
        },
        _ => Subject { person: party.person, structure: None, profession: None },
    }
}

/// Whoever stands behind the one who asks.
pub(crate) fn grantor<'a>(case: &Case<'a>) -> Option<Subject<'a>> {
    if case.way != Some("W6") {
        return None;
    }
    let grantor = w6::behind(case.facts, case.through?)?;
    let structure = Some(grantor.structure);
    Some(Subject { person: grantor.person, structure, profession: Some(grantor.profession) })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Hidden,
    Shown,
}

/// What the exceptions say of the thing to somebody, if they say anything: the word that counts most.
pub(crate) fn word(case: &Case<'_>, subject: &Subject<'_>) -> Option<Word> {
    let thing = case.thing?;
    let all: Vec<Exception<'_>> = now(case.facts, "exception").into_iter().filter_map(read).collect();
    let mut best = (0, 0);
    let mut word = None;
    for exception in &all {
        let later = |other: &Exception<'_>| other.said.given_at > exception.said.given_at;
        let said_anew = exception.what != What::Unreadable
            && all
                .iter()
                .any(|other| other.about == exception.about && other.what == exception.what && later(other));
        let to_them = match exception.about {
            About::Person(person) => person == subject.person,
            About::Structure(structure) => subject.structure == Some(structure),
            About::Profession(profession) => subject.profession == Some(profession),
            About::Anybody => true,
        };
        let counts = !said_anew && to_them && exception.covers(case.facts, thing) && !lifted(case, exception);
        if !counts || exception.weight() < best {
            continue;
        }
        let hides_anyway = exception.weight() == best && word == Some(Word::Hidden);
        word = Some(if exception.hidden || hides_anyway { Word::Hidden } else { Word::Shown });
        best = exception.weight();
    }
    word
}

/// Whether a hiding does not count in this way: an access that names the document was given later; or in an
/// emergency the holder left what is masked open, and the hiding is about no person.
fn lifted(case: &Case<'_>, exception: &Exception<'_>) -> bool {
    if !exception.hidden {
        return false;
    }
    match (case.way, case.through, case.thing) {
        (Some("W7"), Some(provision), Some(thing)) => w7::read(provision).is_some_and(|access| {
            !access.by_code && access.names(thing) && access.given_at > exception.said.given_at
        }),
        (Some("W8"), ..) => {
            w8::switches(case.facts).masked && !matches!(exception.about, About::Person(_) | About::Anybody)
        }
        _ => false,
    }
}

impl Exception<'_> {
    /// How much it counts: first about whom, then about what.
    fn weight(&self) -> (u8, u8) {
        let about = match self.about {
            About::Person(_) | About::Anybody => 3,
            About::Structure(_) => 2,
            About::Profession(_) => 1,
        };
        let what = match self.what {
            What::Document(_) | What::Unreadable => 3,
            What::Topic(_) => 2,
            What::Category(_) => 1,
        };
        (about, what)
    }

    /// Whether it is about a thing. A topic that nobody knows: to hide it hides everything, to show it shows nothing.
    fn covers(&self, facts: &Facts, thing: &Thing) -> bool {
        match self.what {
            What::Document(series) => series == thing.series,
            What::Category(category) => category == thing.category,
            What::Topic(key) => belongs(facts, key, thing).unwrap_or(self.hidden),
            What::Unreadable => true,
        }
    }
}

/// An exception about one party; any other is about nobody.
fn read(said: &Provision) -> Option<Exception<'_>> {
    let terms = terms(said);
    let about = match (said.person, said.organisation, terms.as_ref().and_then(|terms| terms.profession)) {
        (Some(person), None, None) => About::Person(person),
        (None, Some(structure), None) => About::Structure(structure),
        (None, None, Some(profession)) => About::Profession(profession),
        (None, None, None) if terms.is_none() => About::Anybody,
        _ => return None,
    };
    let Some(Terms { hidden, what, .. }) = terms else {
        return Some(Exception { said, about, what: What::Unreadable, hidden: true });
    };
    Some(Exception { said, about, what, hidden })
}

struct Terms<'a> {
    profession: Option<&'a str>,
    hidden: bool,
    what: What<'a>,
}

fn terms(said: &Provision) -> Option<Terms<'_>> {
    let terms = fields(&said.terms, &["effect", "what"], &["profession"])?;
    let profession = text_or_nothing(terms, "profession")?;
    let hidden = match terms.get("effect")?.as_str()? {
        "hidden" => true,
        "shown" => false,
        _ => return None,
    };
    let what = match only(terms.get("what")?)? {
        ("document", series) => What::Document(Uuid::parse_str(series.as_str()?).ok()?),
        ("topic", key) => What::Topic(key.as_str()?),
        ("category", code) => What::Category(category(code)?),
        _ => return None,
    };
    Some(Terms { profession, hidden, what })
}

/// Whether it is an exception that can be read and shows something.
pub(crate) fn shows(said: &Provision) -> bool {
    said.kind == "exception" && terms(said).is_some_and(|terms| !terms.hidden)
}

/// Whether a thing belongs to a topic; none where nobody knows the topic.
pub(crate) fn belongs(facts: &Facts, key: &str, thing: &Thing) -> Option<bool> {
    let topic = facts.topics.get(key)?;
    if topic.also.contains(&thing.series) {
        return Some(true);
    }
    if topic.except.contains(&thing.series) {
        return Some(false);
    }
    Some(tells(topic, thing))
}

/// Whether a code tells that a thing belongs to a topic, whatever the holder said by hand.
pub fn tells(topic: &Topic, thing: &Thing) -> bool {
    for (system, code) in topic.codes.iter() {
        let told = match system.as_str() {
            "type" => thing.type_code == code,
            "atc" | "icd10" => {
                thing.codes.iter().any(|borne| borne.system == system && borne.code.starts_with(code))
            }
            _ => thing.codes.iter().any(|borne| borne.system == system && borne.code == code),
        };
        if told {
            return true;
        }
    }
    false
}
