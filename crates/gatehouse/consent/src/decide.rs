use chrono::{DateTime, Utc};
use config::Reference;
use kernel::ProvisionId;

use crate::{
    Act, Ask, Condition, Facts, IdentityAgreement, PartyKind, Reason, RuleId, Secrecy, SpaceState, Thing,
    rules,
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
    /// What it lets through for somebody who came in so.
    fn keeps(&self, facts: &Facts, entrance: &Entrance<'_>) -> Condition;
}

/// How somebody came in.
#[derive(Debug, Clone, Copy)]
pub struct Entrance<'a> {
    /// By which way.
    pub way: &'a RuleId,
    /// By what that way offered.
    pub offer: &'a Offer,
}

impl Entrance<'_> {
    /// Whether the way is one of these.
    pub fn is_by(&self, ways: &[&str]) -> bool {
        ways.contains(&self.way.as_str())
    }
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
            gates: vec![
                Box::new(rules::G0Identity::new(reference)),
                Box::new(rules::G1SpaceState),
                Box::new(rules::G2ForbiddenPurpose::new(reference)),
                Box::new(rules::G3Blocked),
            ],
            ways: vec![
                Box::new(rules::W0Feeding),
                Box::new(rules::W1Holder),
                Box::new(rules::W2Representative::new(reference)),
                Box::new(rules::W3ProtectedAdult::new(reference)),
                Box::new(rules::W4Carer::new(reference)),
                Box::new(rules::W5CareRelationship::new(reference)),
                Box::new(rules::W6Delegation::new(reference)),
                Box::new(rules::W7TemporaryAccess::new(reference)),
                Box::new(rules::W8Emergency::new(reference)),
                Box::new(rules::W9Heirs),
                Box::new(rules::W12System),
            ],
            filters: vec![
                Box::new(rules::F1NotReleased),
                Box::new(rules::F2Representatives),
                Box::new(rules::F3Matrix::new(reference)),
                Box::new(rules::F4Exceptions),
                Box::new(rules::F5Masks),
                Box::new(rules::F6Discretion),
            ],
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
        /// What secrecy there is about it.
        secrecy: Secrecy,
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
    let (way, offers) = match open_way(rules, facts, act) {
        Ok(found) => found,
        Err(reason) => return Decision::Refused(Refusal { rule: RuleId::new("W"), reason }),
    };
    visibility = visibility.and(things(rules, facts, &way, &offers));
    let longest = offers.iter().reduce(|one, other| if lasts(one, other) { one } else { other });
    let (until, provision) = longest.map_or((None, None), |offer| (offer.until, offer.provision));
    let secrecy = Secrecy::of(facts, &way, &offers);
    Decision::Granted { way, visibility, until, provision, secrecy }
}

/// Whether somebody sees one thing, in the words of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// It is shown, by this way, until when, by which provision.
    By {
        /// The way.
        way: RuleId,
        /// Until when the way is open.
        until: Option<DateTime<Utc>>,
        /// The provision behind it.
        provision: Option<ProvisionId>,
    },
    /// It is hidden by this rule.
    HiddenBy(RuleId),
    /// There is no way in.
    NoWay(Reason),
}

/// Whether somebody sees one thing; where not, the first rule that hides it.
pub(crate) fn shown(rules: &Rules, facts: &Facts, act: Act, thing: &Thing) -> Shown {
    for gate in &rules.gates {
        match gate.judge(facts, act) {
            GateAnswer::Pass => {}
            GateAnswer::Only(things) if things.holds(thing) => {}
            GateAnswer::Only(_) => return Shown::HiddenBy(gate.id()),
            GateAnswer::Refuse(reason) => return Shown::NoWay(reason),
        }
    }
    let (way, offers) = match open_way(rules, facts, act) {
        Ok(found) => found,
        Err(reason) => return Shown::NoWay(reason),
    };
    let mut hidden_by = way.clone();
    for offer in offers.iter().filter(|offer| offer.things.holds(thing)) {
        let entrance = Entrance { way: &way, offer };
        let hides = |filter: &dyn Filter| !filter.keeps(facts, &entrance).holds(thing);
        match rules.filters.iter().find(|filter| hides(filter.as_ref())) {
            None => return Shown::By { way, until: offer.until, provision: offer.provision },
            Some(filter) => hidden_by = filter.id(),
        }
    }
    Shown::HiddenBy(hidden_by)
}

