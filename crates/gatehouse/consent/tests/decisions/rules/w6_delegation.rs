use consent::{Act, Facts, Provision, Reason, Thing};
use oracle::{moment, organisation, person};
use serde_json::json;

use crate::ground::{doctor, facts, granted, professional, refused, relationship, said, sees, thing};

/// The doctor, person 1, has handed the relationship on to person 2 of the same structure.
fn delegated(profession: &str) -> Facts {
    let mut assistant = professional(profession, Some(organisation(0)));
    assistant.person = person(2);
    let of_doctor = relationship(&doctor());
    let delegation = Provision {
        person: Some(person(2)),
        organisation: Some(organisation(0)),
        given_by: person(1),
        ..said("delegation", json!({ "relationship": of_doctor.id }))
    };
    let practising = [person(1)].into();
    Facts { provisions: vec![of_doctor, delegation], practising, ..facts(assistant) }
}

#[test]
fn w6_an_assistant_sees_what_both_may_see_and_no_mask_through_the_author() {
    let report = Thing { category: config::Category::Report, type_code: "11488-4".to_owned(), ..thing() };
    let (way, _) = granted(&delegated("331"), Act::Consult);
    assert_eq!(way, "W6");
    assert!(sees(&delegated("331"), &report));
    assert!(!sees(&delegated("331"), &thing()), "laboratory is in no row of hers");
    let masked = Thing { masked: true, natural_author: Some(person(1)), ..report };
    assert!(!sees(&delegated("331"), &masked), "without the privilege of the author");
}

#[test]
fn w6_it_lives_only_while_the_relationship_runs_and_its_professional_practises() {
    let nobody = |facts: &Facts| assert_eq!(refused(facts, Act::Consult), ("W".into(), Reason::NoWay));
    nobody(&Facts { practising: [].into(), ..delegated("331") });
    let mut over = delegated("331");
    over.provisions[0].ends_at = Some(moment(0));
    nobody(&over);
    let mut of_another = delegated("331");
    of_another.provisions[1].given_by = person(0);
    nobody(&of_another);
}

#[test]
fn w6_goes_no_further() {
    assert_eq!(refused(&delegated("331"), Act::Delegate).1, Reason::NoWay);
    assert_eq!(granted(&delegated("331"), Act::Relinquish).0, "W6");
}

#[test]
fn w6_occupational_medicine_comes_in_by_no_delegation() {
    let mut facts = delegated("10");
    assert_eq!(granted(&facts, Act::Consult).0, "W6");
    let consent::PartyKind::Professional(practice) = &mut facts.party.kind else { panic!("a professional") };
    practice.sector = "SA13".to_owned();
    assert_eq!(refused(&facts, Act::Consult).1, Reason::NoWay);
}
