use consent::{Act, Facts, Party, Provision, Thing};
use oracle::{moment, person};
use serde_json::{Value, json};

use crate::ground::{
    DAY, citizen, doctor, facts, granted, holder, in_care_of, relationship, said, sees, thing, with,
};

fn carer() -> Facts {
    let may = json!({ "acts": ["see"], "shelves": "every", "also_hidden": true });
    let terms =
        json!({ "name": "Noé", "may": may, "invitation": uuid::Uuid::from_u128(3), "said_at": moment(0) });
    let one = Provision { person: Some(person(4)), given_by: holder(), ..said("carer", terms) };
    with(facts(citizen(person(4))), one)
}

fn discretion(terms: Value) -> Provision {
    Provision { starts_at: moment(-1), id: relationship(&doctor()).id, ..said("discretion", terms) }
}

fn discreet() -> Provision {
    discretion(json!({ "by_professional": false }))
}

fn since(microseconds: i64) -> Thing {
    Thing { deposited_at: moment(microseconds), ..thing() }
}

#[test]
fn f6_a_carer_sees_nothing_that_came_in_since_from_its_very_instant_on() {
    let kept = with(carer(), discreet());
    assert!(sees(&kept, &since(-2)));
    assert!(!sees(&kept, &since(-1)) && !sees(&kept, &since(0)));
    assert!(sees(&carer(), &since(0)));
    assert!(sees(&kept, &Thing { depositor: person(4), ..since(0) }), "what they brought");
}

#[test]
fn f6_it_ends_and_begins_and_hides_also_where_its_terms_cannot_be_read() {
    let over = Provision { ends_at: Some(moment(0)), ..discreet() };
    assert!(sees(&with(carer(), over), &since(0)));
    let to_come = Provision { starts_at: moment(1), ..discreet() };
    assert!(sees(&with(carer(), to_come), &since(0)));
    assert!(!sees(&with(carer(), discretion(json!("spoilt"))), &since(0)));
    let earlier = Provision { starts_at: moment(-DAY), ..discreet() };
    assert!(!sees(&with(with(carer(), earlier), discreet()), &since(-2)), "of two the earlier one");
}

#[test]
fn f6_concerns_nobody_but_those_who_help() {
    for facts in [facts(citizen(holder())), in_care_of(doctor())] {
        assert!(sees(&with(facts, discreet()), &since(0)));
    }
}

#[test]
fn f6_a_professional_in_care_keeps_a_record_discreet_and_a_carer_does_not() {
    let care: Party = doctor();
    assert_eq!(granted(&in_care_of(care), Act::KeepDiscreet).0, "W5");
    crate::ground::refused(&carer(), Act::KeepDiscreet);
    crate::ground::refused(&facts(doctor()), Act::KeepDiscreet);
}
