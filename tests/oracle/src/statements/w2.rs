use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone, Utc};
use config::{Category, Reference, RepresentativeAct};
use consent::{Act, Facts, PartyKind, Provision};
use kernel::PersonId;
use uuid::Uuid;

use super::raw;
use crate::{Case, Stage, Statement};

/// The representative of a minor: a citizen whom a representation names that runs and says by what authority, and whom nobody
/// has suspended. Does what the country says for the minor's age: see, add, keep in order, read history and notices, decide.
/// What citizens brought they take away or describe anew, unless the minor brought it. Every citizen but the holder may accept
/// an invitation to be one.
pub(crate) struct TheRepresentative {
    of_age: i32,
    steps: Vec<(i32, Vec<RepresentativeAct>, Vec<Category>)>,
}

impl TheRepresentative {
    pub(crate) fn new(reference: &Reference) -> Self {
        let minors = reference.minors();
        let years = |age: u32| i32::try_from(age).expect("an age");
        let mut steps = Vec::new();
        for step in minors.steps() {
            steps.push((years(step.from_age), step.acts.clone(), step.hidden_categories.clone()));
        }
        Self { of_age: years(minors.of_age_years), steps }
    }

    fn step(
        &self,
        facts: &Facts,
        through: &Provision,
    ) -> Option<&(i32, Vec<RepresentativeAct>, Vec<Category>)> {
        let space = facts.space.as_ref()?;
        let mut found = None;
        for step in &self.steps {
            let begun = match through.ends_at {
                None => true,
                Some(end) => {
                    let birthday = end.with_timezone(&space.zone).date_naive();
                    let midnight = midnight_of(years_before(birthday, self.of_age - step.0), space.zone);
                    step.0 == 0 || midnight <= facts.now
                }
            };
            if begun {
                found = Some(step);
            }
        }
        found
    }
}

fn years_before(day: NaiveDate, years: i32) -> NaiveDate {
    let year = day.year() - years;
    day.with_year(year).unwrap_or_else(|| NaiveDate::from_ymd_opt(year, 2, 28).expect("a day of February"))
}

fn midnight_of(day: NaiveDate, zone: chrono_tz::Tz) -> DateTime<Utc> {
    // No zone of the tests changes its clock at midnight.
    zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest().expect("a midnight").to_utc()
}

impl Statement for TheRepresentative {
    fn stage(&self) -> Stage {
        Stage::Way("W2")
    }

    fn doors<'a>(&self, facts: &'a Facts) -> Vec<Option<&'a Provision>> {
        raw::doors(facts, "representative")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let (facts, party) = (case.facts, &case.facts.party);
        let Some(space) = &facts.space else { return false };
        if party.kind != PartyKind::Citizen {
            return false;
        }
        let Some(through) = case.through else {
            return case.act == Act::BecomeRepresentative
                && case.thing.is_none()
                && party.person != space.holder;
        };
        if through.person != Some(party.person) || !counts(facts, through) {
            return false;
        }
        let Some((_, acts, hidden)) = self.step(facts, through) else { return false };
        let stands = case.thing.is_none_or(|thing| !hidden.contains(&thing.category));
        match case.act {
            Act::Consult | Act::Export | Act::Leave => acts.contains(&RepresentativeAct::See) && stands,
            Act::Deposit => acts.contains(&RepresentativeAct::Add) && stands,
            Act::Amend => {
                let brought = |thing: &consent::Thing| thing.by_citizen && thing.depositor != space.holder;
                acts.contains(&RepresentativeAct::Add) && stands && case.thing.is_none_or(brought)
            }
            Act::Curate => acts.contains(&RepresentativeAct::Keep) && stands,
            Act::ReadHistory | Act::Dispute => acts.contains(&RepresentativeAct::History) && stands,
            Act::ReadNotices => acts.contains(&RepresentativeAct::Notices) && stands,
            Act::Hide | Act::Loosen | Act::Grant | Act::Oversee => {
                acts.contains(&RepresentativeAct::Decide) && stands
            }
            Act::Activate | Act::Prefer | Act::Oppose | Act::Close => {
                acts.contains(&RepresentativeAct::Decide) && case.thing.is_none()
            }
            _ => false,
        }
    }
}

/// Whether one of the provisions makes the party a representative now.
pub(crate) fn represents(facts: &Facts) -> bool {
    facts.space.is_some()
        && facts.party.kind == PartyKind::Citizen
        && is_representative(facts, facts.party.person)
}

/// Whether one of the provisions names this person as a representative now, and nobody has suspended them.
pub(crate) fn is_representative(facts: &Facts, person: PersonId) -> bool {
    facts.provisions.iter().any(|one| one.person == Some(person) && counts(facts, one))
}

/// A representation counts while it runs, can be read, comes from the feed or from somebody whom the feed names, and nobody is
/// suspended.
fn counts(facts: &Facts, one: &Provision) -> bool {
    let by = one.given_by;
    let by_named = facts
        .provisions
        .iter()
        .any(|other| other.person == Some(by) && other.given_by.uuid().is_nil() && is_said(facts, other));
    let suspended = facts.provisions.iter().any(|other| {
        other.kind == "representative_suspended" && other.person == one.person && runs(facts, other)
    });
    is_said(facts, one) && (by.uuid().is_nil() || by_named) && !suspended
}

/// Whether a representation runs and can be read, whoever gave it.
pub(crate) fn is_said(facts: &Facts, one: &Provision) -> bool {
    let Some(terms) = raw::fields(&one.terms, &["authority"], &["invitation"]) else { return false };
    let authority = terms.get("authority").and_then(serde_json::Value::as_str);
    let invitation = terms.get("invitation").filter(|id| !id.is_null());
    let is_id = |id: &serde_json::Value| id.as_str().is_some_and(|id| Uuid::parse_str(id).is_ok());
    one.kind == "representative"
        && runs(facts, one)
        && matches!(authority, Some("parent" | "guardian"))
        && invitation.is_none_or(is_id)
}

fn runs(facts: &Facts, one: &Provision) -> bool {
    let over = one.ends_at.is_some_and(|end| end <= facts.now);
    one.starts_at <= facts.now && !over
}
