//! A gate, a way and a filter of these tests join the rules: the machinery, the oracle and the facts stay as they
//! are, and the same property covers them.

use consent::{Act, Condition, Facts, Provision, Rules};
use oracle::{Oracle, Scene, moment, person};
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::{
    engine_and_oracle_agree::agree,
    ground::{DAY, REFERENCE, THINGS, citizen, doctor, facts, in_care_of, many, may, relationship, thing},
    new_rules::{BlockedPerson, ChosenThings, Mask, TheBlock, TheChoice, TheMask, words},
};

fn hold(rules: &Rules, oracle: &Oracle) {
    let words = words(&REFERENCE);
    TestRunner::new(many())
        .run(&words.arbitrary_scene(Scene::Anybody, THINGS), |(facts, things)| {
            agree(rules, oracle, &facts, &things)
        })
        .unwrap();
}

#[test]
fn a_new_gate_fits() {
    let mut rules = Rules::fr(&REFERENCE);
    rules.gates.push(Box::new(BlockedPerson));
    hold(&rules, &Oracle::new(&REFERENCE).with(TheBlock));
}

#[test]
fn a_new_way_fits() {
    let mut rules = Rules::fr(&REFERENCE);
    rules.ways.push(Box::new(ChosenThings));
    hold(&rules, &Oracle::new(&REFERENCE).with(TheChoice));
}

#[test]
fn a_new_filter_fits() {
    let mut rules = Rules::fr(&REFERENCE);
    rules.filters.push(Box::new(Mask));
    hold(&rules, &Oracle::new(&REFERENCE).with(TheMask));
}

#[test]
fn all_three_fit_together() {
    let mut rules = Rules::fr(&REFERENCE);
    rules.gates.push(Box::new(BlockedPerson));
    rules.ways.push(Box::new(ChosenThings));
    rules.filters.push(Box::new(Mask));
    hold(&rules, &Oracle::new(&REFERENCE).with(TheBlock).with(TheChoice).with(TheMask));
}

fn access(things: &[uuid::Uuid]) -> Provision {
    let visitor = citizen(person(2));
    Provision {
        kind: "test_access".to_owned(),
        person: Some(person(2)),
        terms: json!({ "things": things }).into(),
        ends_at: Some(moment(DAY)),
        ..relationship(&visitor)
    }
}

#[test]
fn a_new_gate_narrows_and_the_blocked_person_is_not_told() {
    let mut rules = Rules::fr(&REFERENCE);
    rules.gates.push(Box::new(BlockedPerson));
    let mut facts = in_care_of(doctor());
    facts.provisions.push(Provision { kind: "test_block".to_owned(), ..relationship(&doctor()) });
    assert!(may(&rules, &facts, Act::Consult, None), "the record answers");
    assert!(!may(&rules, &facts, Act::Consult, Some(&thing())), "with nothing of others");
    let own = consent::Thing { depositor: person(1), ..thing() };
    assert!(may(&rules, &facts, Act::Consult, Some(&own)), "and with what the blocked person deposited");
}

#[test]
fn two_provisions_of_a_new_way_add_up() {
    let mut rules = Rules::fr(&REFERENCE);
    rules.ways.push(Box::new(ChosenThings));
    let other = consent::Thing { series: uuid::Uuid::from_u128(43), ..thing() };
    let third = consent::Thing { series: uuid::Uuid::from_u128(44), ..thing() };
    let provisions = vec![access(&[thing().series]), access(&[other.series])];
    let facts = Facts { provisions, ..facts(citizen(person(2))) };
    assert!(may(&rules, &facts, Act::Consult, Some(&thing())));
    assert!(may(&rules, &facts, Act::Consult, Some(&other)));
    assert!(!may(&rules, &facts, Act::Consult, Some(&third)));
    assert!(!may(&rules, &facts, Act::Deposit, None), "and it gives no other act");
}

#[test]
fn conditions_simplify_without_changing_what_they_say() {
    let masked = || Condition::Masked;
    assert_eq!(Condition::Always.and(masked()), masked());
    assert_eq!(Condition::Never.and(masked()), Condition::Never);
    assert_eq!(Condition::Never.or(masked()), masked());
    assert_eq!(Condition::Always.or(masked()), Condition::Always);
    assert_eq!(masked().negate().negate(), masked());
    assert_eq!(Condition::Always.negate(), Condition::Never);
}
