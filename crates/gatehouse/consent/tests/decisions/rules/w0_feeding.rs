use consent::{Act, Condition, IdentityAgreement, Reason, Rules, Thing};

use crate::ground::{
    REFERENCE, citizen, doctor, establishment, facts, granted, in_care_of, may, professional, refused, thing,
    with_identity,
};

#[test]
fn w0_a_professional_without_any_relationship_feeds_where_the_identity_agrees() {
    let facts = with_identity(facts(doctor()), IdentityAgreement::Agrees);
    assert_eq!(granted(&facts, Act::Deposit), ("W0".into(), Condition::Always));
}

#[test]
fn w0_a_profession_in_no_matrix_feeds_as_well() {
    let facts = with_identity(facts(professional("86", None)), IdentityAgreement::Agrees);
    assert_eq!(granted(&facts, Act::Deposit).0, "W0");
}

#[test]
fn w0_a_listed_establishment_feeds() {
    let facts = with_identity(facts(establishment(true)), IdentityAgreement::Agrees);
    assert_eq!(granted(&facts, Act::Deposit).0, "W0");
}

#[test]
fn w0_an_identity_that_is_not_the_spaces_or_was_not_given_feeds_nothing() {
    for party in [doctor(), establishment(true)] {
        for (identity, reason) in [
            (IdentityAgreement::Disagrees, Reason::OtherPerson),
            (IdentityAgreement::NotGiven, Reason::NoWay),
        ] {
            let facts = with_identity(facts(party.clone()), identity);
            assert_eq!(refused(&facts, Act::Deposit), ("W".into(), reason), "{identity:?}");
        }
    }
}

#[test]
fn w0_a_care_relationship_does_not_stand_in_for_the_identity() {
    assert_eq!(refused(&in_care_of(doctor()), Act::Deposit), ("W".into(), Reason::NoWay));
}

#[test]
fn w0_never_lets_consult() {
    for party in [doctor(), establishment(true)] {
        let facts = with_identity(facts(party), IdentityAgreement::Agrees);
        assert_eq!(refused(&facts, Act::Consult), ("W".into(), Reason::NoWay));
        assert_eq!(refused(&facts, Act::ReadHistory), ("W".into(), Reason::NoWay));
    }
}

#[test]
fn w0_is_not_for_citizens() {
    let facts = with_identity(facts(citizen(oracle::person(2))), IdentityAgreement::Agrees);
    assert_eq!(refused(&facts, Act::Deposit), ("W".into(), Reason::NoWay));
}

#[test]
fn w0_a_professional_amends_what_they_are_the_author_of_and_needs_no_identity_for_it() {
    let doctor = doctor();
    let own = Condition::AuthoredBy(doctor.person);
    for identity in [IdentityAgreement::NotGiven, IdentityAgreement::Agrees] {
        let facts = with_identity(facts(doctor.clone()), identity);
        assert_eq!(granted(&facts, Act::Amend), ("W0".into(), own.clone()), "{identity:?}");
    }
    let of_somebody_else = with_identity(facts(doctor), IdentityAgreement::Disagrees);
    assert!(!may(&Rules::fr(&REFERENCE), &of_somebody_else, Act::Amend, None));
}

#[test]
fn w0_an_establishment_amends_what_was_deposited_for_it_and_nothing_that_a_citizen_brought() {
    let (_, things) = granted(&facts(establishment(true)), Act::Amend);
    let party = establishment(true);
    let mine = Thing { depositor_organisation: party.organisation(), ..thing() };
    assert!(things.holds(&mine));
    assert!(!things.holds(&Thing { by_citizen: true, ..mine }));
    assert!(!things.holds(&thing()));
}
