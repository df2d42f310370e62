use consent::{Act, Facts, Party, PartyKind, Provision, Reason, Thing};
use kernel::Assurance;
use oracle::{moment, person};
use serde_json::{Value, json};

use crate::ground::{
    DAY, citizen, facts, granted, party, professional, refused, said, says, sees, thing, with,
};

fn access(scope: &Value, guest: bool) -> Provision {
    let mut terms = json!({ "scope": scope, "given_at": moment(-DAY) });
    if guest {
        terms["guest"] = json!({ "name": "Ana", "profession": "doctor", "place": "Porto" });
    }
    Provision {
        person: Some(person(1)),
        starts_at: moment(-DAY / 2),
        ends_at: Some(moment(DAY)),
        ..said("temporary_access", terms)
    }
}

fn therapist() -> Party {
    professional("94", None)
}

fn guest() -> Party {
    party(person(1), Assurance::Low, PartyKind::Guest)
}

fn holding(party: Party, provision: Provision) -> Facts {
    with(facts(party), provision)
}

#[test]
fn w7_it_serves_a_profession_that_is_in_no_matrix_with_what_was_chosen() {
    assert!(sees(&holding(therapist(), access(&json!("whole"), false)), &thing()));
    assert!(sees(&holding(therapist(), access(&json!({ "categories": ["BIOLOGIE"] }), false)), &thing()));
    assert!(!sees(&holding(therapist(), access(&json!({ "categories": ["DOC_ADM"] }), false)), &thing()));
    let chosen = access(&json!({ "documents": [thing().series] }), false);
    assert!(
        sees(&holding(therapist(), chosen.clone()), &Thing { masked: true, ..thing() }),
        "named, though masked"
    );
    assert!(!sees(&holding(therapist(), access(&json!("whole"), false)), &Thing { masked: true, ..thing() }));
    let over = Provision { ends_at: Some(moment(0)), ..chosen };
    assert_eq!(refused(&holding(therapist(), over), Act::Consult), ("W".into(), Reason::NoWay));
}

#[test]
fn w7_a_guest_sees_chosen_documents_only_and_does_nothing_else() {
    let chosen = || access(&json!({ "documents": [thing().series] }), true);
    assert!(sees(&holding(guest(), chosen()), &thing()));
    assert!(!sees(&holding(guest(), access(&json!("whole"), true)), &thing()));
    assert!(!sees(&holding(guest(), access(&json!({ "documents": [thing().series] }), false)), &thing()));
    for act in [Act::Redeem, Act::Relinquish, Act::Deposit, Act::ReadHistory] {
        assert_eq!(refused(&holding(guest(), chosen()), act).1, Reason::AssuranceTooLow, "{act:?}");
    }
}

#[test]
fn w7_every_professional_may_use_a_code_and_no_citizen() {
    assert_eq!(granted(&facts(therapist()), Act::Redeem).0, "W7");
    assert_eq!(refused(&facts(citizen(person(1))), Act::Redeem).1, Reason::NoWay);
}

#[test]
fn w7_what_the_holder_hides_later_stays_hidden_and_what_was_hidden_before_is_shown() {
    let hidden = |given: i64| Provision {
        person: Some(person(1)),
        given_at: moment(given),
        ..said("exception", json!({ "effect": "hidden", "what": { "document": thing().series } }))
    };
    let chosen = access(&json!({ "documents": [thing().series] }), false);
    assert!(!sees(&with(holding(therapist(), chosen.clone()), hidden(-1)), &thing()));
    assert!(sees(&with(holding(therapist(), chosen), hidden(-2 * DAY)), &thing()));
}

#[test]
fn f1_a_guest_sees_no_result_that_is_not_released_to_the_patient() {
    let chosen = || access(&json!({ "documents": [thing().series] }), true);
    let withheld = |at: i64| Thing { withheld_until: Some(moment(at)), ..thing() };
    assert!(!sees(&holding(guest(), chosen()), &withheld(1)), "the guest may be the holder");
    assert!(sees(&holding(guest(), chosen()), &withheld(0)));
    let named = access(&json!({ "documents": [thing().series] }), false);
    assert!(sees(&holding(therapist(), named), &withheld(1)), "a professional is known");
}

#[test]
fn w7_a_guest_is_let_in_for_a_day_whatever_end_the_access_bears() {
    let begun = |at: i64| Provision {
        starts_at: moment(at),
        ends_at: None,
        ..access(&json!({ "documents": [thing().series] }), true)
    };
    assert!(sees(&holding(guest(), begun(1 - DAY)), &thing()));
    assert!(!sees(&holding(guest(), begun(-DAY)), &thing()));
}

#[test]
fn w7_an_access_by_a_code_names_nobody_and_lifts_no_exception() {
    let hidden = || Provision {
        person: Some(person(1)),
        given_at: moment(-2 * DAY),
        ..said("exception", json!({ "effect": "hidden", "what": { "document": thing().series } }))
    };
    let mut by_code = access(&json!({ "documents": [thing().series] }), false);
    assert!(sees(&with(holding(therapist(), by_code.clone()), hidden()), &thing()), "given later by name");
    says(&mut by_code, "code", json!("00000000-0000-0000-0000-0000000000c0"));
    assert!(!sees(&with(holding(therapist(), by_code), hidden()), &thing()));
}