/// Whether the way that leads to an act offers it on a thing, whatever filters hide from whoever comes in by it.
pub(crate) fn offers_on(rules: &Rules, facts: &Facts, act: Act, thing: &Thing) -> bool {
    open_way(rules, facts, act).is_ok_and(|(_, offers)| offers.iter().any(|offer| offer.things.holds(thing)))
}

/// Of which things each rule hides from whoever may do an act: of a gate what it leaves out, of the way what it does not offer, of a
/// filter what it leaves of nothing that the way offers. Nothing where the act is refused.
pub(crate) fn hiding(rules: &Rules, facts: &Facts, act: Act) -> Vec<(RuleId, Condition)> {
    let by_gate = rules.gates.iter().filter_map(|gate| match gate.judge(facts, act) {
        GateAnswer::Only(things) => Some((gate.id(), things.negate())),
        GateAnswer::Pass | GateAnswer::Refuse(_) => None,
    });
    let Ok((way, offers)) = open_way(rules, facts, act) else { return Vec::new() };
    let by_filter = rules.filters.iter().map(|filter| {
        let kept = offers
            .iter()
            .map(|offer| offer.things.clone().and(filter.keeps(facts, &Entrance { way: &way, offer })));
        (filter.id(), kept.fold(Condition::Never, Condition::or).negate())
    });
    let offered = offers.iter().map(|offer| offer.things.clone()).fold(Condition::Never, Condition::or);
    by_gate.chain([(way.clone(), offered.negate())]).chain(by_filter).collect()
}

/// What the offers of one way lead to: of each what the filters leave, added up.
fn things(rules: &Rules, facts: &Facts, way: &RuleId, offers: &[Offer]) -> Condition {
    let mut seen: Vec<(Condition, Condition)> = Vec::new();
    for offer in offers {
        let entrance = Entrance { way, offer };
        let keeps = rules.filters.iter().map(|filter| filter.keeps(facts, &entrance));
        let kept = keeps.fold(Condition::Always, Condition::and);
        match seen.iter_mut().find(|(_, same)| *same == kept) {
            Some((things, _)) => {
                *things = std::mem::replace(things, Condition::Never).or(offer.things.clone())
            }
            None => seen.push((offer.things.clone(), kept)),
        }
    }
    seen.into_iter().map(|(things, kept)| things.and(kept)).fold(Condition::Never, Condition::or)
}

/// The ways that are open after the death of a holder: that of heirs, and the system's.
const AFTER_DEATH: [&str; 2] = ["W9", "W12"];

/// The one way that leads to the act, with what it offers: the one that was named, or the only one.
fn open_way(rules: &Rules, facts: &Facts, act: Act) -> Result<(RuleId, Vec<Offer>), Reason> {
    let mut open: Option<(RuleId, Vec<Offer>)> = None;
    let is_dead = facts.space.as_ref().is_some_and(|space| space.state == SpaceState::Deceased);
    for way in &rules.ways {
        if facts.ask.way.as_ref().is_some_and(|named| *named != way.id()) {
            continue;
        }
        // Whoever acted for the holder, or was let in, does so no more, also where they come in as an heir.
        if is_dead && !AFTER_DEATH.contains(&way.id().as_str()) {
            continue;
        }
        let mut offers = way.offers(facts);
        offers.retain(|offer| offer.acts.contains(&act) && offer.until.is_none_or(|until| until > facts.now));
        match (offers.is_empty(), &open) {
            (true, _) => {}
            (false, None) => open = Some((way.id(), offers)),
            (false, Some(_)) => return Err(Reason::WayNotNamed),
        }
    }
    open.ok_or_else(|| unopened(rules, facts, act))
}

