use consent::{Provision, Thing};
use oracle::{moment, organisation, person};
use serde_json::json;

use crate::ground::{DAY, citizen, doctor, facts, holder, in_care_of, professional, said, sees, thing, with};

fn masked() -> Thing {
    Thing { masked: true, ..thing() }
}

#[test]
fn f5_a_masked_document_is_hidden_from_a_doctor_and_not_from_holder_or_author() {
    assert!(!sees(&in_care_of(doctor()), &masked()));
    assert!(sees(&in_care_of(doctor()), &thing()));
    assert!(sees(&facts(citizen(holder())), &masked()));
    assert!(sees(&in_care_of(doctor()), &Thing { natural_author: Some(person(1)), ..masked() }));
}

#[test]
fn f5_a_masked_document_is_hidden_from_a_carer_unless_that_is_said() {
    let carer = |also_hidden: bool| {
        let may = json!({ "acts": ["see"], "shelves": "every", "also_hidden": also_hidden });
        let terms = json!({ "name": "Noé Modeste", "may": may, "invitation": uuid::Uuid::from_u128(210), "said_at": "2026-11-02T09:00:00Z" });
        let carer = Provision { person: Some(person(1)), ..said("carer", terms) };
        with(facts(citizen(person(1))), carer)
    };
    let written = Thing { natural_author: Some(person(1)), ..masked() };
    for hidden in [masked(), written] {
        assert!(!sees(&carer(false), &hidden));
        assert!(sees(&carer(true), &hidden));
    }
    assert!(sees(&carer(false), &thing()));
}

#[test]
fn f5_the_attending_doctor_and_an_administrator_see_it() {
    for kind in ["attending_doctor", "administrator"] {
        let named = Provision { person: Some(person(1)), ..said(kind, json!({})) };
        assert!(sees(&with(in_care_of(doctor()), named.clone()), &masked()), "{kind}");
        let other = Provision { person: Some(person(2)), ..named };
        assert!(!sees(&with(in_care_of(doctor()), other), &masked()), "{kind}");
    }
}

#[test]
fn f5_a_default_mask_hides_what_comes_in_from_then_on_unless_the_holder_shows_it() {
    let mask = said("default_mask", json!({ "scope": "all" }));
    let facts = with(in_care_of(doctor()), mask);
    let before = Thing { deposited_at: moment(-DAY - 1), ..thing() };
    let at_once = Thing { deposited_at: moment(-DAY), ..thing() };
    assert!(sees(&facts, &before));
    assert!(!sees(&facts, &at_once));
    let opened = said("opened", json!({ "documents": [thing().series] }));
    let facts = with(facts, opened);
    assert!(sees(&facts, &at_once), "document beats default");
    assert!(!sees(&facts, &Thing { masked: true, ..at_once }), "and its own mask stays");
}

#[test]
fn f5_a_topic_that_is_not_known_hides_everything() {
    let topic = |hidden: bool| said("topic", json!({ "key": "of_a_newer_release", "hidden": hidden }));
    assert!(!sees(&with(in_care_of(doctor()), topic(true)), &thing()));
    assert!(sees(&with(in_care_of(doctor()), topic(false)), &thing()));
}

#[test]
fn f5_the_privilege_is_a_doctors_in_a_doctors_session_and_is_given_in_words_that_are_read() {
    for kind in ["attending_doctor", "administrator"] {
        let named = Provision { person: Some(person(1)), ..said(kind, json!({})) };
        let midwife = professional("50", Some(organisation(0)));
        assert!(sees(&with(in_care_of(midwife.clone()), named.clone()), &thing()), "{kind}");
        assert!(!sees(&with(in_care_of(midwife), named.clone()), &masked()), "{kind} as a midwife");
        let of_a_newer_release = Provision { terms: json!({ "only": "BIOLOGIE" }).into(), ..named };
        assert!(!sees(&with(in_care_of(doctor()), of_a_newer_release), &masked()), "{kind}");
    }
}
