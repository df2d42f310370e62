use crate::{Act, Condition, Facts, IdentityAgreement, Offer, PartyKind, RuleId, Way};

/// W0, feeding: a professional or a listed establishment deposits where the identity given agrees with the
/// space's, and amends what is theirs: a professional what they count as the author of, an establishment what was
/// deposited for it. Nothing where the identity given is somebody else's; never a consult.
pub struct W0Feeding;

impl Way for W0Feeding {
    fn id(&self) -> RuleId {
        RuleId::new("W0")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let own = match &facts.party.kind {
            PartyKind::Professional(_) => Condition::AuthoredBy(facts.party.person),
            PartyKind::Establishment { organisation, .. } => {
                Condition::DepositedFor(*organisation).and(Condition::ByCitizen.negate())
            }
            PartyKind::Citizen | PartyKind::Guest | PartyKind::Admin(_) | PartyKind::System(_) => {
                return Vec::new();
            }
        };
        if facts.space.is_none() {
            return Vec::new();
        }
        let offer = |act, things| Offer { acts: vec![act], things, until: None, provision: None };
        let amend = offer(Act::Amend, own);
        match facts.ask.identity {
            IdentityAgreement::Agrees => vec![offer(Act::Deposit, Condition::Always), amend],
            IdentityAgreement::NotGiven => vec![amend],
            IdentityAgreement::Disagrees => Vec::new(),
        }
    }
}
