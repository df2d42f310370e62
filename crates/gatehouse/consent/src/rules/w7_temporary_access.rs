use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use config::{Category, Reference};
use kernel::ProvisionId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Act, Condition, Entrance, Facts, Offer, PartyKind, Provision, RuleId, Way};

/// The kind of provision that is a temporary access of a named person.
pub const TEMPORARY_ACCESS: &str = "temporary_access";

/// What a temporary access says beyond who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemporaryAccessTerms {
    /// What it opens.
    pub scope: Scope,
    /// When the holder gave it; a code may be redeemed later than it was given.
    pub given_at: DateTime<Utc>,
    /// How the person called themselves, where nobody knows them by a log-in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guest: Option<Guest>,
    /// The code that was used, where it was given by one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<ProvisionId>,
}

/// What a temporary access opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Scope {
    /// The whole record, with what hides in it hidden.
    Whole,
    /// Documents on these shelves.
    Categories(Vec<Category>),
    /// These documents with all their versions, also where they are masked: they were named.
    Documents(Vec<Uuid>),
}

/// Who somebody without a log-in says to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    /// Name.
    pub name: String,
    /// Profession, in the guest's words.
    pub profession: String,
    /// Where they work, in their words: a hospital, a town, a country.
    pub place: String,
}

/// W7: temporary access, given by the holder to a named person or by a one-time code: the whole record, some shelves or
/// chosen documents. It serves professionals of every profession, and a declared guest, who sees chosen documents only, for a
/// day at most whatever end the access bears.
pub struct W7TemporaryAccess {
    of_a_guest: TimeDelta,
}

impl W7TemporaryAccess {
    /// The rule with the time for which a guest is let in.
    pub fn new(reference: &Reference) -> Self {
        Self { of_a_guest: TimeDelta::hours(i64::from(reference.durations().temporary_access.guest_hours)) }
    }
}

/// When an access ends that lasts no longer than this, whatever end it bears.
pub(super) fn ends_by(one: &Provision, most: TimeDelta) -> DateTime<Utc> {
    let last = one.starts_at + most;
    one.ends_at.map_or(last, |end| end.min(last))
}

impl Way for W7TemporaryAccess {
    fn id(&self) -> RuleId {
        RuleId::new("W7")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let is_guest = match &facts.party.kind {
            PartyKind::Professional(_) => false,
            PartyKind::Guest => true,
            _ => return Vec::new(),
        };
        if facts.space.is_none() {
            return Vec::new();
        }
        let redeem =
            Offer { acts: vec![Act::Redeem], things: Condition::Never, until: None, provision: None };
        let mine = |one: &&Provision| one.person == Some(facts.party.person);
        let offer = |one: &Provision| {
            let TemporaryAccessTerms { scope, guest, .. } = one.terms()?;
            let fits = match (&scope, is_guest) {
                (Scope::Documents(_), _) => guest.is_some() == is_guest,
                (_, is_guest) => !is_guest && guest.is_none(),
            };
            let until = if is_guest { Some(ends_by(one, self.of_a_guest)) } else { one.ends_at };
            let lives = until.is_none_or(|until| facts.now < until);
            (fits && lives).then(|| Offer {
                acts: if is_guest { vec![Act::Consult] } else { vec![Act::Consult, Act::Relinquish] },
                things: scope.things(),
                until,
                provision: Some(one.id),
            })
        };
        let running = facts.running(TEMPORARY_ACCESS).filter(mine).filter_map(offer);
        (!is_guest).then_some(redeem).into_iter().chain(running).collect()
    }
}

impl Scope {
    /// The things that it opens.
    pub fn things(&self) -> Condition {
        match self {
            Self::Whole => Condition::Always,
            Self::Categories(shelves) => Condition::CategoryIn(shelves.clone().into()),
            Self::Documents(series) => Condition::InSeries(series.clone().into()),
        }
    }
}

/// Documents that the holder named in the access by which somebody came in.
pub(super) struct Named {
    /// Their series.
    pub(super) series: Arc<[Uuid]>,
    /// When they were named to this very person; a code names them to whoever has it.
    pub(super) to_this_one_at: Option<DateTime<Utc>>,
}

/// The documents that the holder named in the access behind an entrance, if it is one and names some.
pub(super) fn named(facts: &Facts, entrance: &Entrance<'_>) -> Option<Named> {
    if !entrance.is_by(&["W7"]) {
        return None;
    }
    let TemporaryAccessTerms { scope, given_at, code, .. } =
        facts.provision(entrance.offer.provision?)?.terms()?;
    match scope {
        Scope::Documents(series) => {
            let to_this_one_at = code.is_none().then_some(given_at);
            Some(Named { series: series.into(), to_this_one_at })
        }
        Scope::Whole | Scope::Categories(_) => None,
    }
}
