use consent::{Act, IdentityAgreement, PartyKind};

use crate::{Case, Stage, Statement};

/// Feeding: a professional or an establishment puts documents in where the identity given is the space's, and sees
/// nothing by it. What they have put in they may amend: the professional who counts as its author, the establishment for
/// which it was put in, and nothing that a citizen brought; never where the identity given is somebody else's. That they are in good standing or listed is asked at the
/// gate.
pub(crate) struct Feeding;

impl Statement for Feeding {
    fn stage(&self) -> Stage {
        Stage::Way("W0")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        if case.facts.space.is_none() {
            return false;
        }
        if case.facts.ask.identity == IdentityAgreement::Disagrees {
            return false;
        }
        let person = case.facts.party.person;
        match (&case.facts.party.kind, case.act) {
            (PartyKind::Professional(_) | PartyKind::Establishment { .. }, Act::Deposit) => {
                case.facts.ask.identity == IdentityAgreement::Agrees
            }
            (PartyKind::Professional(_), Act::Amend) => {
                case.thing.is_none_or(|thing| thing.natural_author == Some(person))
            }
            (PartyKind::Establishment { organisation, .. }, Act::Amend) => case
                .thing
                .is_none_or(|thing| thing.depositor_organisation == Some(*organisation) && !thing.by_citizen),
            _ => false,
        }
    }
}
