//! What holds for any rules of these three shapes.

use consent::{Act, Decision, Facts, Reason, Rules, Thing, decide};
use oracle::Vocabulary;
use proptest::{prelude::*, test_runner::TestRunner};

use crate::{
    ground::{REFERENCE, many, may},
    new_rules::{BlockedPerson, ChosenThings, Mask, words},
};

fn for_all(property: impl Fn(Facts, Thing) -> Result<(), TestCaseError>) {
    let words: Vocabulary = words(&REFERENCE);
    TestRunner::new(many())
        .run(&(words.arbitrary_facts(), words.arbitrary_thing()), |(facts, thing)| property(facts, thing))
        .unwrap();
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
