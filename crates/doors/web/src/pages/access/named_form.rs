//! The forms about people by name: what a browser sends, what it means, and what is wrong with it.

use chrono::{DateTime, NaiveDate, Utc};
use config::Category;
use consent::{rules::Effect, service::FARTHEST_END};
use flows::access::{AboutWhat, MeantException, Who};
use kernel::{DocumentId, Finess, ProvisionId, Rpps, SpaceId};
use serde::Deserialize;

use super::super::documents::address;

/// What a form of the page sends.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Decided {
    pub(super) csrf: String,
    #[serde(default)]
    pub(super) act: String,
    #[serde(default)]
    pub(super) id: Option<ProvisionId>,
    /// A number of the directory, of a professional or of a structure.
    #[serde(default)]
    pub(super) number: String,
    #[serde(default)]
    pub(super) profession: String,
    #[serde(default)]
    pub(super) about: String,
    #[serde(default)]
    pub(super) effect: String,
    /// The last day on which it counts, `2027-03-31`; none without an end.
    #[serde(default)]
    pub(super) until: String,
    /// The time zone of the record, in which that day ends.
    #[serde(default)]
    zone: String,
    /// The page on which the form stands, where it is not this one.
    #[serde(default)]
    back: String,
}

/// What is wrong with a form: a field of the page, and the key of a sentence about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) field: &'static str,
    pub(super) key: &'static str,
}

impl Decided {
    /// Where the form leads once it is decided: to the page on which it stands.
    pub(super) fn here(&self, space: SpaceId) -> String {
        match (self.back.as_str(), self.about.strip_prefix("document:").map(str::parse::<DocumentId>)) {
            ("safety", _) => format!("/spaces/{space}/safety"),
            (_, Some(Ok(document))) => format!("{}/audience", address(space, document)),
            _ => format!("/spaces/{space}/named"),
        }
    }

    /// Whom to block, and until when.
    pub(super) fn block(&self, now: DateTime<Utc>) -> Result<(Who, Option<DateTime<Utc>>), Fault> {
        let who = numbered(&self.number).map_err(|key| Fault { field: "blocked", key })?;
        let until = self.end(now).map_err(|key| Fault { field: "block-until", key })?;
        Ok((who, until))
    }

    /// What to hide from whom, or to show to them.
    pub(super) fn exception(&self, now: DateTime<Utc>) -> Result<MeantException, Fault> {
        let nothing = Fault { field: "about", key: "named-nothing" };
        let about = match self.about.split_once(':') {
            Some(("category", code)) => AboutWhat::Category(code.parse::<Category>().map_err(|_| nothing)?),
            Some(("topic", key)) => AboutWhat::Topic(key.to_owned()),
            Some(("document", id)) => AboutWhat::Document(id.parse().map_err(|_| nothing)?),
            _ => return Err(nothing),
        };
        let effect = match self.effect.as_str() {
            "hidden" => Effect::Hidden,
            "shown" => Effect::Shown,
            _ => return Err(Fault { field: "effect-hidden", key: "named-no-effect" }),
        };
        let who = match (self.number.trim(), self.profession.as_str()) {
            ("", "") => return Err(Fault { field: "profession", key: "named-nobody" }),
            ("", code) => Who::Profession(code.to_owned()),
            (number, "") => numbered(number).map_err(|key| Fault { field: "number", key })?,
            _ => return Err(Fault { field: "number", key: "named-two-ways" }),
        };
        let until = self.end(now).map_err(|key| Fault { field: "exception-until", key })?;
        Ok(MeantException { who, about, effect, until })
    }

    /// What the engine finds wrong where the form itself is right: a number that nobody has, or one too many.
    pub(super) fn not_possible(&self) -> Fault {
        let field = match (self.act.as_str(), self.number.trim()) {
            ("block", _) => "blocked",
            (_, "") => "about",
            _ => "number",
        };
        Fault { field, key: "named-not-possible" }
    }

    /// When it ends: with the day that was given.
    fn end(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, &'static str> {
        if self.until.trim().is_empty() {
            return Ok(None);
        }
        let day = self.until.trim().parse::<NaiveDate>().map_err(|_| "named-wrong-day")?;
        let zone = self.zone.parse().map_err(|_| "named-wrong-day")?;
        match consent::end_after(day, 0, zone) {
            Some(end) if end <= now => Err("named-past-day"),
            Some(end) if end <= now + FARTHEST_END => Ok(Some(end)),
            _ => Err("named-far-day"),
        }
    }
}

/// A number as it is printed, in groups or not.
pub(super) fn bare(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a number has as many digits as it should, so that one of them is wrong.
pub(super) fn is_mistyped(number: &str, digits: &[usize]) -> bool {
    digits.contains(&number.len()) && number.chars().all(|c| c.is_ascii_digit())
}

/// Whom a number of the directory means.
fn numbered(number: &str) -> Result<Who, &'static str> {
    let number = bare(number);
    let person = number.parse::<Rpps>().map(Who::Professional).ok();
    let known = person.or_else(|| number.parse::<Finess>().map(Who::Numbered).ok());
    let fault = if is_mistyped(&number, &[9, 11]) { "named-wrong-digit" } else { "named-wrong-number" };
    known.ok_or(fault)
}
