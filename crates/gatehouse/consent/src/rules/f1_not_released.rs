use crate::{Condition, Entrance, Facts, Filter, PartyKind, RuleId};

/// F1: what a professional has not yet released to the patient (`INVISIBLE_PATIENT`) is hidden from the holder's
/// side until the author, an announcement or the delay releases it. A declared guest is nobody whom a register knows: the
/// holder could call themselves one with a code of their own, and stands on the holder's side here; and so does a holder who is a
/// professional and declares to be in charge of themselves.
pub struct F1NotReleased;

/// The ways of the holder's side.
pub(crate) const HOLDERS_SIDE: [&str; 6] = ["W1", "W2", "W3", "W4", "W9", "W10"];

impl Filter for F1NotReleased {
    fn id(&self) -> RuleId {
        RuleId::new("F1")
    }

    fn keeps(&self, facts: &Facts, entrance: &Entrance<'_>) -> Condition {
        let is_patient = facts.space.as_ref().is_some_and(|space| space.holder == facts.party.person);
        if entrance.is_by(&HOLDERS_SIDE) || facts.party.kind == PartyKind::Guest || is_patient {
            Condition::WithheldAt(facts.now).negate()
        } else {
            Condition::Always
        }
    }
}
