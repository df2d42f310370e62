//! A filter: what the holder masked is hidden from professionals and establishments but its own depositor.

use consent::{Condition, Entrance, Facts, Filter, PartyKind, RuleId};
use oracle::{Case, Stage, Statement};

/// The rule.
pub(crate) struct Mask;

impl Filter for Mask {
    fn id(&self) -> RuleId {
        RuleId::new("F90")
    }

    fn keeps(&self, facts: &Facts, entrance: &Entrance) -> Condition {
        if entrance.way.as_str() == "W1" || matches!(facts.party.kind, PartyKind::Citizen) {
            return Condition::Always;
        }
        let own = match facts.party.organisation() {
            Some(organisation) => Condition::DepositedFor(organisation),
            None => Condition::Never,
        };
        Condition::Masked.negate().or(own).or(Condition::DepositedBy(facts.party.person))
    }
}

/// Its sentence.
pub(crate) struct TheMask;

impl Statement for TheMask {
    fn stage(&self) -> Stage {
        Stage::Filter("F90")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let Some(thing) = case.thing else { return false };
        if !thing.masked || case.way == Some("W1") {
            return true;
        }
        let ours = match &case.facts.party.kind {
            PartyKind::Citizen => return true,
            PartyKind::Professional(practice) => practice.organisation,
            PartyKind::Establishment { organisation, .. } => Some(*organisation),
            PartyKind::Guest | PartyKind::Admin(_) | PartyKind::System(_) => None,
        };
        thing.depositor == case.facts.party.person || (ours.is_some() && thing.depositor_organisation == ours)
    }
}
