use crate::{Act, Condition, Facts, IdentityAgreement, Offer, PartyKind, RuleId, Way};

/// W0, feeding: a professional or a listed establishment deposits where the identity given agrees with the
/// space's. Never a consult.
pub struct W0Feeding;

impl Way for W0Feeding {
    fn id(&self) -> RuleId {
        RuleId::new("W0")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let feeds = matches!(facts.party.kind, PartyKind::Professional(_) | PartyKind::Establishment { .. });
        if !feeds || facts.space.is_none() || facts.ask.identity != IdentityAgreement::Agrees {
            return Vec::new();
        }
        vec![Offer { acts: vec![Act::Deposit], things: Condition::Always, until: None, provision: None }]
    }
}
