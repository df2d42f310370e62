//! A gate that narrows instead of refusing: a blocked person reaches what they deposited, and cannot tell.

use consent::{Act, Condition, Facts, Gate, GateAnswer, RuleId};
use oracle::{Case, Stage, Statement};

/// The rule.
pub(crate) struct BlockedPerson;

impl Gate for BlockedPerson {
    fn id(&self) -> RuleId {
        RuleId::new("G90")
    }

    fn judge(&self, facts: &Facts, _: Act) -> GateAnswer {
        let person = facts.party.person;
        let blocked = facts.provisions.iter().any(|provision| {
            provision.kind == "test_block" && provision.person == Some(person) && provision.runs_at(facts.now)
        });
        if blocked { GateAnswer::Only(Condition::DepositedBy(person)) } else { GateAnswer::Pass }
    }
}

/// Its sentence.
pub(crate) struct TheBlock;

impl Statement for TheBlock {
    fn stage(&self) -> Stage {
        Stage::Gate("G90")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let me = case.facts.party.person;
        if case.thing.is_none_or(|thing| thing.depositor == me) {
            return true;
        }
        for provision in &case.facts.provisions {
            let begun = provision.starts_at <= case.facts.now;
            let over = matches!(provision.ends_at, Some(end) if end <= case.facts.now);
            if provision.kind == "test_block" && provision.person == Some(me) && begun && !over {
                return false;
            }
        }
        true
    }
}
