//! Secret connections: what a minor, or a protected adult, and whoever cares for them, does without the knowledge of those who represent them (Code de la
//! santé publique, articles L1111-5 and L1111-5-1).

use super::{
    CARE_RELATIONSHIP, CARER, DELEGATION, EMERGENCY_ACCESS, TEMPORARY_ACCESS, is_let_in_by_representative,
};
use crate::{Facts, Offer, PartyKind, Provision, RuleId};

/// What lets somebody into a record who is no citizen.
const LETS_IN: [&str; 4] = [CARE_RELATIONSHIP, DELEGATION, EMERGENCY_ACCESS, TEMPORARY_ACCESS];

/// Whether an act is done in secret: because whoever acts says so, or because all that lets them in was given in secret, so that
/// whatever they do would tell of it.
pub(crate) fn is_secret(facts: &Facts, offers: &[Offer]) -> bool {
    if facts.ask.secret_code {
        return true;
    }
    let is_citizen = facts.party.kind == PartyKind::Citizen;
    let is_holder = facts.space.as_ref().is_some_and(|space| space.holder == facts.party.person);
    if is_citizen && (is_holder || facts.party.secret) {
        return is_holder && facts.party.secret;
    }
    if facts.party.secret {
        return true;
    }
    let behind: Vec<&Provision> =
        offers.iter().filter_map(|offer| facts.provision(offer.provision?)).collect();
    if !offers.is_empty() && behind.len() == offers.len() {
        return behind.iter().all(|one| one.secret);
    }
    lets_in_secretly(facts)
}

/// Whether all that lets the party in was given in secret, and something does.
fn lets_in_secretly(facts: &Facts) -> bool {
    let kinds: &[&str] = if facts.party.kind == PartyKind::Citizen { &[CARER] } else { &LETS_IN };
    let is_theirs = |one: &&Provision| {
        kinds.contains(&one.kind.as_str())
            && match one.person {
                Some(person) => person == facts.party.person,
                None => one.organisation.is_some() && one.organisation == facts.party.organisation(),
            }
    };
    let mut theirs =
        facts.provisions.iter().filter(|one| facts.is_in_force(one)).filter(is_theirs).peekable();
    theirs.peek().is_some() && theirs.all(|one| one.secret)
}

/// What secrecy there is about an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Secrecy {
    /// Whether the act is done in secret: nobody who represents the holder, a minor, is to learn of it.
    pub done: bool,
    /// Whether whoever does it is shown what was done in secret: not by what makes them a representative, nor by what one gave.
    pub shown: bool,
}

impl Secrecy {
    pub(crate) fn of(facts: &Facts, way: &RuleId, offers: &[Offer]) -> Self {
        let by_representative = |offer: &Offer| is_let_in_by_representative(facts, offer);
        let shown = !["W2", "W3"].contains(&way.as_str()) && !offers.iter().all(by_representative);
        Self { done: is_secret(facts, offers), shown }
    }
}
