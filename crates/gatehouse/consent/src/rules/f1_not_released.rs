use crate::{Condition, Entrance, Facts, Filter, PartyKind, RuleId};

/// F1: what a professional has not yet released to the patient (`INVISIBLE_PATIENT`) is hidden from the holder's
/// side until the author, an announcement or the delay releases it. A declared guest is nobody whom a register knows: the
/// holder could call themselves one with a code of their own, and stands on the holder's side here.
pub struct F1NotReleased;

/// The ways of the holder's side.
pub(crate) const HOLDERS_SIDE: [&str; 6] = ["W1", "W2", "W3", "W4", "W9", "W10"];

impl Filter for F1NotReleased {
    fn id(&self) -> RuleId {
        RuleId::new("F1")
    }

    fn keeps(&self, facts: &Facts, entrance: &Entrance<'_>) -> Condition {
        if entrance.is_by(&HOLDERS_SIDE) || facts.party.kind == PartyKind::Guest {
            Condition::WithheldAt(facts.now).negate()
        } else {
            Condition::Always
        }
    }
}
