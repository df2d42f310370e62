use super::{is_given_by_representative, w6_delegation::handed_on, w9_heirs::is_for_heir};
use crate::{Condition, Entrance, Facts, Filter, Offer, RuleId};

/// F2: what is hidden from legal representatives (`INVISIBLE_REPRESENTANTS_LEGAUX`) is hidden from whoever represents the minor
/// or is in charge of the protected adult, and from whoever comes in by what a representative gave, or by what was handed on of that; and, after a death, from
/// heirs, whom representatives are among, and from the doctor who chooses for them. What somebody deposited
/// themselves stays before them: that it is gone at once would tell that the minor hides something.
pub struct F2Representatives;

impl Filter for F2Representatives {
    fn id(&self) -> RuleId {
        RuleId::new("F2")
    }

    fn keeps(&self, facts: &Facts, entrance: &Entrance<'_>) -> Condition {
        let of_heir = entrance.is_by(&["W9"]) && is_for_heir(facts, entrance.offer);
        if entrance.is_by(&["W2", "W3"]) || of_heir || is_let_in_by_representative(facts, entrance.offer) {
            let own = Condition::DepositedBy(facts.party.person);
            return Condition::HiddenFromRepresentatives.negate().or(own);
        }
        Condition::Always
    }
}

/// Whether what stands behind an offer was given by a representative of the minor.
pub(crate) fn is_let_in_by_representative(facts: &Facts, offer: &Offer) -> bool {
    let Some(behind) = offer.provision.and_then(|id| facts.provision(id)) else { return false };
    let relationship = handed_on(behind).and_then(|id| facts.provision(id));
    is_given_by_representative(facts, relationship.unwrap_or(behind))
}
