use std::collections::BTreeSet;

use chrono::TimeDelta;
use config::Reference;
use kernel::Practice;
use serde::{Deserialize, Serialize};

use super::{w5_care_relationship::is_of, w7_temporary_access::ends_by};
use crate::{Act, Condition, EmergencyPurpose, Facts, Offer, PartyKind, Provision, RuleId, Way};

/// The kind of provision that is an access in an emergency.
pub const EMERGENCY_ACCESS: &str = "emergency_access";
/// The kind of provision by which the holder says what an emergency may open.
pub const EMERGENCY_SWITCHES: &str = "emergency_switches";

/// What an access in an emergency says beyond who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyTerms {
    /// For which purpose.
    pub purpose: EmergencyPurpose,
    /// Profession under which it was opened: it serves no other capacity of the person.
    pub profession: String,
    /// Why, code of the reference data.
    pub reason: String,
    /// Why, in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub words: Option<String>,
    /// Whether the professional had a care relationship that ran.
    #[serde(default)]
    pub had_relationship: bool,
}

/// What the holder lets an emergency open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencySwitches {
    /// Whether a professional may break the glass (`BTG`).
    pub break_the_glass: bool,
    /// Whether a regulation centre may look (`ETREAT`).
    pub regulation: bool,
    /// Whether masked documents are shown in an emergency (`MASKED`).
    pub masked: bool,
}

impl Default for EmergencySwitches {
    fn default() -> Self {
        Self { break_the_glass: true, regulation: true, masked: false }
    }
}

impl EmergencySwitches {
    /// Every switch off: what counts where a choice cannot be read.
    pub const SHUT: Self = Self { break_the_glass: false, regulation: false, masked: false };

    /// Whether an emergency may open the record for this purpose.
    pub fn permits(self, purpose: EmergencyPurpose) -> bool {
        match purpose {
            EmergencyPurpose::BreakTheGlass => self.break_the_glass,
            EmergencyPurpose::Regulation => self.regulation,
        }
    }
}

/// What counts now: what was chosen last, else what holds by default.
pub(crate) fn switches_in_force(facts: &Facts) -> EmergencySwitches {
    let chosen = facts.running(EMERGENCY_SWITCHES).max_by_key(|one| (one.starts_at, one.id));
    chosen.map_or_else(EmergencySwitches::default, |one| one.terms().unwrap_or(EmergencySwitches::SHUT))
}

/// W8: emergency. The glass is broken by listed professions only, and a regulation centre's session alone claims
/// regulation; both only as long as the holder's switches allow it, the right of whoever asks is not suspended, and for a
/// day at most, whatever end the access bears.
pub struct W8Emergency {
    professions: BTreeSet<String>,
    lasts: TimeDelta,
}

impl W8Emergency {
    /// The rule over the professions of the reference data.
    pub fn new(reference: &Reference) -> Self {
        let hours = reference.durations().emergency.access_hours;
        Self {
            professions: reference.emergency().professions.iter().cloned().collect(),
            lasts: TimeDelta::hours(i64::from(hours)),
        }
    }

    fn may_claim(&self, purpose: EmergencyPurpose, practice: &Practice) -> bool {
        match purpose {
            EmergencyPurpose::BreakTheGlass => self.professions.contains(&practice.profession),
            EmergencyPurpose::Regulation => practice.regulates,
        }
    }
}

impl Way for W8Emergency {
    fn id(&self) -> RuleId {
        RuleId::new("W8")
    }

    fn offers(&self, facts: &Facts) -> Vec<Offer> {
        let PartyKind::Professional(practice) = &facts.party.kind else { return Vec::new() };
        if facts.space.is_none() || facts.suspended.contains(&facts.party.person) {
            return Vec::new();
        }
        let switches = switches_in_force(facts);
        let may_open =
            |purpose: &EmergencyPurpose| switches.permits(*purpose) && self.may_claim(*purpose, practice);
        let open = facts.ask.emergency.filter(may_open).map(|_| Offer {
            acts: vec![Act::BreakGlass],
            things: Condition::Never,
            until: None,
            provision: None,
        });
        let mine = |one: &&Provision| is_of(one, facts.party.person, practice.organisation);
        let consult = |one: &Provision| {
            let terms: EmergencyTerms = one.terms()?;
            let until = ends_by(one, self.lasts);
            let lives =
                terms.profession == practice.profession && may_open(&terms.purpose) && facts.now < until;
            lives.then(|| Offer {
                acts: vec![Act::Consult, Act::KeepDiscreet, Act::Relinquish],
                things: Condition::Always,
                until: Some(until),
                provision: Some(one.id),
            })
        };
        open.into_iter().chain(facts.running(EMERGENCY_ACCESS).filter(mine).filter_map(consult)).collect()
    }
}
