use config::ClaimedBy;
use kernel::{PersonId, Private, ProvisionId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Act, Condition, DOCTOR, Facts, Offer, PartyKind, Provision, RuleId, SpaceState, Way};

/// The kind of provision by which a holder refuses that heirs are shown anything.
pub const HEIRS_REFUSED: &str = "heirs_refused";

/// The kind of provision that keeps what somebody asks for after the death of the holder, as one admin wrote it down, until another one
/// confirms it.
pub const HEIR_REQUEST: &str = "heir_request";

/// The kind of provision by which a doctor chooses documents for somebody who asked.
pub const HEIR_SELECTION: &str = "heir_selection";

/// The kind of provision by which somebody who asked is shown what a doctor chose.
pub const HEIR_ACCESS: &str = "heir_access";

/// What somebody asks for after the death of the holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// In which of two ways.
    pub by: ClaimedBy,
    /// As what they ask, a code of the reference data.
    pub claimant: String,
    /// For which reason, a code of the reference data.
    pub reason: String,
    /// By what they showed that they may.
    pub evidence: Private<String>,
}

/// A request that waits, beyond who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeirRequestTerms {
    /// What is asked for.
    pub claim: Claim,
    /// The doctor who is to choose.
    pub doctor: PersonId,
}

/// What a doctor chooses for, beyond who and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeirSelectionTerms {
    /// What is asked for.
    pub claim: Claim,
    /// Who asks.
    pub asks: PersonId,
    /// The admin who wrote the request down; another one confirmed it.
    pub proposed_by: PersonId,
}

/// What somebody who asked is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeirAccessTerms {
    /// What they asked for.
    pub claim: Claim,
    /// The series that the doctor chose: documents with all their versions.
    pub documents: Vec<Uuid>,
    /// By which selection.
    pub selection: ProvisionId,
}

/// W9: after the death of the holder somebody close, in the capacity of citizen, or an expert of a court, a doctor in that capacity, is
/// shown what another doctor chose, for a reason that the law names. That doctor sees the record to choose, until the choice is made.
/// Where the holder refused it while alive, nobody close is shown anything.
pub struct W9Heirs;

impl Way for W9Heirs {
    fn id(&self) -> RuleId {
        RuleId::new("W9")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        if facts.space.as_ref().is_none_or(|space| space.state != SpaceState::Deceased) {
            return Vec::new();
        }
        let mine = facts.provisions.iter().filter(|one| one.person == Some(facts.party.person));
        mine.filter(|one| one.runs_at(facts.now)).filter_map(|one| offer(facts, one)).collect()
    }
}

/// Whether somebody comes in after the death of the holder.
pub(super) fn lets_in(facts: &Facts) -> bool {
    !W9Heirs.offers(facts).is_empty()
}

/// Whether somebody comes in by something that is for somebody close, and not for an expert of a court.
pub(super) fn is_for_heir(facts: &Facts, offer: &Offer) -> bool {
    let behind = offer.provision.and_then(|id| facts.provision(id));
    behind.and_then(claim_of).is_none_or(|claim| claim.by == ClaimedBy::Heir)
}

fn offer(facts: &Facts, one: &Provision) -> Option<Offer> {
    let (acts, things, claim) = match one.kind.as_str() {
        HEIR_SELECTION => {
            let terms: HeirSelectionTerms = one.terms()?;
            let by_two = terms.proposed_by != one.given_by;
            let of_another = terms.asks != facts.party.person;
            if !(by_two && of_another && is_doctor(facts)) {
                return None;
            }
            (vec![Act::Consult, Act::Select], Condition::Always, terms.claim)
        }
        HEIR_ACCESS => {
            let terms: HeirAccessTerms = one.terms()?;
            let comes_so = match terms.claim.by {
                ClaimedBy::Heir => facts.party.kind == PartyKind::Citizen,
                ClaimedBy::Expert => is_doctor(facts),
            };
            if !comes_so || one.given_by == facts.party.person {
                return None;
            }
            (vec![Act::Consult], Condition::InSeries(terms.documents.into()), terms.claim)
        }
        _ => return None,
    };
    let refused = claim.by == ClaimedBy::Heir && facts.running(HEIRS_REFUSED).next().is_some();
    (!refused).then_some(Offer { acts, things, until: one.ends_at, provision: Some(one.id) })
}

fn is_doctor(facts: &Facts) -> bool {
    facts.party.practice().is_some_and(|practice| practice.profession == DOCTOR)
}

fn claim_of(one: &Provision) -> Option<Claim> {
    match one.kind.as_str() {
        HEIR_SELECTION => one.terms::<HeirSelectionTerms>().map(|terms| terms.claim),
        HEIR_ACCESS => one.terms::<HeirAccessTerms>().map(|terms| terms.claim),
        _ => None,
    }
}
