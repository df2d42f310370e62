use consent::{Act, Facts, IdentityAgreement, Party, Purpose, Reason, SpaceState};
use oracle::{moment, person};

use crate::ground::{
    citizen, doctor, establishment, facts, granted, holder, in_care_of, in_state, refused, representation,
    system, with_identity,
};

/// Everybody who has a way, with an act of theirs.
fn everybody() -> Vec<(Facts, Act)> {
    let feeding = |party| with_identity(facts(party), IdentityAgreement::Agrees);
    vec![
        (facts(citizen(holder())), Act::Consult),
        (facts(citizen(holder())), Act::Deposit),
        (facts(citizen(holder())), Act::Curate),
        (facts(citizen(holder())), Act::ReadHistory),
        (facts(citizen(holder())), Act::ReadNotices),
        (in_care_of(doctor()), Act::Consult),
        (facts(doctor()), Act::OpenRelationship),
        (feeding(doctor()), Act::Deposit),
        (feeding(establishment(true)), Act::Deposit),
    ]
}

fn all_are_refused(state: SpaceState, reason: Reason) {
    for (facts, act) in everybody() {
        assert_eq!(refused(&in_state(facts, state), act), ("G1".into(), reason), "{act:?}");
    }
}

#[test]
fn g1_a_space_created_and_not_yet_activated_is_open_to_professionals_under_all_rules() {
    for state in [SpaceState::Created, SpaceState::Active] {
        for (facts, act) in everybody() {
            granted(&in_state(facts, state), act);
        }
    }
}

#[test]
fn g1_nothing_enters_while_opposition_runs_or_once_it_was_declared() {
    all_are_refused(SpaceState::OppositionRunning, Reason::Opposed);
    all_are_refused(SpaceState::Opposed, Reason::Opposed);
}

#[test]
fn g1_whoever_decides_for_the_record_opposes_takes_that_back_or_begins_at_once() {
    for party in [citizen(holder()), citizen(person(1))] {
        let represented = Facts { provisions: vec![representation(person(1))], ..facts(party) };
        let running = in_state(represented.clone(), SpaceState::OppositionRunning);
        granted(&running, Act::Activate);
        granted(&running, Act::Oppose);
        assert_eq!(refused(&running, Act::Prefer).1, Reason::Opposed);
        let opposed = in_state(represented, SpaceState::Opposed);
        granted(&opposed, Act::Oppose);
        assert_eq!(refused(&opposed, Act::Activate).1, Reason::Opposed);
    }
    let stranger = in_state(facts(citizen(person(1))), SpaceState::OppositionRunning);
    assert_eq!(refused(&stranger, Act::Oppose), ("G1".into(), Reason::Opposed));
}

#[test]
fn g1_a_closed_space_is_opened_again_by_its_holder_alone() {
    let shown = Party { second_factor_at: Some(moment(0)), ..citizen(holder()) };
    assert_eq!(granted(&in_state(facts(shown.clone()), SpaceState::Closed), Act::Close).0, "W1");
    let other = Party { person: person(1), ..shown };
    assert_eq!(refused(&in_state(facts(other), SpaceState::Closed), Act::Close).1, Reason::Closed);
}

#[test]
fn g1_a_suspended_space_is_shut_to_its_holder_too() {
    all_are_refused(SpaceState::Suspended, Reason::Suspended);
}

#[test]
fn g1_a_closed_space_opens_to_its_holder_alone_who_takes_out_and_puts_nothing_in() {
    for (facts, act) in everybody() {
        let taking_out = facts.party == citizen(holder())
            && matches!(act, Act::Consult | Act::ReadHistory | Act::ReadNotices);
        let closed = in_state(facts, SpaceState::Closed);
        if taking_out {
            assert_eq!(granted(&closed, act).0, "W1");
        } else {
            assert_eq!(refused(&closed, act), ("G1".into(), Reason::Closed), "{act:?}");
        }
    }
}

#[test]
fn g1_a_running_relationship_is_worth_nothing_in_a_closed_space() {
    let closed = in_state(in_care_of(doctor()), SpaceState::Closed);
    assert_eq!(refused(&closed, Act::Consult), ("G1".into(), Reason::Closed));
}

#[test]
fn g1_the_holders_own_session_as_a_doctor_is_not_the_holder() {
    let mut as_doctor = doctor();
    as_doctor.person = holder();
    let closed = in_state(in_care_of(as_doctor), SpaceState::Closed);
    assert_eq!(refused(&closed, Act::Consult), ("G1".into(), Reason::Closed));
}

#[test]
fn g1_after_a_death_no_way_of_the_living_leads_in() {
    all_are_refused(SpaceState::Deceased, Reason::Deceased);
}

#[test]
fn g1_refuses_a_space_that_does_not_exist() {
    for (facts, act) in everybody() {
        let nowhere = Facts { space: None, ..facts };
        assert_eq!(refused(&nowhere, act), ("G1".into(), Reason::NoSuchSpace), "{act:?}");
    }
}

#[test]
fn g1_upkeep_and_notices_go_on_in_every_state() {
    for state in SpaceState::ALL {
        assert_eq!(granted(&in_state(facts(system(Purpose::Notice)), state), Act::Notify).0, "W12");
        assert_eq!(granted(&in_state(facts(system(Purpose::Upkeep)), state), Act::Maintain).0, "W12");
    }
    let nowhere = Facts { space: None, ..facts(system(Purpose::Upkeep)) };
    assert_eq!(refused(&nowhere, Act::Maintain), ("G1".into(), Reason::NoSuchSpace));
}
