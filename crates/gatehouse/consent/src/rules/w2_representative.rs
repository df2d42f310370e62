use chrono::{DateTime, Months, Utc};
use chrono_tz::Tz;
use config::{Minors, MinorsStep, Reference, RepresentativeAct};
use kernel::{PersonId, ProvisionId};
use serde::{Deserialize, Serialize};

use super::{CARE_RELATIONSHIP, acts_for_adult, protection};
use crate::{Act, Condition, Facts, Offer, PartyKind, Provision, RuleId, Way, days::first_instant};

/// The kind of provision that says who represents a minor.
pub const REPRESENTATIVE: &str = "representative";

/// The kind of provision that suspends somebody who represents the minor.
pub const REPRESENTATIVE_SUSPENDED: &str = "representative_suspended";

/// What a representation says beyond who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepresentativeTerms {
    /// By what the person represents the minor.
    pub authority: Authority,
    /// The invitation of another representative that was accepted; none where the insurer's feed says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub invitation: Option<ProvisionId>,
}

/// What an act of a representative on another one says: nothing beyond who and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspendedTerms {
    /// Whether a representative suspended the other, which can be done once.
    pub by_representative: bool,
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

/// W2: the legal representative of a minor, in the capacity of citizen, until the midnight at which the minor is of age: does
/// what the profile of the country says for the minor's age, as the holder would. Amends what citizens brought, and not the minor.
/// Whoever is suspended does nothing. Who is invited to be one accepts by it.
pub struct W2Representative {
    of_age_years: u32,
    steps: Vec<MinorsStep>,
}

impl W2Representative {
    /// The rule with the profile of the country.
    pub fn new(reference: &Reference) -> Self {
        let minors = reference.minors();
        Self { of_age_years: minors.of_age_years, steps: minors.steps().to_vec() }
    }
}

/// The step of a profile that counts at an instant for a representation. Of one without an end nothing tells the age, and every step
/// has begun.
fn step_at<'a>(
    steps: &'a [MinorsStep],
    of_age_years: u32,
    one: &Provision,
    zone: Tz,
    now: DateTime<Utc>,
) -> Option<&'a MinorsStep> {
    let begun = |step: &&MinorsStep| {
        step.from_age == 0 || step_begins(one.ends_at, of_age_years, step.from_age, zone) <= Some(now)
    };
    steps.iter().rev().find(begun)
}

/// Whether whoever represents a minor does something now, by the profile of the country.
pub(crate) fn does_now(
    one: &Provision,
    minors: &Minors,
    zone: Tz,
    now: DateTime<Utc>,
    act: RepresentativeAct,
) -> bool {
    step_at(minors.steps(), minors.of_age_years, one, zone, now).is_some_and(|step| step.acts.contains(&act))
}

/// When a step begins for whoever is of age at an instant: at midnight of the birthday, in the minor's zone.
pub(crate) fn step_begins(
    of_age_at: Option<DateTime<Utc>>,
    of_age_years: u32,
    from_age: u32,
    zone: Tz,
) -> Option<DateTime<Utc>> {
    let day = of_age_at?.with_timezone(&zone).date_naive();
    first_instant(day.checked_sub_months(Months::new(12 * of_age_years.saturating_sub(from_age)))?, zone)
}

