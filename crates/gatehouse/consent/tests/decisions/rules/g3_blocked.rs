use consent::{Act, Facts, Provision, Thing};
use oracle::{moment, organisation, person};
use serde_json::json;

use crate::ground::{REFERENCE, doctor, in_care_of, may, said, sees, thing, with};

fn blocked() -> Facts {
    let block = Provision { person: Some(person(1)), ..said("block", json!({})) };
    with(in_care_of(doctor()), block)
}

#[test]
fn g3_a_blocked_doctor_sees_what_they_deposited_and_nothing_else() {
    let own = Thing { depositor: person(1), ..thing() };
    assert!(sees(&blocked(), &own));
    assert!(!sees(&blocked(), &thing()));
    assert!(may(&consent::Rules::fr(&REFERENCE), &blocked(), Act::Consult, None), "the record answers");
}

#[test]
fn g3_a_blocked_structure_leaves_what_was_deposited_for_it() {
    let block = Provision { organisation: Some(organisation(0)), ..said("block", json!({})) };
    let facts = with(in_care_of(doctor()), block);
    assert!(!sees(&facts, &thing()));
    assert!(sees(&facts, &Thing { depositor_organisation: Some(organisation(0)), ..thing() }));
}

#[test]
fn g3_a_block_of_another_or_that_is_over_blocks_nobody() {
    for block in [
        Provision { person: Some(person(2)), ..said("block", json!({})) },
        Provision { person: Some(person(1)), ends_at: Some(moment(0)), ..said("block", json!({})) },
        Provision { person: Some(person(1)), starts_at: moment(1), ..said("block", json!({})) },
    ] {
        assert!(sees(&with(in_care_of(doctor()), block), &thing()));
    }
}

#[test]
fn g3_a_block_of_the_structure_opens_nothing_to_whoever_is_blocked_in_person() {
    let structure = Provision { organisation: Some(organisation(0)), ..said("block", json!({})) };
    let facts = with(blocked(), structure);
    let own = Thing { depositor: person(1), ..thing() };
    let of_the_structure = Thing { depositor_organisation: Some(organisation(0)), ..thing() };
    assert!(!sees(&facts, &of_the_structure), "somebody else put it in");
    assert!(!sees(&facts, &own), "put in for another structure");
    assert!(sees(&facts, &Thing { depositor: person(1), ..of_the_structure }));
}
