use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use config::{Category, Reference};
use kernel::{Private, ProvisionId};
use serde::{Deserialize, Serialize};

use super::InviteeTraits;
use crate::{Act, Condition, Facts, Offer, PartyKind, Provision, RuleId, Way};

/// The kind of provision that says who is a carer.
pub const CARER: &str = "carer";

/// What a carer's provision says beyond who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarerTerms {
    /// What the carer is called.
    pub name: Private<String>,
    /// What the carer may do.
    pub may: CarerMay,
    /// The invitation that was accepted.
    pub invitation: ProvisionId,
    /// When the holder said this: what was said later counts, whenever it is accepted.
    pub said_at: DateTime<Utc>,
    /// Until when, as it was said: another end of the provision came of an act.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<DateTime<Utc>>,
    /// Whether the holder brought that end nearer, of which the carer is not told.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub nearer: bool,
    /// From when, where what is said now was not said from the beginning: a carer who is given less sees no other date.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub since: Option<DateTime<Utc>>,
}

/// An invitation to be a carer, as its code keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitedCarer {
    /// Who is meant: nobody else can accept.
    pub traits: InviteeTraits,
    /// What the carer may do.
    pub may: CarerMay,
    /// From when; from when it is accepted, when none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<DateTime<Utc>>,
    /// Until when; open when none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<DateTime<Utc>>,
}

/// What a holder lets a carer do: acts × categories, for a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarerMay {
    /// The acts.
    pub acts: BTreeSet<CarerAct>,
    /// On which shelves.
    pub shelves: Shelves,
    /// What for, in the holder's words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub purpose: Option<Private<String>>,
    /// Whether what the holder hides from professionals is shown, too.
    pub also_hidden: bool,
}

/// What a carer may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CarerAct {
    /// See documents.
    See,
    /// Put documents in.
    Add,
    /// Read the notices of the record.
    Notices,
}

/// Shelves of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Shelves {
    /// Every one.
    Every,
    /// These.
    These(BTreeSet<Category>),
}

impl Shelves {
    /// The things that stand on them.
    fn things(&self) -> Condition {
        match self {
            Self::Every => Condition::Always,
            Self::These(shelves) => Condition::CategoryIn(shelves.iter().copied().collect()),
        }
    }

    /// One by one, where not every one is meant.
    pub fn listed(&self) -> Option<Vec<Category>> {
        match self {
            Self::Every => None,
            Self::These(shelves) => Some(shelves.iter().copied().collect()),
        }
    }

    /// Whether one is among them.
    pub fn hold(&self, category: Category) -> bool {
        match self {
            Self::Every => true,
            Self::These(shelves) => shelves.contains(&category),
        }
    }

    /// Whether they are among others.
    pub(crate) fn are_among(&self, others: &Self) -> bool {
        match (self, others) {
            (_, Self::Every) => true,
            (Self::Every, Self::These(_)) => false,
            (Self::These(one), Self::These(other)) => one.is_subset(other),
        }
    }
}

impl CarerMay {
    /// Whether it is no more than another one.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.acts.is_subset(&other.acts)
            && self.shelves.are_among(&other.shelves)
            && (other.also_hidden || !self.also_hidden)
    }
}

/// W4: a carer, whom the holder invited and who accepted, in the capacity of citizen: sees and adds what the holder said, on
/// the shelves that the holder said and that the country keeps from no carer, until the end. Nobody else may do more by it:
/// a carer takes nothing away, changes nothing, lets nobody in, and may give it up. Who is invited accepts by it.
pub struct W4Carer {
    excluded: Condition,
}

impl W4Carer {
    /// The rule with the shelves that no carer is shown.
    pub fn new(reference: &Reference) -> Self {
        Self { excluded: excluded(reference) }
    }
}

/// The shelves that no carer is shown.
pub(super) fn excluded(reference: &Reference) -> Condition {
    let excluded = &reference.carers().excluded_categories;
    match excluded.is_empty() {
        true => Condition::Never,
        false => Condition::CategoryIn(excluded.clone().into()),
    }
}

/// What somebody does whom the holder lets help so, by a provision and until when.
pub(super) fn offers_of(
    may: &CarerMay,
    excluded: &Condition,
    (provision, until): (ProvisionId, Option<DateTime<Utc>>),
) -> [Offer; 2] {
    let offer = |acts, things| Offer { acts, things, until, provision: Some(provision) };
    let on_things = [(CarerAct::See, Act::Consult), (CarerAct::Add, Act::Deposit)];
    let on_things = on_things.into_iter().filter(|(said, _)| may.acts.contains(said));
    let on_things: Vec<Act> = on_things.map(|(_, act)| act).collect();
    let mut others = vec![Act::Relinquish];
    others.extend(may.acts.contains(&CarerAct::Notices).then_some(Act::ReadNotices));
    let things = may.shelves.things().and(excluded.clone().negate());
    [offer(on_things, things), offer(others, Condition::Never)]
}

impl Way for W4Carer {
    fn id(&self) -> RuleId {
        RuleId::new("W4")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let party = &facts.party;
        let is_other = facts.space.as_ref().is_some_and(|space| space.holder != party.person);
        if party.kind != PartyKind::Citizen || !is_other {
            return Vec::new();
        }
        let accept =
            Offer { acts: vec![Act::BecomeCarer], things: Condition::Never, until: None, provision: None };
        let mine = facts.running(CARER).filter(|one| one.person == Some(party.person));
        let offers = mine.filter_map(|one| {
            let may = one.terms::<CarerTerms>()?.may;
            Some(offers_of(&may, &self.excluded, (one.id, one.ends_at)))
        });
        [accept].into_iter().chain(offers.flatten()).collect()
    }
}

/// Whether a carer is shown what the holder hides.
pub(super) fn is_shown_hidden(behind: &Provision) -> bool {
    behind.terms::<CarerTerms>().is_some_and(|terms| terms.may.also_hidden)
}
