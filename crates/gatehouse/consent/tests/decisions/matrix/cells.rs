//! What stands in a cell: the answer of the engine in a word.

use consent::{
    Act, Ask, Decision, EmergencyPurpose, Entrance, Facts, GateAnswer, IdentityAgreement, PartyKind, Reason,
    Refusal, RuleId, Rules, Thing, decide,
};

/// What is asked beyond who asks: the identity agrees with the record's, and an emergency has the purpose of whoever claims
/// it.
pub(super) fn asked(act: Act, facts: &Facts) -> Facts {
    let regulates = facts.party.practice().is_some_and(|practice| practice.regulates);
    let purpose = if regulates { EmergencyPurpose::Regulation } else { EmergencyPurpose::BreakTheGlass };
    let emergency = (act == Act::BreakGlass).then_some(facts.ask.emergency.unwrap_or(purpose));
    let ask = Ask { identity: IdentityAgreement::Agrees, emergency, ..facts.ask.clone() };
    Facts { ask, ..facts.clone() }
}

/// `W5`, or what refuses: `-G1`.
pub(super) fn may(rules: &Rules, facts: &Facts, act: Act) -> String {
    match decide(rules, &asked(act, facts), act) {
        Decision::Granted { way, .. } => way.to_string(),
        Decision::Refused(refusal) => refused(&refusal),
    }
}

/// As [`may`], and why not where no way is open.
pub(super) fn may_or_why(rules: &Rules, facts: &Facts, act: Act) -> String {
    match decide(rules, &asked(act, facts), act) {
        Decision::Refused(Refusal { rule, reason }) => format!("-{rule} {reason:?}"),
        Decision::Granted { way, .. } => way.to_string(),
    }
}

fn refused(refusal: &Refusal) -> String {
    let unnamed = if refusal.reason == Reason::WayNotNamed { "?" } else { "" };
    format!("-{}{unnamed}", refusal.rule)
}

/// `sees`, or the rule that removes the thing.
pub(super) fn sees(rules: &Rules, facts: &Facts, thing: &Thing) -> String {
    reaches(rules, facts, Act::Consult, thing).unwrap_or_else(|hidden| hidden)
}

/// `W0` where the thing may be changed, or the rule that stands in the way.
pub(super) fn amends(rules: &Rules, facts: &Facts, thing: &Thing) -> String {
    match reaches(rules, facts, Act::Amend, thing) {
        Ok(_) => may(rules, facts, Act::Amend),
        Err(refused) => refused,
    }
}

/// `sees`, or the first rule that removes the thing: a gate, the way (it does not lead there), a filter.
fn reaches(rules: &Rules, facts: &Facts, act: Act, thing: &Thing) -> Result<String, String> {
    let facts = asked(act, facts);
    let (way, visibility) = match decide(rules, &facts, act) {
        Decision::Granted { way, visibility, .. } => (way, visibility),
        Decision::Refused(refusal) => return Err(refused(&refusal)),
    };
    match removed(rules, &facts, act, &way, thing) {
        None => {
            assert!(visibility.holds(thing), "no rule removes what is hidden");
            Ok("sees".to_owned())
        }
        Some(rule) => {
            assert!(!visibility.holds(thing), "{rule} removes what is shown");
            Err(rule)
        }
    }
}

/// The first rule that removes a thing from whoever came in by a way.
fn removed(rules: &Rules, facts: &Facts, act: Act, way: &RuleId, thing: &Thing) -> Option<String> {
    let narrows = |answer: &GateAnswer| matches!(answer, GateAnswer::Only(things) if !things.holds(thing));
    if let Some(gate) = rules.gates.iter().find(|gate| narrows(&gate.judge(facts, act))) {
        return Some(gate.id().to_string());
    }
    let taken = rules.ways.iter().find(|one| one.id() == *way).unwrap();
    let mut removed_by = format!("-{way}");
    for offer in taken.offers(facts) {
        let is_open = offer.acts.contains(&act) && offer.until.is_none_or(|until| until > facts.now);
        if !is_open || !offer.things.holds(thing) {
            continue;
        }
        let entrance = Entrance { way, offer: &offer };
        match rules.filters.iter().find(|filter| !filter.keeps(facts, &entrance).holds(thing)) {
            None => return None,
            Some(filter) => removed_by = filter.id().to_string(),
        }
    }
    Some(removed_by)
}

/// What is answered to an act that is about no one record: the gates, and professionals and establishments alone.
pub(super) fn looks_up(rules: &Rules, facts: &Facts, act: Act) -> String {
    let nowhere = Facts::nowhere(facts.now, facts.party.clone());
    let refuses = |answer: GateAnswer| matches!(answer, GateAnswer::Refuse(_));
    if let Some(gate) = rules.gates.iter().find(|gate| refuses(gate.judge(&nowhere, act))) {
        return format!("-{}", gate.id());
    }
    match facts.party.kind {
        PartyKind::Professional(_) | PartyKind::Establishment { .. } => "yes".to_owned(),
        _ => "-W".to_owned(),
    }
}
