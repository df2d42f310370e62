use consent::{Facts, Provision, Thing};
use kernel::ProvisionId;
use oracle::{organisation, person};
use serde_json::json;
use uuid::Uuid;

use crate::ground::{
    citizen, doctor, facts, holder, in_care_of, professional, relationship, representation, said, sees,
    thing, with,
};

fn secret() -> Thing {
    Thing { hidden_from_representatives: true, ..thing() }
}

#[test]
fn f2_hides_from_representatives_and_from_nobody_else() {
    let parent = with(facts(citizen(person(6))), representation(person(6)));
    assert!(sees(&parent, &thing()) && !sees(&parent, &secret()));
    assert!(sees(&facts(citizen(holder())), &secret()));
    assert!(sees(&in_care_of(doctor()), &secret()));
}

#[test]
fn f2_what_a_representative_put_in_stays_before_them() {
    let parent = with(facts(citizen(person(6))), representation(person(6)));
    assert!(sees(&parent, &Thing { depositor: person(6), ..secret() }));
    assert!(!sees(&parent, &Thing { depositor: person(2), ..secret() }));
}

fn by_parent(one: Provision) -> Facts {
    let one = Provision { given_by: person(6), ..one };
    with(with(facts(doctor()), one), representation(person(6)))
}

#[test]
fn f2_hides_from_whoever_comes_in_by_what_a_representative_gave() {
    let let_in = by_parent(relationship(&doctor()));
    assert!(sees(&let_in, &thing()) && !sees(&let_in, &secret()));
    // Whoever declared to care for the minor as well is not let in by the representative alone.
    let declared = Provision { id: ProvisionId::from(Uuid::from_u128(301)), ..relationship(&doctor()) };
    assert!(sees(&with(let_in, declared), &secret()));
    let mut carer = said(
        "carer",
        json!({
            "name": "A", "may": { "acts": ["see"], "shelves": "every", "also_hidden": true },
            "invitation": Uuid::from_u128(1), "said_at": "2026-01-01T00:00:00Z",
        }),
    );
    carer.person = Some(person(4));
    let of = |by| {
        let carer = Provision { given_by: by, ..carer.clone() };
        with(with(facts(citizen(person(4))), carer), representation(person(6)))
    };
    assert!(!sees(&of(person(6)), &secret()) && sees(&of(person(6)), &thing()));
    // Also where that is the representative.
    let own = Provision { person: Some(person(6)), given_by: person(6), ..carer.clone() };
    let own = with(with(facts(citizen(person(6))), own), representation(person(6)));
    let by_care =
        Facts { ask: consent::Ask { way: Some(consent::RuleId::new("W4")), ..own.ask.clone() }, ..own };
    assert!(sees(&by_care, &thing()) && !sees(&by_care, &secret()));
    assert!(sees(&of(holder()), &secret()), "whom the minor lets in sees what the minor shows");
}

#[test]
fn f2_hides_from_whomever_that_was_handed_on_to() {
    let assistant = professional("331", Some(organisation(0)));
    let assistant = consent::Party { person: person(3), ..assistant };
    let of_doctor = relationship(&doctor());
    let mut handed_on = said("delegation", json!({ "relationship": of_doctor.id }));
    handed_on.person = Some(assistant.person);
    handed_on.organisation = doctor().organisation();
    handed_on.given_by = doctor().person;
    let facts_of = |relationship: Provision| {
        let mut facts = with(by_parent(relationship), handed_on.clone());
        facts.practising = [doctor().person].into();
        Facts { party: assistant.clone(), ..facts }
    };
    let letter = Thing { type_code: "11488-4".to_owned(), ..thing() };
    let by_parent = facts_of(of_doctor);
    let shown = sees(&by_parent, &letter);
    assert!(!sees(&by_parent, &Thing { hidden_from_representatives: true, ..letter.clone() }));
    let mut declared = by_parent;
    for one in declared.provisions.iter_mut().filter(|one| one.kind == "care_relationship") {
        one.given_by = doctor().person;
    }
    assert_eq!(sees(&declared, &Thing { hidden_from_representatives: true, ..letter }), shown);
}
