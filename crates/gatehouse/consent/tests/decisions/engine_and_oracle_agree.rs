//! What the engine decides is what the oracle says, for every act, on things and without one.

use consent::{Act, Decision, Facts, Rules, Thing, decide};
use oracle::{Oracle, Scene, Vocabulary};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use crate::ground::{REFERENCE, THINGS, many, may, of_a_scene, with_matrix};

/// Asks both about every act.
pub(crate) fn agree(
    rules: &Rules,
    oracle: &Oracle,
    facts: &Facts,
    things: &[Thing],
) -> Result<(), TestCaseError> {
    for act in Act::ALL {
        let decision = decide(rules, facts, act);
        let granted = matches!(decision, Decision::Granted { .. });
        let second = oracle.may(facts, act, None);
        prop_assert!(granted == second, "{act:?}: engine {granted}, oracle {second}");
        for thing in things {
            let engine = match &decision {
                Decision::Granted { visibility, .. } => visibility.holds(thing),
                Decision::Refused(_) => false,
            };
            let second = oracle.may(facts, act, Some(thing));
            prop_assert!(engine == second, "{act:?} on {thing:?}: engine {engine}, oracle {second}");
        }
    }
    Ok(())
}

/// How many of all questions are answered with yes: a property that is always no would agree without a meaning.
fn yes(rules: &Rules, words: &Vocabulary, act: Act) -> usize {
    let mut runner = TestRunner::deterministic();
    let both = (words.arbitrary_facts(), words.arbitrary_thing());
    let mut drawn = (0..2_000).map(|_| both.new_tree(&mut runner).unwrap().current());
    let mut count = 0;
    for (facts, thing) in &mut drawn {
        let asked = (act == Act::Consult).then_some(&thing);
        count += usize::from(may(rules, &facts, act, asked));
    }
    count
}

fn agree_on(scene: Scene) {
    let (rules, oracle) = (Rules::fr(&REFERENCE), Oracle::new(&REFERENCE));
    let words = Vocabulary::new(&REFERENCE);
    TestRunner::new(of_a_scene())
        .run(&words.arbitrary_scene(scene, THINGS), |(facts, things)| agree(&rules, &oracle, &facts, &things))
        .unwrap();
}

#[test]
fn on_whoever_comes() {
    agree_on(Scene::Anybody);
}

#[test]
fn on_care_relationships() {
    agree_on(Scene::Care);
}

#[test]
fn on_delegations() {
    agree_on(Scene::Team);
}

#[test]
fn on_temporary_accesses() {
    agree_on(Scene::Access);
}

#[test]
fn on_emergencies() {
    agree_on(Scene::Emergency);
}

#[test]
fn on_a_matrix_with_ties_and_exceptions() {
    let rows = r#"
        row = [
            { profession = "10", everything = true, consult = true, assumed = true },
            { profession = "10", everything = true, consult = false, assumed = true },
            { profession = "10", category = "BIOLOGIE", consult = true, assumed = true },
            { profession = "10", type = "11502-2", consult = false, assumed = true },
            { profession = "21", category = "BIOLOGIE", consult = true, assumed = true },
            { profession = "21", category = "BIOLOGIE", consult = false, assumed = true },
            { profession = "21", type = "11502-2", consult = true, assumed = true },
            { profession = "21", type = "11488-4", consult = false, assumed = true },
            { profession = "21", type = "11488-4", consult = true, assumed = true },
            { profession = "40", everything = true, consult = true, assumed = true },
            { profession = "40", category = "BIOLOGIE", consult = false, assumed = true },
            { profession = "50", everything = true, consult = false, assumed = true },
        ]
    "#;
    let reference = with_matrix("ties", rows);
    let words = Vocabulary::new(&reference);
    let (rules, oracle) = (Rules::fr(&reference), Oracle::new(&reference));
    TestRunner::new(many())
        .run(&words.arbitrary_scene(Scene::Care, THINGS), |(facts, things)| {
            agree(&rules, &oracle, &facts, &things)
        })
        .unwrap();
}

#[test]
fn the_questions_are_answered_with_yes_often_enough_to_mean_something() {
    let (rules, words) = (Rules::fr(&REFERENCE), Vocabulary::new(&REFERENCE));
    for (act, least) in [
        (Act::Consult, 30),
        (Act::Deposit, 60),
        (Act::ReadHistory, 20),
        (Act::OpenRelationship, 60),
        (Act::OpenSpace, 10),
        (Act::Maintain, 10),
        (Act::Activate, 30),
        (Act::Close, 5),
        (Act::ChangeLife, 10),
    ] {
        let count = yes(&rules, &words, act);
        assert!((least..1_800).contains(&count), "{act:?}: {count} of 2000");
    }
}