impl Way for W2Representative {
    fn id(&self) -> RuleId {
        RuleId::new("W2")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let party = &facts.party;
        let Some(space) = facts.space.as_ref().filter(|_| party.kind == PartyKind::Citizen) else {
            return Vec::new();
        };
        let mut offers = Vec::new();
        if space.holder != party.person {
            let acts = vec![Act::BecomeRepresentative];
            offers.push(Offer { acts, things: Condition::Never, until: None, provision: None });
        }
        for one in representations(facts) {
            let step = step_at(&self.steps, self.of_age_years, one, space.zone, facts.now);
            let Some(step) = step else { continue };
            let offer = |acts, things| Offer { acts, things, until: one.ends_at, provision: Some(one.id) };
            let may = |wanted| step.acts.contains(&wanted);
            let on_things = [
                (RepresentativeAct::See, &[Act::Consult, Act::Export, Act::Leave][..]),
                (RepresentativeAct::Add, &[Act::Deposit]),
                (RepresentativeAct::Keep, &[Act::Curate]),
                (RepresentativeAct::Decide, &[Act::Hide, Act::Loosen, Act::Grant, Act::Oversee]),
                (RepresentativeAct::History, &[Act::ReadHistory, Act::Dispute]),
                (RepresentativeAct::Notices, &[Act::ReadNotices]),
            ];
            let acts = on_things.into_iter().filter(|(wanted, _)| may(*wanted));
            let acts: Vec<Act> = acts.flat_map(|(_, acts)| acts.iter().copied()).collect();
            let shelves = Condition::CategoryIn(step.hidden_categories.clone().into());
            let shown = if step.hidden_categories.is_empty() { Condition::Always } else { shelves.negate() };
            offers.push(offer(acts, shown.clone()));
            if may(RepresentativeAct::Add) {
                let brought = Condition::ByCitizen.and(Condition::DepositedBy(space.holder).negate());
                offers.push(offer(vec![Act::Amend], shown.and(brought)));
            }
            if may(RepresentativeAct::Decide) {
                let acts = vec![Act::Activate, Act::Prefer, Act::Oppose, Act::Close];
                offers.push(offer(acts, Condition::Never));
            }
        }
        offers
    }
}

/// Whether somebody acts for the holder now, and so may give in the holder's name.
pub(crate) fn acts_for_holder(facts: &Facts, person: PersonId) -> bool {
    facts.provisions.iter().any(|one| one.person == Some(person) && represents(facts, one))
        || acts_for_adult(facts, person)
}

/// The representations of the minor by the party that count now.
pub(crate) fn representations(facts: &Facts) -> impl Iterator<Item = &Provision> {
    let is_citizen = facts.party.kind == PartyKind::Citizen && facts.space.is_some();
    let theirs = move |one: &&Provision| is_citizen && one.person == Some(facts.party.person);
    facts.provisions.iter().filter(theirs).filter(|one| represents(facts, one))
}

/// The representations of the minor by a person that count now.
pub(crate) fn representations_of(facts: &Facts, person: PersonId) -> impl Iterator<Item = &Provision> {
    facts.provisions.iter().filter(move |one| one.person == Some(person) && represents(facts, one))
}

/// Whether a provision makes whoever it is about a representative now: one of the feed, or one by the invitation of somebody whom
/// the feed names still. That whoever invited is suspended takes nothing away from the other.
pub(crate) fn represents(facts: &Facts, one: &Provision) -> bool {
    let is_rooted = is_of_feed(one)
        || facts
            .provisions
            .iter()
            .any(|other| is_of_feed(other) && other.person == Some(one.given_by) && is_said(facts, other));
    let suspends = |other: &Provision| {
        other.kind == REPRESENTATIVE_SUSPENDED && other.person == one.person && other.runs_at(facts.now)
    };
    is_said(facts, one) && is_rooted && !facts.provisions.iter().any(suspends)
}

/// Whether somebody whom the feed names represents the minor by a provision.
pub(crate) fn is_of_feed(one: &Provision) -> bool {
    one.given_by.uuid().is_nil()
}

/// Whether a representation runs and can be read, whoever gave it.
pub(crate) fn is_said(facts: &Facts, one: &Provision) -> bool {
    one.kind == REPRESENTATIVE && one.runs_at(facts.now) && one.terms::<RepresentativeTerms>().is_some()
}

/// Whether a representative gave a provision that lets somebody in, in the minor's name.
pub(crate) fn is_given_by_representative(facts: &Facts, one: &Provision) -> bool {
    let by = one.given_by;
    let declared = one.kind == CARE_RELATIONSHIP && one.person == Some(by);
    let in_own_right = declared || facts.space.as_ref().is_some_and(|space| space.holder == by);
    let represents = |other: &Provision| {
        other.person == Some(by) && (is_said(facts, other) || protection(facts, other).is_some())
    };
    !in_own_right && facts.provisions.iter().any(represents)
}
