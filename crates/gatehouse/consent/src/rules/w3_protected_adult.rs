use chrono::NaiveDate;
use config::{ProtectedWith, Reference};
use kernel::{PersonId, Private, ProvisionId};
use serde::{Deserialize, Serialize};

use super::{
    CarerMay,
    w1_holder::ON_THINGS,
    w4_carer::{excluded, offers_of},
};
use crate::{Act, Condition, Facts, Offer, PartyKind, Provision, RuleId, Way};

/// The kind of provision that says who is in charge of a protected adult.
pub const PROTECTION: &str = "protection";

/// The kind of provision by which a protected adult consents to be assisted.
pub const ASSISTANCE: &str = "assistance";

/// The kind of provision that keeps a decision of a judge, as one admin wrote it down, until another one confirms it.
pub const MEASURE: &str = "measure";

/// A decision of a judge that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureTerms {
    /// What it orders.
    pub orders: Orders,
    /// The decision.
    pub decision: CourtDecision,
}

/// What a judge orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Orders {
    /// That somebody is in charge of an adult.
    Protection {
        /// How.
        with: ProtectedWith,
        /// The measure, a code of the reference data.
        measure: String,
        /// The first day; the day of the confirmation when none, or when it is over.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        from: Option<NaiveDate>,
        /// The last day.
        until: NaiveDate,
    },
    /// That somebody does not represent a minor.
    Suspension {
        /// The last day.
        until: NaiveDate,
    },
    /// That an earlier decision does not count any more.
    Lifting {
        /// What it made.
        of: ProvisionId,
    },
}

/// What a decision of a judge says of an adult and of whoever is in charge, beyond who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectionTerms {
    /// Whether whoever is in charge acts for the adult, or helps.
    pub with: ProtectedWith,
    /// The measure, a code of the reference data.
    pub measure: String,
    /// The decision.
    pub decision: CourtDecision,
    /// The admin who wrote it down; another one confirmed it.
    pub proposed_by: PersonId,
}

/// A decision of a judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourtDecision {
    /// Which court.
    pub court: Private<String>,
    /// Of which day.
    pub decided_on: NaiveDate,
    /// Its number there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub number: Option<Private<String>>,
}

/// What a protected adult lets whoever assists do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssistanceTerms {
    /// By which decision they assist.
    pub protection: ProvisionId,
    /// What they may do.
    pub may: CarerMay,
}

/// W3: somebody in charge of a protected adult, by a decision of a judge that two admins wrote down, in the capacity of citizen. With
/// representation they do what the holder does but for an erasure, and amend what citizens brought, and not the holder. With assistance
/// they do what the holder consents to, as a carer does, until the decision or the consent ends.
pub struct W3ProtectedAdult {
    excluded: Condition,
}

impl W3ProtectedAdult {
    /// The rule with the shelves that nobody is shown who helps.
    pub fn new(reference: &Reference) -> Self {
        Self { excluded: excluded(reference) }
    }
}

impl Way for W3ProtectedAdult {
    fn id(&self) -> RuleId {
        RuleId::new("W3")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let party = &facts.party;
        let Some(space) = facts.space.as_ref().filter(|_| party.kind == PartyKind::Citizen) else {
            return Vec::new();
        };
        let mut offers = Vec::new();
        for (one, _) in in_charge(facts, party.person, ProtectedWith::Representation) {
            let offer = |acts, things| Offer { acts, things, until: one.ends_at, provision: Some(one.id) };
            let brought = Condition::ByCitizen.and(Condition::DepositedBy(space.holder).negate());
            let itself = vec![Act::Activate, Act::Prefer, Act::Oppose, Act::Close];
            offers.push(offer(ON_THINGS.to_vec(), Condition::Always));
            offers.push(offer(vec![Act::Amend], brought));
            offers.push(offer(itself, Condition::Never));
        }
        for one in facts.running(ASSISTANCE).filter(|one| one.person == Some(party.person)) {
            let Some((may, by)) = assists(facts, one) else { continue };
            let until = [one.ends_at, by.ends_at].into_iter().flatten().min();
            offers.extend(offers_of(&may, &self.excluded, (one.id, until)));
        }
        offers
    }
}

/// What a person's assistance is by, and what the adult consents to, where both count now.
fn assists<'a>(facts: &'a Facts, one: &Provision) -> Option<(CarerMay, &'a Provision)> {
    let terms = one.terms::<AssistanceTerms>()?;
    let holder = facts.space.as_ref()?.holder;
    let mut all = in_charge(facts, one.person?, ProtectedWith::Assistance);
    let (by, _) = all.find(|(by, _)| by.id == terms.protection)?;
    (one.given_by == holder).then_some((terms.may, by))
}

/// Whether a consent to be assisted counts now: the decision by which somebody assists does, and the adult gave it.
pub(crate) fn is_assisted_by(facts: &Facts, one: &Provision) -> bool {
    one.kind == ASSISTANCE && facts.is_in_force(one) && assists(facts, one).is_some()
}

/// The decisions that count now by which a person is in charge of the holder in this way.
pub(crate) fn in_charge(
    facts: &Facts,
    person: PersonId,
    with: ProtectedWith,
) -> impl Iterator<Item = (&Provision, ProtectionTerms)> {
    let read = |one| Some((one, protection(facts, one)?));
    let theirs = facts.provisions.iter().filter(move |one| one.person == Some(person));
    theirs.filter_map(read).filter(move |(_, terms)| terms.with == with)
}

/// What a decision says that counts now: that runs, can be read, and was written down and confirmed by two.
pub(crate) fn protection(facts: &Facts, one: &Provision) -> Option<ProtectionTerms> {
    let is_running = one.kind == PROTECTION && one.runs_at(facts.now);
    let is_other = facts.space.as_ref().is_some_and(|space| one.person != Some(space.holder));
    let terms = (is_running && is_other).then(|| one.terms::<ProtectionTerms>()).flatten()?;
    (terms.proposed_by != one.given_by).then_some(terms)
}

/// Whether somebody acts for a protected adult now.
pub(crate) fn acts_for_adult(facts: &Facts, person: PersonId) -> bool {
    in_charge(facts, person, ProtectedWith::Representation).next().is_some()
}

/// Whether whoever assists behind an offer is shown what the adult hides.
pub(super) fn is_shown_hidden(behind: &Provision) -> bool {
    behind.terms::<AssistanceTerms>().is_some_and(|terms| terms.may.also_hidden)
}
