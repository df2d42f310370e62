use consent::{Facts, Provision};

use super::{raw, w2, w3, w9};
use crate::{Case, Stage, Statement};

/// Hidden from legal representatives: from whoever comes in as one or as in charge of a protected adult, and from whoever comes in by what one gave in the minor's
/// name, or by what was handed on of that; after a death from heirs, and from the doctor who chooses for
/// them. What somebody put in themselves they go on seeing.
pub(crate) struct HiddenFromRepresentatives;

impl Statement for HiddenFromRepresentatives {
    fn stage(&self) -> Stage {
        Stage::Filter("F2")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let Some(thing) = case.thing else { return false };
        if !thing.hidden_from_representatives || thing.depositor == case.facts.party.person {
            return true;
        }
        let by_them = case.through.is_some_and(|through| comes_from_one(case.facts, through));
        let claim = case.through.and_then(|through| through.terms.get("claim"));
        let by_heirs = case.way == Some("W9") && claim.and_then(w9::is_for_heirs) != Some(false);
        !matches!(case.way, Some("W2" | "W3")) && !by_them && !by_heirs
    }
}

/// Whether a representative gave what somebody comes in by, or the care relationship that was handed on to them.
pub(crate) fn comes_from_one(facts: &Facts, through: &Provision) -> bool {
    let mut behind = through;
    if through.kind == "delegation"
        && let Some(terms) = raw::fields(&through.terms, &["relationship"], &[])
    {
        for one in &facts.provisions {
            if terms.get("relationship").and_then(serde_json::Value::as_str) == Some(&one.id.to_string()) {
                behind = one;
            }
        }
    }
    let by = behind.given_by;
    let holder = facts.space.as_ref().map(|space| space.holder);
    let declared = behind.kind == "care_relationship" && behind.person == Some(by);
    if Some(by) == holder || declared {
        return false;
    }
    let one_of_them = |one: &Provision| w2::is_said(facts, one) || w3::counts(facts, one).is_some();
    facts.provisions.iter().any(|one| one.person == Some(by) && one_of_them(one))
}
