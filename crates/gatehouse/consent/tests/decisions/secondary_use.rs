//! Answers about uses beyond care: by their words, and against the oracle.

use config::Category;
use consent::{
    Act, Decision, Rules, decide,
    rules::{SecondaryUseTerms, Use, UseAnswer, UseScope, answer_about},
};
use oracle::{moment, uses};
use proptest::{prelude::*, test_runner::TestRunner};

use crate::ground::{REFERENCE, citizen, facts, holder, many};

const SHELF: Category = Category::Laboratory;

fn said(about: UseScope, categories: &[Category], permits: bool) -> SecondaryUseTerms {
    SecondaryUseTerms { about, categories: categories.to_vec(), permits, deposited_from: None }
}

fn theme(code: &str) -> UseScope {
    UseScope::Theme(code.to_owned())
}

fn purpose(code: &str) -> UseScope {
    UseScope::Purpose(code.to_owned())
}

fn answer(answers: &[SecondaryUseTerms], purpose: &str, theme: Option<&str>) -> UseAnswer {
    answer_about(&uses::as_provisions(answers), Use { project: None, purpose, theme }, SHELF)
}

#[test]
fn a_yes_to_cancer_research_and_a_no_to_everything_else_say_just_that() {
    let mut answers = vec![said(theme("cancer"), &[], true)];
    let others: Vec<_> = REFERENCE.secondary_use().purposes.iter().map(|one| one.code.clone()).collect();
    answers.extend(others.iter().map(|code| said(purpose(code), &[], false)));
    assert_eq!(answer(&answers, "research", Some("cancer")), UseAnswer::Permitted(None));
    assert_eq!(answer(&answers, "research", Some("heart")), UseAnswer::Refused);
    for code in &others {
        assert_eq!(answer(&answers, code, None), UseAnswer::Refused, "{code}");
    }
}

#[test]
fn who_opposes_everything_is_in_nothing_whatever_else_was_said() {
    let answers = [said(theme("cancer"), &[SHELF], true), said(UseScope::Everything, &[], false)];
    assert_eq!(answer(&answers, "research", Some("cancer")), UseAnswer::Refused);
}

#[test]
fn of_two_answers_of_which_neither_is_narrower_the_no_counts() {
    let shelf_never = said(UseScope::Everything, &[SHELF], false);
    let wide_yes = said(theme("cancer"), &[], true);
    assert_eq!(
        answer(&[wide_yes.clone(), shelf_never.clone()], "research", Some("cancer")),
        UseAnswer::Refused
    );
    let named = said(theme("cancer"), &[SHELF], true);
    let all = [wide_yes, shelf_never, named];
    assert_eq!(answer(&all, "research", Some("cancer")), UseAnswer::Permitted(None), "named in both");
}

#[test]
fn documents_count_from_the_last_instant_that_was_named() {
    let from =
        |at| SecondaryUseTerms { deposited_from: Some(moment(at)), ..said(theme("cancer"), &[], true) };
    assert_eq!(
        answer(&[from(-2), from(-1)], "research", Some("cancer")),
        UseAnswer::Permitted(Some(moment(-1)))
    );
}

#[test]
fn an_answer_that_nobody_can_read_refuses_everything() {
    let mut provisions = uses::as_provisions(&[said(theme("cancer"), &[], true)]);
    provisions[0].terms = serde_json::json!({"about": "everything", "permits": "perhaps"}).into();
    let wanted = Use { project: None, purpose: "research", theme: Some("cancer") };
    assert_eq!(answer_about(&provisions, wanted, SHELF), UseAnswer::Refused);
}

#[test]
fn no_answer_opens_a_record_or_shuts_one() {
    let rules = Rules::fr(&REFERENCE);
    for party in [citizen(holder()), crate::ground::doctor()] {
        let without = facts(party);
        let mut with = without.clone();
        with.provisions.extend(uses::as_provisions(&[
            said(theme("cancer"), &[], true),
            said(UseScope::Everything, &[], false),
        ]));
        for act in Act::ALL {
            let (one, other) = (decide(&rules, &without, act), decide(&rules, &with, act));
            match (one, other) {
                (
                    Decision::Granted { way, visibility, .. },
                    Decision::Granted { way: as_well, visibility: same, .. },
                ) => assert_eq!((way, visibility), (as_well, same), "{act:?}"),
                (Decision::Refused(one), Decision::Refused(other)) => {
                    assert_eq!(one.reason, other.reason, "{act:?}");
                }
                (one, other) => panic!("{act:?}: {one:?} {other:?}"),
            }
        }
    }
}

#[test]
fn the_engine_says_of_answers_what_the_oracle_says() {
    let met = std::cell::Cell::new([0_u32; 3]);
    TestRunner::new(many())
        .run(&uses::arbitrary_answers(&REFERENCE), |answers| {
            let provisions = uses::as_provisions(&answers);
            let projects: Vec<_> = (0..3).map(uses::project).collect();
            let of_projects = projects
                .iter()
                .map(|scope| (scope.purpose.as_str(), scope.theme.as_deref(), Some(scope.project)));
            let plain = [
                ("research", None, None),
                ("research", Some("cancer"), None),
                ("research", Some("heart"), None),
                ("statistics", None, None),
                ("education", None, None),
            ];
            for wanted in plain.into_iter().chain(of_projects) {
                let (purpose, theme, project) = wanted;
                for shelf in REFERENCE.secondary_use().shelves.iter().take(4) {
                    let engine = answer_about(&provisions, Use { project, purpose, theme }, shelf.category);
                    let oracle = uses::may_be_used(&provisions, wanted, shelf.category);
                    let mut seen = met.get();
                    match engine {
                        UseAnswer::Permitted(from) => {
                            seen[0] += 1;
                            prop_assert_eq!(Some(from), oracle);
                        }
                        UseAnswer::Refused => {
                            seen[1] += 1;
                            prop_assert_eq!(None, oracle);
                        }
                        UseAnswer::Unsaid => {
                            seen[2] += 1;
                            prop_assert_eq!(None, oracle);
                        }
                    }
                    met.set(seen);
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(met.get().iter().all(|number| *number > 1_000), "{met:?}");
}
