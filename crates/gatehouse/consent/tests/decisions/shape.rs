//! What holds for any rules of these three shapes.

use std::{cell::RefCell, collections::HashSet};

use chrono::TimeDelta;
use consent::{Act, Decision, Facts, PartyKind, Purpose, Reason, RuleId, Rules, Thing, decide};
use kernel::PersonId;
use oracle::{Scene, Vocabulary};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use crate::{
    ground::{DAY, REFERENCE, many, may},
    new_rules::{BlockedPerson, ChosenThings, Mask, words},
};

fn for_all(property: impl Fn(Facts, Thing) -> Result<(), TestCaseError>) {
    in_all_scenes(&many(), property);
}

/// As [`for_all`], of one rule among many that are looked at in turn: each gets a quarter of the cases.
fn for_one_rule(property: impl Fn(Facts, Thing) -> Result<(), TestCaseError>) {
    let all = many();
    in_all_scenes(&Config { cases: all.cases / 4, ..all }, property);
}

fn in_all_scenes(config: &Config, property: impl Fn(Facts, Thing) -> Result<(), TestCaseError>) {
    let words: Vocabulary = words(&REFERENCE);
    for scene in Scene::ALL {
        TestRunner::new(config.clone())
            .run(&words.arbitrary_scene(scene, 1), |(facts, mut things)| {
                property(facts, things.pop().unwrap())
            })
            .unwrap();
    }
}

/// All ways that a caller may name.
fn ways() -> Vec<RuleId> {
    Rules::fr(&REFERENCE).ways.iter().map(|way| way.id()).collect()
}

/// The same facts with a way named.
fn by(facts: &Facts, way: RuleId) -> Facts {
    let mut facts = facts.clone();
    facts.ask.way = Some(way);
    facts
}

#[test]
fn one_more_filter_only_removes() {
    let (before, mut after) = (Rules::fr(&REFERENCE), Rules::fr(&REFERENCE));
    after.filters.push(Box::new(Mask));
    for_all(|facts, thing| {
        for act in Act::ALL {
            prop_assert!(may(&before, &facts, act, Some(&thing)) || !may(&after, &facts, act, Some(&thing)));
            prop_assert_eq!(may(&before, &facts, act, None), may(&after, &facts, act, None));
        }
        Ok(())
    });
}

#[test]
fn one_more_gate_only_removes() {
    let (before, mut after) = (Rules::fr(&REFERENCE), Rules::fr(&REFERENCE));
    after.gates.push(Box::new(BlockedPerson));
    for_all(|facts, thing| {
        for act in Act::ALL {
            prop_assert!(may(&before, &facts, act, Some(&thing)) || !may(&after, &facts, act, Some(&thing)));
        }
        Ok(())
    });
}

#[test]
fn one_more_way_only_adds_unless_none_is_named_and_two_are_open() {
    let (before, mut after) = (Rules::fr(&REFERENCE), Rules::fr(&REFERENCE));
    after.ways.push(Box::new(ChosenThings));
    for_all(|facts, thing| {
        for act in Act::ALL {
            if let Decision::Refused(refusal) = decide(&after, &facts, act)
                && refusal.reason == Reason::WayNotNamed
            {
                prop_assert!(facts.ask.way.is_none());
                continue;
            }
            prop_assert!(!may(&before, &facts, act, Some(&thing)) || may(&after, &facts, act, Some(&thing)));
        }
        Ok(())
    });
}

#[test]
fn any_filter_less_only_shows_more() {
    let all = Rules::fr(&REFERENCE);
    for without in 0..all.filters.len() {
        let mut fewer = Rules::fr(&REFERENCE);
        let left_out = fewer.filters.remove(without).id();
        for_one_rule(|facts, thing| {
            prop_assert!(
                !may(&all, &facts, Act::Consult, Some(&thing))
                    || may(&fewer, &facts, Act::Consult, Some(&thing)),
                "without {left_out} something is hidden"
            );
            Ok(())
        });
    }
}

#[test]
fn any_gate_less_only_lets_in_more() {
    let all = Rules::fr(&REFERENCE);
    for without in 0..all.gates.len() {
        let mut fewer = Rules::fr(&REFERENCE);
        let left_out = fewer.gates.remove(without).id();
        for_one_rule(|facts, thing| {
            for act in Act::ALL {
                prop_assert!(
                    !may(&all, &facts, act, Some(&thing)) || may(&fewer, &facts, act, Some(&thing)),
                    "without {left_out} {act:?} is refused"
                );
            }
            Ok(())
        });
    }
}

