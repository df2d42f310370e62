use chrono::TimeDelta;
use config::Reference;
use consent::{Act, EmergencyPurpose, Facts, PartyKind, Provision};
use kernel::Practice;
use serde_json::Value;

use super::raw::{doors, fields, latest, text_or_nothing};
use crate::{Case, Stage, Statement};

/// An emergency: a professional of a listed profession breaks the glass, and a centre of regulation opens a record, each
/// where the holder left that on, and nobody whose right to it is suspended. While an access of the same person, structure
/// and profession runs, 24 hours at most whatever end it bears, and all this still holds of its purpose, they consult, and
/// may give it back.
pub(crate) struct Emergency {
    professions: Vec<String>,
}

/// What the holder left on for an emergency.
pub(crate) struct Switches {
    break_the_glass: bool,
    regulation: bool,
    pub(crate) masked: bool,
}

impl Emergency {
    pub(crate) fn new(reference: &Reference) -> Self {
        Self { professions: reference.emergency().professions.clone() }
    }

    fn allows(&self, facts: &Facts, practice: &Practice, purpose: EmergencyPurpose) -> bool {
        let switches = switches(facts);
        match purpose {
            EmergencyPurpose::BreakTheGlass => {
                switches.break_the_glass && self.professions.contains(&practice.profession)
            }
            EmergencyPurpose::Regulation => switches.regulation && practice.regulates,
        }
    }
}

impl Statement for Emergency {
    fn stage(&self) -> Stage {
        Stage::Way("W8")
    }

    fn doors<'a>(&self, facts: &'a Facts) -> Vec<Option<&'a Provision>> {
        doors(facts, "emergency_access")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let facts = case.facts;
        let PartyKind::Professional(practice) = &facts.party.kind else { return false };
        if facts.space.is_none() || facts.suspended.contains(&facts.party.person) {
            return false;
        }
        match (case.act, case.through) {
            (Act::BreakGlass, None) => {
                let asked = facts.ask.emergency;
                case.thing.is_none() && asked.is_some_and(|purpose| self.allows(facts, practice, purpose))
            }
            (Act::Consult | Act::KeepDiscreet | Act::Relinquish, Some(access)) => {
                let Some((purpose, profession)) = read(access) else { return false };
                facts.now < access.starts_at + TimeDelta::hours(24)
                    && access.person == Some(facts.party.person)
                    && access.organisation == practice.organisation
                    && profession == practice.profession
                    && self.allows(facts, practice, purpose)
            }
            _ => false,
        }
    }
}

fn read(access: &Provision) -> Option<(EmergencyPurpose, &str)> {
    let must = ["purpose", "profession", "reason"];
    let terms = fields(&access.terms, &must, &["words", "had_relationship"])?;
    text_or_nothing(terms, "words")?;
    terms.get("had_relationship").is_none_or(Value::is_boolean).then_some(())?;
    terms.get("reason")?.as_str()?;
    let purpose = match terms.get("purpose")?.as_str()? {
        "BTG" => EmergencyPurpose::BreakTheGlass,
        "ETREAT" => EmergencyPurpose::Regulation,
        _ => return None,
    };
    Some((purpose, terms.get("profession")?.as_str()?))
}

/// The switches as they were set last; all off where that cannot be read.
pub(crate) fn switches(facts: &Facts) -> Switches {
    let Some(set) = latest(facts, "emergency_switches") else {
        return Switches { break_the_glass: true, regulation: true, masked: false };
    };
    let names = ["break_the_glass", "regulation", "masked"];
    let on = |name| {
        let terms = fields(&set.terms, &names, &[])?;
        terms.values().all(Value::is_boolean).then(|| terms.get(name)?.as_bool())?
    };
    Switches {
        break_the_glass: on("break_the_glass").unwrap_or(false),
        regulation: on("regulation").unwrap_or(false),
        masked: on("masked").unwrap_or(false),
    }
}
