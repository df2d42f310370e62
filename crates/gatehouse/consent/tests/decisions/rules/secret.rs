//! What is done in secret, and who is shown it.

use consent::{Act, Decision, Facts, IdentityAgreement, Party, Provision, Reason, Rules, Secrecy, decide};
use kernel::ProvisionId;
use oracle::{Scene, Vocabulary, person};
use proptest::{prelude::*, test_runner::TestRunner};
use uuid::Uuid;

use crate::ground::{
    REFERENCE, citizen, doctor, facts, holder, in_care_of, many, may, refused, relationship, representation,
    with, with_identity,
};

fn secrecy(facts: &Facts, act: Act) -> Secrecy {
    match decide(&Rules::fr(&REFERENCE), facts, act) {
        Decision::Granted { secrecy, .. } => secrecy,
        Decision::Refused(refusal) => panic!("{act:?} is refused: {refusal:?}"),
    }
}

fn in_secret(party: Party) -> Party {
    Party { secret: true, ..party }
}

#[test]
fn whoever_says_so_acts_in_secret() {
    assert!(secrecy(&in_care_of(in_secret(doctor())), Act::Consult).done);
    assert!(!secrecy(&in_care_of(doctor()), Act::Consult).done);
    assert!(secrecy(&facts(in_secret(citizen(holder()))), Act::Consult).done);
}

#[test]
fn no_citizen_but_the_holder_has_a_secret_connection() {
    let parent = with(facts(in_secret(citizen(person(6)))), representation(person(6)));
    assert_eq!(refused(&parent, Act::Consult), ("G0".into(), Reason::SecretIsNotTheirs));
    let nobody = Facts { space: None, ..facts(in_secret(citizen(person(6)))) };
    assert_eq!(
        refused(&nobody, Act::Consult),
        ("G0".into(), Reason::SecretIsNotTheirs),
        "and no record tells"
    );
}

#[test]
fn the_holder_says_nothing_in_secret_that_all_who_act_for_the_holder_see() {
    let sure = Party { second_factor_at: Some(oracle::moment(0)), ..in_secret(citizen(holder())) };
    for act in [Act::Curate, Act::Prefer, Act::Hide, Act::Loosen, Act::Activate, Act::Oppose, Act::Close] {
        assert_eq!(refused(&facts(sure.clone()), act), ("G0".into(), Reason::NotInSecret), "{act:?}");
    }
    for act in [Act::Consult, Act::Deposit, Act::Amend, Act::Grant, Act::ReadHistory, Act::Dispute] {
        assert!(secrecy(&facts(sure.clone()), act).done, "{act:?}");
    }
}

#[test]
fn whoever_is_let_in_by_a_secret_alone_does_everything_in_secret() {
    let hidden = Provision { secret: true, ..relationship(&doctor()) };
    let let_in = with(facts(doctor()), hidden.clone());
    assert!(secrecy(&let_in, Act::Consult).done);
    assert!(secrecy(&with_identity(let_in.clone(), IdentityAgreement::Agrees), Act::Deposit).done);
    let open = Provision { id: ProvisionId::from(Uuid::from_u128(302)), ..relationship(&doctor()) };
    let known = with(let_in, open);
    assert!(!secrecy(&known, Act::Consult).done, "what is known of them tells nothing");
    let of_another = Provision { person: Some(person(7)), ..hidden };
    let feeding = with(facts(doctor()), of_another);
    assert!(!secrecy(&with_identity(feeding, IdentityAgreement::Agrees), Act::Deposit).done);
}

#[test]
fn secrets_are_shown_to_nobody_who_represents_the_minor_and_to_nobody_whom_they_let_in() {
    let parent = with(facts(citizen(person(6))), representation(person(6)));
    assert!(!secrecy(&parent, Act::ReadHistory).shown);
    assert!(secrecy(&facts(citizen(holder())), Act::ReadHistory).shown);
    let by_parent = Provision { given_by: person(6), ..relationship(&doctor()) };
    let let_in = with(with(facts(doctor()), by_parent), representation(person(6)));
    assert!(!secrecy(&let_in, Act::Consult).shown);
    assert!(secrecy(&in_care_of(doctor()), Act::Consult).shown);
}

/// What was said in secret changes nothing that whoever represents the minor is shown or may do.
#[test]
fn what_is_secret_is_as_if_it_were_not_for_whoever_represents_the_minor() {
    let (rules, words) = (Rules::fr(&REFERENCE), Vocabulary::new(&REFERENCE));
    let says_who_represents = ["representative", "representative_suspended"];
    TestRunner::new(many())
        .run(&words.arbitrary_scene(Scene::Family, 2), |(mut facts, things)| {
            facts.ask.way = Some(consent::RuleId::new("W2"));
            for one in &mut facts.provisions {
                one.secret &= !says_who_represents.contains(&one.kind.as_str());
            }
            let mut without = facts.clone();
            without.provisions.retain(|one| !one.secret);
            for act in Act::ALL {
                for thing in things.iter().map(Some).chain([None]) {
                    prop_assert_eq!(
                        may(&rules, &facts, act, thing),
                        may(&rules, &without, act, thing),
                        "{:?}",
                        act
                    );
                }
            }
            Ok(())
        })
        .unwrap();
}
