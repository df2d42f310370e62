use chrono::{DateTime, Utc};
use config::Reference;
use kernel::ProvisionId;

use crate::{
    Act, Condition, Facts, IdentityAgreement, PartyKind, Reason, RuleId,
    rules::{self, Preset, preset_in_force},
};

/// A rule that any one refuses, or that narrows what anybody may reach.
pub trait Gate: Send + Sync {
    /// Its stable name.
    fn id(&self) -> RuleId;
    /// Its answer for these facts.
    fn judge(&self, facts: &Facts, act: Act) -> GateAnswer;
}

/// What a gate answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GateAnswer {
    /// It lets pass.
    Pass,
    /// It lets pass, to these things only.
    Only(Condition),
    /// It refuses.
    Refuse(Reason),
}

/// A rule that is a way in.
pub trait Way: Send + Sync {
    /// Its stable name, as the caller may name it.
    fn id(&self) -> RuleId;
    /// What it offers to this party on this space; nothing is no way.
    fn offers(&self, facts: &Facts) -> Vec<Offer>;
}

/// What a way gives: acts × things × time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The acts.
    pub acts: Vec<Act>,
    /// The things.
    pub things: Condition,
    /// Until when; none while the facts stay as they are.
    pub until: Option<DateTime<Utc>>,
    /// The provision behind it.
    pub provision: Option<ProvisionId>,
}

/// A rule that only removes.
pub trait Filter: Send + Sync {
    /// Its stable name.
    fn id(&self) -> RuleId;
    /// What it lets through for somebody who came in by `way`.
    fn keeps(&self, facts: &Facts, way: &RuleId) -> Condition;
}

/// All rules of a country profile.
pub struct Rules {
    /// Any one refuses.
    pub gates: Vec<Box<dyn Gate>>,
    /// One must be open.
    pub ways: Vec<Box<dyn Way>>,
    /// All must pass.
    pub filters: Vec<Box<dyn Filter>>,
}

impl Rules {
    /// The rules of the French profile.
    pub fn fr(reference: &Reference) -> Self {
        Self {
            gates: vec![Box::new(rules::G0Identity::new(reference)), Box::new(rules::G1SpaceState)],
            ways: vec![
                Box::new(rules::W0Feeding),
                Box::new(rules::W1Holder),
                Box::new(rules::W2Representative),
                Box::new(rules::W5CareRelationship::new(reference)),
                Box::new(rules::W12System),
            ],
            filters: vec![Box::new(rules::F1NotReleased), Box::new(rules::F3Matrix::new(reference))],
        }
    }
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Granted, by this way, to these things.
    Granted {
        /// The way.
        way: RuleId,
        /// The things that may be reached.
        visibility: Condition,
        /// Until when the way is open.
        until: Option<DateTime<Utc>>,
        /// The provision behind the way.
        provision: Option<ProvisionId>,
    },
    /// Refused.
    Refused(Refusal),
}

/// Why and by which rule something was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule; `W` when no way was found.
    pub rule: RuleId,
    /// The reason.
    pub reason: Reason,
}

/// Decides: all gates, then one way, then all filters. Pure: the same facts give the same decision.
pub fn decide(rules: &Rules, facts: &Facts, act: Act) -> Decision {
    let mut visibility = Condition::Always;
    for gate in &rules.gates {
        match gate.judge(facts, act) {
            GateAnswer::Pass => {}
            GateAnswer::Only(things) => visibility = visibility.and(things),
            GateAnswer::Refuse(reason) => return Decision::Refused(Refusal { rule: gate.id(), reason }),
        }
    }
    let (way, offer) = match open_way(rules, facts, act) {
        Ok(found) => found,
        Err(reason) => return Decision::Refused(Refusal { rule: RuleId::new("W"), reason }),
    };
    visibility = visibility.and(offer.things);
    for filter in &rules.filters {
        visibility = visibility.and(filter.keeps(facts, &way));
    }
    Decision::Granted { way, visibility, until: offer.until, provision: offer.provision }
}

/// The one way that leads to the act: the one that was named, or the only one.
///
/// When one way offers the act through several provisions, their things add up.
fn open_way(rules: &Rules, facts: &Facts, act: Act) -> Result<(RuleId, Offer), Reason> {
    let mut open: Option<(RuleId, Offer)> = None;
    for way in &rules.ways {
        if facts.ask.way.as_ref().is_some_and(|named| *named != way.id()) {
            continue;
        }
        let merged = way
            .offers(facts)
            .into_iter()
            .filter(|offer| offer.acts.contains(&act) && offer.until.is_none_or(|until| until > facts.now))
            .reduce(merge);
        match (merged, &open) {
            (None, _) => {}
            (Some(offer), None) => open = Some((way.id(), offer)),
            (Some(_), Some(_)) => return Err(Reason::WayNotNamed),
        }
    }
    open.ok_or_else(|| unopened(rules, facts, act))
}

/// Why no way leads to the act.
fn unopened(rules: &Rules, facts: &Facts, act: Act) -> Reason {
    match act {
        Act::Deposit if facts.ask.identity == IdentityAgreement::Disagrees => Reason::OtherPerson,
        Act::OpenRelationship if preset_in_force(facts) != Preset::Open && knows_patients(facts) => {
            Reason::NotOnDeclaration
        }
        Act::Curate | Act::ReadHistory | Act::ReadNotices if is_granted(rules, facts, Act::Consult) => {
            Reason::HoldersSide
        }
        _ if facts.ask.way.is_some() => Reason::WayNotOpen,
        _ => Reason::NoWay,
    }
}

/// Whether it is a professional who asks about a space that exists: whoever found it by identity may be told how it is
/// reached.
fn knows_patients(facts: &Facts) -> bool {
    facts.space.is_some() && matches!(facts.party.kind, PartyKind::Professional(_))
}

/// Whether the act is granted.
pub(crate) fn is_granted(rules: &Rules, facts: &Facts, act: Act) -> bool {
    matches!(decide(rules, facts, act), Decision::Granted { .. })
}

/// Two offers of one way: their things add up, and the one that lasts longest (one without an end lasts longest)
/// says until when and by which provision.
fn merge(one: Offer, other: Offer) -> Offer {
    let one_lasts = match (one.until, other.until) {
        (None, _) => true,
        (_, None) => false,
        (Some(ends), Some(other_ends)) => ends >= other_ends,
    };
    let (until, provision) =
        if one_lasts { (one.until, one.provision) } else { (other.until, other.provision) };
    Offer { acts: one.acts, things: one.things.or(other.things), until, provision }
}
