use config::Reference;
use consent::{Act, Facts, PartyKind, Provision};
use kernel::{OrganisationId, PersonId, Practice};

use crate::{Case, Stage, Statement};

/// A care relationship: a professional of a profession to which the matrix opens something, unless it only helps by a
/// delegation, may declare one, which shows nothing yet, where the preset is open; and consults while one of the same
/// person, in the same structure and under the same profession, runs.
pub(crate) struct CareRelationship {
    in_the_matrix: Vec<String>,
}

impl CareRelationship {
    pub(crate) fn new(reference: &Reference) -> Self {
        let mut in_the_matrix = Vec::new();
        for row in reference.matrix().rows() {
            let helper =
                reference.professions().any(|known| known.code == row.profession && known.only_by_delegation);
            if row.consult && !helper {
                in_the_matrix.push(row.profession.clone());
            }
        }
        Self { in_the_matrix }
    }
}

impl Statement for CareRelationship {
    fn stage(&self) -> Stage {
        Stage::Way("W5")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let PartyKind::Professional(practice) = &case.facts.party.kind else { return false };
        if case.facts.space.is_none() || !self.in_the_matrix.contains(&practice.profession) {
            return false;
        }
        match case.act {
            Act::OpenRelationship => case.thing.is_none() && preset(case.facts) == "open",
            Act::Consult => {
                let person = case.facts.party.person;
                case.facts.provisions.iter().any(|provision| {
                    is_running(case.facts, provision)
                        && is_theirs(provision, person, practice.organisation)
                        && declares(provision, practice)
                })
            }
            _ => false,
        }
    }
}

/// The preset that was chosen last; a choice that says nothing readable is as good as closed.
fn preset(facts: &Facts) -> &str {
    let mut last: Option<&Provision> = None;
    for provision in &facts.provisions {
        let over = matches!(provision.ends_at, Some(end) if end <= facts.now);
        if provision.kind != "preset" || provision.starts_at > facts.now || over {
            continue;
        }
        let key = |one: &Provision| (one.starts_at, one.id);
        if last.is_none_or(|known| key(known) <= key(provision)) {
            last = Some(provision);
        }
    }
    let Some(last) = last else { return "open" };
    let terms = last.terms.as_object().filter(|terms| terms.len() == 1);
    match terms.and_then(|terms| terms.get("preset")?.as_str()) {
        Some("open") => "open",
        Some("ask_me") => "ask_me",
        _ => "closed",
    }
}

fn is_running(facts: &Facts, provision: &Provision) -> bool {
    let begun = provision.starts_at <= facts.now;
    let over = matches!(provision.ends_at, Some(end) if end <= facts.now);
    provision.kind == "care_relationship" && begun && !over
}

fn is_theirs(provision: &Provision, person: PersonId, organisation: Option<OrganisationId>) -> bool {
    provision.person == Some(person) && provision.organisation == organisation
}

/// Terms that say something else, or nothing that can be read, give no right.
fn declares(provision: &Provision, practice: &Practice) -> bool {
    let Some(terms) = provision.terms.as_object() else { return false };
    if terms.len() != 2 {
        return false;
    }
    let evidence = terms.get("evidence").and_then(|evidence| evidence.as_str());
    let profession = terms.get("profession").and_then(|profession| profession.as_str());
    matches!(evidence, Some("team_in_charge" | "consent_of_this_consultation" | "admission"))
        && profession == Some(practice.profession.as_str())
}
