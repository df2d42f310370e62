use std::collections::BTreeSet;

use config::Reference;
use kernel::{OrganisationId, PersonId, ProvisionId};
use serde::{Deserialize, Serialize};

use super::{
    CARE_RELATIONSHIP, CareRelationshipTerms, g3_blocked::left_by_blocks,
    w5_care_relationship::professions_of,
};
use crate::{Act, Condition, Entrance, Facts, Offer, PartyKind, Provision, RuleId, Way};

/// The kind of provision by which a professional hands a care relationship on.
pub const DELEGATION: &str = "delegation";

/// What a delegation says beyond who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelegationTerms {
    /// The care relationship that is handed on.
    pub relationship: ProvisionId,
}

/// The care relationship that a provision hands on, where it is a delegation.
pub(crate) fn handed_on(one: &Provision) -> Option<ProvisionId> {
    let terms = (one.kind == DELEGATION).then(|| one.terms::<DelegationTerms>()).flatten();
    terms.map(|DelegationTerms { relationship }| relationship)
}

/// W6: delegation of a care relationship to one's team (a structure) or to an assistant (a person in it). It lives only
/// while the relationship runs and its professional may practise, gives never more than that professional's own right,
/// goes no further, and carries no privilege of an author or an administrator. Nothing is handed on to occupational medicine, which
/// the holder lets in expressly each time.
pub struct W6Delegation {
    professions: BTreeSet<String>,
    grantors: BTreeSet<String>,
    occupational: BTreeSet<String>,
}

impl W6Delegation {
    /// The rule over the professions of the access matrix.
    pub fn new(reference: &Reference) -> Self {
        let professions = professions_of(reference);
        let grantors = professions.iter().filter(|code| !reference.only_by_delegation(code)).cloned();
        let occupational = reference.occupational_sectors().map(str::to_owned).collect();
        Self { grantors: grantors.collect(), professions, occupational }
    }
}

impl Way for W6Delegation {
    fn id(&self) -> RuleId {
        RuleId::new("W6")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let PartyKind::Professional(practice) = &facts.party.kind else { return Vec::new() };
        let Some(structure) = practice.organisation else { return Vec::new() };
        if facts.space.is_none()
            || !self.professions.contains(&practice.profession)
            || self.occupational.contains(&practice.sector)
        {
            return Vec::new();
        }
        let to_me = |one: &&Provision| {
            one.organisation == Some(structure)
                && one.person.is_none_or(|person| person == facts.party.person)
        };
        let offer = |one: &Provision| {
            let behind = Grantor::of(facts, one)?;
            if behind.person == facts.party.person || !self.grantors.contains(&behind.profession) {
                return None;
            }
            let until = [one.ends_at, behind.until].into_iter().flatten().min();
            // Whoever works for somebody blocked still sees what they put in themselves, and cannot tell.
            let things = left_by_blocks(facts, behind.person, behind.organisation)
                .or(Condition::DepositedBy(facts.party.person));
            let offer = |act, things| Offer { acts: vec![act], things, until, provision: Some(one.id) };
            Some([offer(Act::Consult, things), offer(Act::Relinquish, Condition::Never)])
        };
        facts.running(DELEGATION).filter(to_me).filter_map(offer).flatten().collect()
    }
}

/// Who stands behind a delegation, with a right of their own that lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grantor {
    /// The professional.
    pub(crate) person: PersonId,
    /// The structure in which the relationship was opened.
    pub(crate) organisation: Option<OrganisationId>,
    /// The profession under which it was opened.
    pub(crate) profession: String,
    /// Until when the relationship runs.
    pub(crate) until: Option<chrono::DateTime<chrono::Utc>>,
}

impl Grantor {
    /// Who stands behind an entrance by delegation.
    pub(crate) fn behind(facts: &Facts, entrance: &Entrance<'_>) -> Option<Self> {
        if !entrance.is_by(&["W6"]) {
            return None;
        }
        Self::of(facts, facts.provision(entrance.offer.provision?)?)
    }

    /// Who stands behind a delegation: the relationship that it hands on runs, is of whoever gave the delegation, and
    /// that professional may practise now.
    fn of(facts: &Facts, delegation: &Provision) -> Option<Self> {
        let DelegationTerms { relationship } = delegation.terms()?;
        let relationship = facts.running(CARE_RELATIONSHIP).find(|one| one.id == relationship)?;
        let person = relationship.person?;
        let is_theirs = delegation.given_by == person && facts.practising.contains(&person);
        let in_the_team = relationship.organisation == delegation.organisation;
        let CareRelationshipTerms { profession, .. } = relationship.terms()?;
        (is_theirs && in_the_team).then_some(Self {
            person,
            organisation: relationship.organisation,
            profession,
            until: relationship.ends_at,
        })
    }
}
