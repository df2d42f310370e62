use crate::{Act, Condition, Facts, Offer, PartyKind, RuleId, Way};

/// What the holder, and whoever acts for a protected adult, does with whatever is in the record.
pub(super) const ON_THINGS: [Act; 12] = [
    Act::Consult,
    Act::Deposit,
    Act::Curate,
    Act::ReadHistory,
    Act::ReadNotices,
    Act::Hide,
    Act::Loosen,
    Act::Grant,
    Act::Oversee,
    Act::Dispute,
    Act::Export,
    Act::Leave,
];

/// W1: the holder of the space, in the capacity of citizen: sees, adds, keeps the record in order, reads the
/// history and the notices, amends what a citizen brought, says who sees what and who comes in, takes everything out, and decides about
/// the record itself.
pub struct W1Holder;

impl Way for W1Holder {
    fn id(&self) -> RuleId {
        RuleId::new("W1")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let is_holder = facts.party.kind == PartyKind::Citizen
            && facts.space.as_ref().is_some_and(|space| space.holder == facts.party.person);
        if !is_holder {
            return Vec::new();
        }
        let all = Offer { acts: ON_THINGS.to_vec(), things: Condition::Always, until: None, provision: None };
        let own =
            Offer { acts: vec![Act::Amend], things: Condition::ByCitizen, until: None, provision: None };
        let acts = vec![Act::Activate, Act::Prefer, Act::Oppose, Act::Close, Act::Erase];
        let itself = Offer { acts, things: Condition::Never, until: None, provision: None };
        vec![all, own, itself]
    }
}
