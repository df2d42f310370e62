use crate::{Act, Condition, Facts, Offer, PartyKind, Purpose, RuleId, Way};

/// W12: the system itself, for a purpose of a closed list.
pub struct W12System;

impl Way for W12System {
    fn id(&self) -> RuleId {
        RuleId::new("W12")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let PartyKind::System(purpose) = facts.party.kind else { return Vec::new() };
        let acts = match purpose {
            Purpose::Registration => vec![Act::OpenSpace],
            Purpose::Upkeep => vec![Act::Maintain],
            Purpose::Life => vec![Act::ChangeLife],
            Purpose::Notice => vec![Act::Notify],
            Purpose::Answer => vec![Act::Dispute],
        };
        vec![Offer { acts, things: Condition::Never, until: None, provision: None }]
    }
}