/// Why no way leads to the act.
fn unopened(rules: &Rules, facts: &Facts, act: Act) -> Reason {
    match act {
        _ if comes_otherwise_than(rules, facts, act, "W1") => Reason::HolderAlone,
        _ if comes_otherwise_than(rules, facts, act, "W2") => Reason::RepresentativesSide,
        Act::Erase if facts.party.kind == PartyKind::Citizen && is_in(rules, facts) => Reason::HoldersErasure,
        Act::Deposit if may_feed(facts) && facts.ask.identity == IdentityAgreement::Disagrees => {
            Reason::OtherPerson
        }
        Act::OpenRelationship if knows_patients(facts) && is_granted(rules, facts, Act::AskRelationship) => {
            Reason::NotOnDeclaration
        }
        Act::OpenRelationship | Act::AskRelationship
            if knows_patients(facts) && opens_by_code(rules, facts) =>
        {
            Reason::OnlyByCode
        }
        Act::BreakGlass if knows_patients(facts) && facts.suspended.contains(&facts.party.person) => {
            Reason::EmergencyRightSuspended
        }
        Act::BreakGlass if knows_patients(facts) => Reason::NotInEmergency,
        Act::Curate | Act::ReadHistory | Act::ReadNotices if is_granted(rules, facts, Act::Consult) => {
            Reason::HoldersSide
        }
        Act::Amend
        | Act::Prefer
        | Act::Close
        | Act::Export
        | Act::Leave
        | Act::Hide
        | Act::Loosen
        | Act::Grant
        | Act::Oversee
        | Act::Dispute
            if facts.party.kind == PartyKind::Citizen && is_granted(rules, facts, Act::Relinquish) =>
        {
            Reason::HoldersSide
        }
        _ if facts.ask.way.is_some() => Reason::WayNotOpen,
        _ => Reason::NoWay,
    }
}

/// Whether it was asked for by a way that is not a citizen's, to whom the record is open by another one.
fn comes_otherwise_than(rules: &Rules, facts: &Facts, act: Act, named: &str) -> bool {
    let is_asked = facts.ask.way.as_ref().is_some_and(|way| way.as_str() == named);
    let lives = facts.space.as_ref().is_some_and(|space| space.state != SpaceState::Deceased);
    if !is_asked || !lives || facts.party.kind != PartyKind::Citizen {
        return false;
    }
    let looks = |way: &dyn Way| way.offers(facts).iter().any(|offer| offer.acts.contains(&Act::Consult));
    if rules.ways.iter().any(|way| way.id().as_str() == named && looks(way.as_ref())) {
        return false;
    }
    let by_any_way = Facts { ask: Ask { way: None, ..facts.ask.clone() }, ..facts.clone() };
    is_granted(rules, &by_any_way, act) || is_in(rules, &by_any_way)
}

/// Whether a way leads somebody into the record, to look or to help.
fn is_in(rules: &Rules, facts: &Facts) -> bool {
    is_granted(rules, facts, Act::Consult) || is_granted(rules, facts, Act::Relinquish)
}

/// Whether it is somebody who feeds records: nobody else is told whether an identity is that of one.
fn may_feed(facts: &Facts) -> bool {
    matches!(facts.party.kind, PartyKind::Professional(_) | PartyKind::Establishment { .. })
}

/// Whether it is a professional who asks about a space that exists: whoever found it by identity may be told how it is
/// reached.
fn knows_patients(facts: &Facts) -> bool {
    facts.space.is_some() && matches!(facts.party.kind, PartyKind::Professional(_))
}

/// Whether a code of the holder would let a care relationship begin that nothing else does.
fn opens_by_code(rules: &Rules, facts: &Facts) -> bool {
    if facts.ask.invited {
        return false;
    }
    let with_a_code = Facts { ask: Ask { invited: true, ..facts.ask.clone() }, ..facts.clone() };
    is_granted(rules, &with_a_code, Act::OpenRelationship)
}

/// Whether the act is granted.
pub(crate) fn is_granted(rules: &Rules, facts: &Facts, act: Act) -> bool {
    matches!(decide(rules, facts, act), Decision::Granted { .. })
}

/// Whether an offer lasts as long as another one; one without an end lasts longest.
fn lasts(one: &Offer, other: &Offer) -> bool {
    match (one.until, other.until) {
        (None, _) => true,
        (_, None) => false,
        (Some(ends), Some(other_ends)) => ends >= other_ends,
    }
}
