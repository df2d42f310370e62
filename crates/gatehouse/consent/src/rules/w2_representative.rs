use kernel::PersonId;
use serde::{Deserialize, Serialize};

use crate::{Act, Condition, Facts, Offer, PartyKind, Provision, RuleId, Way};

/// The kind of provision that says who represents a minor.
pub const REPRESENTATIVE: &str = "representative";

/// What a representation says beyond who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepresentativeTerms {
    /// By what the person represents the minor.
    pub authority: Authority,
}

/// By what somebody represents a minor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// Parental authority.
    Parent,
    /// Guardianship.
    Guardian,
}

/// W2: the legal representative of a minor, until the end that the representation says. Decides, as the holder would,
/// whether and how the record begins.
pub struct W2Representative;

impl Way for W2Representative {
    fn id(&self) -> RuleId {
        RuleId::new("W2")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let offer = |provision: &Provision| Offer {
            acts: vec![Act::Activate, Act::Prefer, Act::Oppose],
            things: Condition::Never,
            until: provision.ends_at,
            provision: Some(provision.id),
        };
        representations(facts).map(offer).collect()
    }
}

/// Whether somebody acts for the holder now, and so may give in the holder's name.
pub(crate) fn acts_for_holder(facts: &Facts, person: PersonId) -> bool {
    let represents = |one: &Provision| one.kind == REPRESENTATIVE && one.person == Some(person);
    let is_read = |one: &Provision| one.terms::<RepresentativeTerms>().is_some();
    facts.provisions.iter().any(|one| represents(one) && one.runs_at(facts.now) && is_read(one))
}

/// The representations of the minor by a person that run now.
pub(crate) fn representations_of(facts: &Facts, person: PersonId) -> impl Iterator<Item = &Provision> {
    facts.running(REPRESENTATIVE).filter(move |one| one.person == Some(person))
}

/// The representations of the minor by the party that run now.
pub(crate) fn representations(facts: &Facts) -> impl Iterator<Item = &Provision> {
    let is_citizen = facts.party.kind == PartyKind::Citizen && facts.space.is_some();
    facts.provisions.iter().filter(move |provision| {
        is_citizen
            && provision.kind == REPRESENTATIVE
            && provision.person == Some(facts.party.person)
            && provision.runs_at(facts.now)
            && provision.terms::<RepresentativeTerms>().is_some()
    })
}
