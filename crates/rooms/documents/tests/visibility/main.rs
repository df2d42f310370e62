//! What may be seen is one value, evaluated in memory and compiled to SQL: on generated conditions, and on what the
//! rules decide of generated facts, both give the same rows, and the oracle written from the design agrees.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod ground;

use std::collections::HashSet;

use config::Category;
use consent::{Act, Condition, Decision, Rules, Thing, decide};
use ground::{Ground, conditions};
use oracle::{Oracle, Scene, Vocabulary};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use uuid::Uuid;

const CASES: usize = 400;

#[test]
fn the_sql_of_a_condition_gives_the_rows_for_which_it_holds() {
    let ground = Ground::new(250);
    let strategy = conditions(&ground.things, &ground.topics);
    let mut runner = TestRunner::deterministic();
    let (mut some, mut all) = (0, 0);
    for _ in 0..CASES {
        let condition = strategy.new_tree(&mut runner).unwrap().current();
        let expected: HashSet<Uuid> =
            ground.things.iter().filter(|thing| condition.holds(thing)).map(|thing| thing.id).collect();
        assert_eq!(ground.shown(condition.clone()), expected, "{condition:?}");
        some += usize::from(!expected.is_empty());
        all += usize::from(expected.len() == ground.things.len());
    }
    assert!(
        some > CASES / 4 && all < CASES * 3 / 4,
        "conditions that decide nothing show nothing: {some}, {all}"
    );
}

#[test]
fn a_condition_of_what_is_masked_holds_for_a_thing_as_the_condition_does_for_it_with_a_mask() {
    let ground = Ground::new(100);
    let strategy = conditions(&ground.things, &ground.topics);
    let mut runner = TestRunner::deterministic();
    let mut by_mask = 0;
    for _ in 0..CASES {
        let condition = strategy.new_tree(&mut runner).unwrap().current();
        let of_masked = condition.of_masked();
        for thing in &ground.things {
            let masked = Thing { masked: true, ..thing.clone() };
            assert_eq!(of_masked.holds(thing), condition.holds(&masked), "{condition:?}");
            by_mask += usize::from(condition.holds(thing) != condition.holds(&masked));
        }
    }
    assert!(by_mask > CASES, "conditions that no mask matters to show nothing: {by_mask}");
}

#[test]
fn the_rows_that_sql_gives_are_those_that_rules_and_oracle_let_see() {
    let ground = Ground::new(150);
    let words = Vocabulary::new(&ground.house.reference);
    let (rules, oracle) = (Rules::fr(&ground.house.reference), Oracle::new(&ground.house.reference));
    let mut runner = TestRunner::deterministic();
    let mut by_topic = 0;
    for scene in Scene::ALL {
        let strategy = words.arbitrary_scene(scene, 0);
        let (mut granted, mut drawn) = (0, 0);
        while granted < CASES / 2 {
            drawn += 1;
            assert!(drawn < CASES * 100, "facts that grant nothing show nothing");
            let (facts, _) = strategy.new_tree(&mut runner).unwrap().current();
            let by_oracle: HashSet<Uuid> = ground
                .things
                .iter()
                .filter(|thing| oracle.may(&facts, Act::Consult, Some(thing)))
                .map(|thing| thing.id)
                .collect();
            match decide(&rules, &facts, Act::Consult) {
                Decision::Refused(_) => assert!(by_oracle.is_empty()),
                Decision::Granted { visibility, .. } => {
                    granted += 1;
                    by_topic += usize::from(format!("{visibility:?}").contains("InTopic"));
                    assert_eq!(ground.shown(visibility), by_oracle, "{facts:?}");
                }
            }
        }
    }
    assert!(by_topic > CASES / 4, "decisions without a topic show nothing: {by_topic}");
}

#[test]
fn an_empty_list_of_conditions_is_what_logic_says() {
    let ground = Ground::new(3);
    assert_eq!(ground.shown(Condition::All(Vec::new())).len(), 3);
    assert!(ground.shown(Condition::Any(Vec::new())).is_empty());
    assert!(ground.shown(Condition::CategoryIn(Vec::<Category>::new().into())).is_empty());
    assert_eq!(ground.shown(Condition::Not(Box::new(Condition::TypeIn(Vec::new().into())))).len(), 3);
}