#[test]
fn any_way_more_only_adds_to_what_a_named_way_gives() {
    let all = Rules::fr(&REFERENCE);
    for without in 0..all.ways.len() {
        let mut fewer = Rules::fr(&REFERENCE);
        let added = fewer.ways.remove(without).id();
        for_one_rule(|facts, thing| {
            for way in ways() {
                let facts = by(&facts, way.clone());
                let (before, after) = (
                    may(&fewer, &facts, Act::Consult, Some(&thing)),
                    may(&all, &facts, Act::Consult, Some(&thing)),
                );
                prop_assert!(!before || after, "{added} takes away what {way} gives");
                prop_assert!(way == added || before == after, "{added} changes what {way} gives");
            }
            Ok(())
        });
    }
}

#[test]
fn what_is_over_or_has_not_begun_says_nothing() {
    let rules = Rules::fr(&REFERENCE);
    for_all(|facts, _| {
        let nothing = Facts { provisions: Vec::new(), ..facts.clone() };
        let mut past = facts.clone();
        for (at, one) in past.provisions.iter_mut().enumerate() {
            if at % 2 == 0 {
                one.starts_at = facts.now - TimeDelta::microseconds(DAY);
                one.ends_at = Some(facts.now);
            } else {
                one.starts_at = facts.now + TimeDelta::microseconds(1);
                one.ends_at = None;
            }
        }
        for act in Act::ALL {
            prop_assert_eq!(decide(&rules, &past, act), decide(&rules, &nothing, act));
        }
        Ok(())
    });
}

/// What somebody may do in the record of a holder who said nothing.
fn by_default(facts: &Facts, holder: PersonId) -> &'static [Act] {
    match facts.party.kind {
        PartyKind::Citizen if facts.party.person == holder => &[
            Act::Consult,
            Act::Deposit,
            Act::Amend,
            Act::Curate,
            Act::ReadHistory,
            Act::ReadNotices,
            Act::Activate,
            Act::Prefer,
            Act::Oppose,
            Act::Close,
            Act::Export,
            Act::Leave,
            Act::Erase,
            Act::Hide,
            Act::Loosen,
            Act::Grant,
            Act::Oversee,
            Act::Dispute,
        ],
        PartyKind::Professional(_) => &[
            Act::Deposit,
            Act::Amend,
            Act::OpenRelationship,
            Act::AskRelationship,
            Act::Redeem,
            Act::BreakGlass,
        ],
        PartyKind::Establishment { .. } => &[Act::Deposit, Act::Amend],
        PartyKind::System(Purpose::Answer) => &[Act::Dispute],
        PartyKind::System(_) => &[Act::OpenSpace, Act::Maintain, Act::ChangeLife, Act::Notify],
        PartyKind::Citizen => &[Act::BecomeCarer, Act::BecomeRepresentative],
        PartyKind::Guest | PartyKind::Admin(_) => &[],
    }
}

#[test]
fn where_nothing_was_said_the_holder_alone_sees_and_others_may_only_begin() {
    let rules = Rules::fr(&REFERENCE);
    let seen = RefCell::new(HashSet::new());
    for_all(|facts, thing| {
        let facts = Facts { provisions: Vec::new(), ..facts };
        let Some(holder) = facts.space.as_ref().map(|space| space.holder) else { return Ok(()) };
        for act in Act::ALL {
            let granted = may(&rules, &facts, act, None);
            prop_assert!(!granted || by_default(&facts, holder).contains(&act), "{act:?}");
            let reached = may(&rules, &facts, act, Some(&thing));
            prop_assert!(granted || !reached, "{act:?} on a thing alone");
            if granted {
                seen.borrow_mut().insert(act);
            }
        }
        Ok(())
    });
    assert_eq!(seen.borrow().len(), 28, "{:?}", seen.borrow());
}

#[test]
fn the_same_facts_give_the_same_decision_and_their_order_does_not_count() {
    let mut rules = Rules::fr(&REFERENCE);
    rules.gates.push(Box::new(BlockedPerson));
    rules.ways.push(Box::new(ChosenThings));
    rules.filters.push(Box::new(Mask));
    for_all(|facts, thing| {
        let turned = Facts { provisions: facts.provisions.iter().rev().cloned().collect(), ..facts.clone() };
        for act in Act::ALL {
            prop_assert_eq!(decide(&rules, &facts, act), decide(&rules, &facts, act));
            for thing in [None, Some(&thing)] {
                prop_assert_eq!(may(&rules, &facts, act, thing), may(&rules, &turned, act, thing));
            }
        }
        Ok(())
    });
}

#[test]
fn a_grant_never_lasts_beyond_a_moment_that_its_way_names() {
    let mut rules = Rules::fr(&REFERENCE);
    rules.ways.push(Box::new(ChosenThings));
    for_all(|facts, _| {
        for act in Act::ALL {
            if let Decision::Granted { until: Some(until), .. } = decide(&rules, &facts, act) {
                prop_assert!(until > facts.now);
            }
        }
        Ok(())
    });
}
