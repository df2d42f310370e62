use consent::{Act, Facts, PartyKind, Provision, SpaceState};
use serde_json::Value;
use uuid::Uuid;

use super::raw;
use crate::{Case, Stage, Statement};

/// After a death. A doctor is named to choose by a request that one wrote down and another confirmed, and that is not their own: they see
/// everything and choose. What somebody else chose is seen by whoever asked, and nothing beside it: by a citizen as somebody close, by a
/// doctor as an expert of a court. What is for somebody close is for nobody where the holder refused it.
pub(crate) struct AfterDeath;

impl Statement for AfterDeath {
    fn stage(&self) -> Stage {
        Stage::Way("W9")
    }

    fn doors<'a>(&self, facts: &'a Facts) -> Vec<Option<&'a Provision>> {
        let mut doors = raw::doors(facts, "heir_access");
        doors.extend(raw::now(facts, "heir_selection").into_iter().map(Some));
        doors
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let (facts, Some(through)) = (case.facts, case.through) else { return false };
        if through.person != Some(facts.party.person) {
            return false;
        }
        let Some(Opening { for_heirs, chosen }) = opens(facts, through) else { return false };
        let known = case
            .thing
            .is_none_or(|thing| chosen.as_ref().is_none_or(|chosen| chosen.contains(&thing.series)));
        let refused = for_heirs && !raw::now(facts, "heirs_refused").is_empty();
        let may = case.act == Act::Consult || case.act == Act::Select && chosen.is_none();
        may && known && !refused
    }
}

/// What something opens after a death.
struct Opening {
    for_heirs: bool,
    /// What was chosen; none for whoever chooses.
    chosen: Option<Vec<Uuid>>,
}

fn opens(facts: &Facts, through: &Provision) -> Option<Opening> {
    let dead = facts.space.as_ref().is_some_and(|space| space.state == SpaceState::Deceased);
    let doctor = match &facts.party.kind {
        PartyKind::Professional(practice) => practice.profession == "10",
        PartyKind::Citizen => false,
        _ => return None,
    };
    if !dead {
        return None;
    }
    let person = facts.party.person.uuid();
    if through.kind == "heir_selection" {
        let terms = raw::fields(&through.terms, &["claim", "asks", "proposed_by"], &[])?;
        let asks = Uuid::parse_str(terms.get("asks")?.as_str()?).ok()?;
        let by = Uuid::parse_str(terms.get("proposed_by")?.as_str()?).ok()?;
        let for_heirs = is_for_heirs(terms.get("claim")?)?;
        let fit = doctor && asks != person && by != through.given_by.uuid();
        return fit.then_some(Opening { for_heirs, chosen: None });
    }
    let terms = raw::fields(&through.terms, &["claim", "documents", "selection"], &[])?;
    Uuid::parse_str(terms.get("selection")?.as_str()?).ok()?;
    let chosen = raw::ids(terms.get("documents")?)?;
    let for_heirs = is_for_heirs(terms.get("claim")?)?;
    let fit = through.given_by != facts.party.person && for_heirs != doctor;
    let comes = if for_heirs { facts.party.kind == PartyKind::Citizen } else { doctor };
    (fit && comes).then_some(Opening { for_heirs, chosen: Some(chosen) })
}

/// Whether a claim is that of somebody close; none where it cannot be read.
pub(crate) fn is_for_heirs(claim: &Value) -> Option<bool> {
    let claim = raw::fields(claim, &["by", "claimant", "reason", "evidence"], &[])?;
    for name in ["claimant", "reason", "evidence"] {
        claim.get(name)?.as_str()?;
    }
    match claim.get("by")?.as_str()? {
        "heir" => Some(true),
        "expert" => Some(false),
        _ => None,
    }
}
