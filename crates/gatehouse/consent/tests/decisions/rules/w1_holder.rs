use consent::{Act, Reason, Thing};
use oracle::person;

use crate::ground::{citizen, doctor, facts, granted, holder, refused, sees, thing};

#[test]
fn w1_the_holder_sees_adds_keeps_order_and_reads_the_history_and_the_notices() {
    for act in [Act::Consult, Act::Deposit, Act::Curate, Act::ReadHistory, Act::ReadNotices] {
        assert_eq!(granted(&facts(citizen(holder())), act).0, "W1");
    }
}

#[test]
fn w1_the_holder_sees_through_masks_and_what_is_hidden_from_representatives() {
    let hidden = Thing { masked: true, hidden_from_representatives: true, ..thing() };
    assert!(sees(&facts(citizen(holder())), &hidden));
}

#[test]
fn w1_another_citizen_is_refused_everything() {
    for act in
        [Act::Consult, Act::Deposit, Act::Curate, Act::ReadHistory, Act::ReadNotices, Act::OpenRelationship]
    {
        assert_eq!(refused(&facts(citizen(person(1))), act), ("W".into(), Reason::NoWay));
    }
}

#[test]
fn w1_a_doctors_session_is_never_the_holders_though_it_is_the_same_human_being() {
    let mut party = doctor();
    party.person = holder();
    for act in [Act::Consult, Act::Deposit, Act::Curate, Act::ReadHistory, Act::ReadNotices] {
        assert_eq!(refused(&facts(party.clone()), act), ("W".into(), Reason::NoWay));
    }
}

#[test]
fn w1_the_holder_declares_no_relationship_with_themself() {
    assert_eq!(refused(&facts(citizen(holder())), Act::OpenRelationship), ("W".into(), Reason::NoWay));
}

#[test]
fn w1_the_holder_amends_what_a_citizen_brought_and_nothing_of_a_professional() {
    let (way, things) = granted(&facts(citizen(holder())), Act::Amend);
    assert_eq!(way, "W1");
    assert!(things.holds(&Thing { by_citizen: true, ..thing() }));
    assert!(!things.holds(&thing()));
}
