use config::Reference;
use consent::{Act, Facts, PartyKind, Provision};
use kernel::Practice;

use super::raw::{doors, fields, latest, text_or_nothing};
use crate::{Case, Stage, Statement};

/// A care relationship: a professional of a profession to which the matrix opens something, unless it only helps by a
/// delegation, may declare one, which shows nothing yet, where the holder lets one start on declaration; never on
/// declaration in occupational medicine; and wherever the holder's own act was shown. They may ask for one unless one
/// starts by a code only. While one of the same person, in the same structure and under the same profession, runs, they
/// consult, hand it on, and end it.
pub(crate) struct CareRelationship {
    in_charge: Vec<String>,
    occupational: Vec<String>,
}

impl CareRelationship {
    pub(crate) fn new(reference: &Reference) -> Self {
        let occupational = reference.occupational_sectors().map(str::to_owned).collect();
        Self { in_charge: in_charge(reference), occupational }
    }
}

/// The professions to which a row of the matrix opens something.
pub(crate) fn in_the_matrix(reference: &Reference) -> Vec<String> {
    let mut professions = Vec::new();
    for row in reference.matrix().rows() {
        if row.consult {
            professions.push(row.profession.clone());
        }
    }
    professions
}

/// Those of them that may be in charge of somebody, and do not only help whoever is.
pub(crate) fn in_charge(reference: &Reference) -> Vec<String> {
    let mut professions = in_the_matrix(reference);
    for known in reference.professions() {
        if known.only_by_delegation {
            professions.retain(|profession| *profession != known.code);
        }
    }
    professions
}

impl Statement for CareRelationship {
    fn stage(&self) -> Stage {
        Stage::Way("W5")
    }

    fn doors<'a>(&self, facts: &'a Facts) -> Vec<Option<&'a Provision>> {
        doors(facts, "care_relationship")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let facts = case.facts;
        let PartyKind::Professional(practice) = &facts.party.kind else { return false };
        if facts.space.is_none() || !self.in_charge.contains(&practice.profession) {
            return false;
        }
        match (case.act, case.through) {
            (Act::OpenRelationship, None) => {
                let on_declaration = start(facts) == "on_declaration";
                let declared = on_declaration && !self.occupational.contains(&practice.sector);
                case.thing.is_none() && (declared || facts.ask.invited)
            }
            (Act::AskRelationship, None) => case.thing.is_none() && start(facts) != "only_by_code",
            (Act::Consult | Act::Delegate | Act::KeepDiscreet | Act::Relinquish, Some(relationship)) => {
                let occupational = self.occupational.contains(&practice.sector);
                let serves = !(occupational && is_declared(relationship));
                serves && is_theirs(facts, practice, relationship)
            }
            _ => false,
        }
    }
}

/// Whether it was begun by a declaration: never so in occupational medicine.
fn is_declared(relationship: &Provision) -> bool {
    let evidence = relationship.terms.get("evidence").and_then(serde_json::Value::as_str);
    matches!(evidence, Some("team_in_charge" | "consent_of_this_consultation" | "admission" | "card"))
}

fn is_theirs(facts: &Facts, practice: &Practice, relationship: &Provision) -> bool {
    relationship.person == Some(facts.party.person)
        && relationship.organisation == practice.organisation
        && profession(relationship) == Some(&practice.profession)
}

/// The profession under which a care relationship was begun. Terms that say something else, or nothing that can be read,
/// say none.
pub(crate) fn profession(relationship: &Provision) -> Option<&str> {
    let terms = fields(&relationship.terms, &["evidence", "profession"], &["collected_by"])?;
    text_or_nothing(terms, "collected_by")?;
    match terms.get("evidence")?.as_str()? {
        "team_in_charge"
        | "consent_of_this_consultation"
        | "admission"
        | "card"
        | "code"
        | "approval"
        | "invitation" => terms.get("profession")?.as_str(),
        _ => None,
    }
}

/// How a care relationship starts: as was chosen last, else as the preset has it.
fn start(facts: &Facts) -> &str {
    if let Some(chosen) = latest(facts, "starting") {
        let said = fields(&chosen.terms, &["start"], &[]).and_then(|terms| terms.get("start")?.as_str());
        return match said {
            Some("on_declaration") => "on_declaration",
            Some("on_approval") => "on_approval",
            _ => "only_by_code",
        };
    }
    let Some(preset) = latest(facts, "preset") else { return "on_declaration" };
    let said = fields(&preset.terms, &["preset"], &[]).and_then(|terms| terms.get("preset")?.as_str());
    match said {
        Some("open") => "on_declaration",
        Some("ask_me") => "on_approval",
        _ => "only_by_code",
    }
}
