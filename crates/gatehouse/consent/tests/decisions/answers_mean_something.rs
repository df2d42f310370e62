//! An agreement about questions that are always answered with no, or on which a rule never decides, would show nothing:
//! here it is counted how often each act is granted and how often each rule decides.

use std::collections::BTreeMap;

use consent::{Act, Facts, Thing};
use oracle::{Oracle, Scene, Vocabulary};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};

use crate::ground::REFERENCE;

/// Facts of every scene, each with some things.
fn drawn(of_each: usize) -> Vec<(Facts, Vec<Thing>)> {
    let words = Vocabulary::new(&REFERENCE);
    let mut runner = TestRunner::deterministic();
    let mut all = Vec::new();
    for scene in Scene::ALL {
        let strategy = words.arbitrary_scene(scene, 3);
        // What a carer is let see is narrow, and a rule that is about carers alone decides seldom.
        let times = if scene == Scene::Carers { of_each * 6 } else { of_each };
        all.extend((0..times).map(|_| strategy.new_tree(&mut runner).unwrap().current()));
    }
    all
}

#[test]
fn every_act_is_granted_and_refused() {
    let oracle = Oracle::new(&REFERENCE);
    let drawn = drawn(2_000);
    for act in Act::ALL {
        let granted = drawn.iter().filter(|(facts, _)| oracle.may(facts, act, None)).count();
        let nobodys = matches!(act, Act::FindPatient | Act::OwnDesk | Act::Administer);
        let least = if nobodys { 0 } else { 10 };
        assert!((least..drawn.len() * 7 / 10).contains(&granted), "{act:?}: {granted} of {}", drawn.len());
        assert!(!nobodys || granted == 0, "{act:?} is about no space and is decided elsewhere");
    }
}

/// How often the answer to a question would be another one without each rule.
#[test]
fn every_rule_decides() {
    let whole = Oracle::new(&REFERENCE);
    let names: Vec<&str> = whole.statements.iter().map(|statement| statement.stage().name()).collect();
    let drawn = drawn(500);
    let mut decided = BTreeMap::new();
    for name in names {
        let fewer = Oracle::new(&REFERENCE).without(name);
        let mut count = 0;
        for (facts, things) in &drawn {
            for act in Act::ALL {
                count += usize::from(whole.may(facts, act, None) != fewer.may(facts, act, None));
            }
            for thing in things {
                let consults = |oracle: &Oracle| oracle.may(facts, Act::Consult, Some(thing));
                count += usize::from(consults(&whole) != consults(&fewer));
            }
        }
        decided.insert(name, count);
    }
    assert_eq!(decided.len(), 21, "{decided:?}");
    let seldom: Vec<_> = decided.iter().filter(|(_, count)| **count < 20).collect();
    assert!(seldom.is_empty(), "{seldom:?} of {decided:?}");
}
