//! What the engine decides is what the oracle says, for every act, on things and without one.

use config::Reference;
use consent::{Act, Decision, Facts, Rules, Thing, decide};
use oracle::{Oracle, Scene, Vocabulary};
use proptest::{prelude::*, test_runner::TestRunner};

use crate::ground::{REFERENCE, THINGS, many, of_a_scene, with_matrix, with_words};

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
fn on_carers() {
    agree_on(Scene::Carers);
}

#[test]
fn on_families() {
    agree_on(Scene::Family);
}

#[test]
fn on_families_of_a_country_that_hands_over_step_by_step() {
    let reference = with_words("gradual", "minors.toml", "profile = \"fr\"", "profile = \"gradual\"");
    let words = Vocabulary::new(&reference);
    let (rules, oracle) = (Rules::fr(&reference), Oracle::new(&reference));
    TestRunner::new(many())
        .run(&words.arbitrary_scene(Scene::Family, THINGS), |(facts, things)| {
            agree(&rules, &oracle, &facts, &things)
        })
        .unwrap();
}

/// Reference data with another matrix, in which rows of one profession contradict each other.
pub(crate) fn ties() -> Reference {
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
    with_matrix("ties", rows)
}

#[test]
fn on_a_matrix_with_ties_and_exceptions() {
    let reference = ties();
    let words = Vocabulary::new(&reference);
    let (rules, oracle) = (Rules::fr(&reference), Oracle::new(&reference));
    TestRunner::new(many())
        .run(&words.arbitrary_scene(Scene::Care, THINGS), |(facts, things)| {
            agree(&rules, &oracle, &facts, &things)
        })
        .unwrap();
}
