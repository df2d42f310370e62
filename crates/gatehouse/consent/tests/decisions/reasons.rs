//! What the caller hears is the same for whatever would tell of a space; the journal keeps the true reason.

use std::collections::HashSet;

use consent::{
    Act, Ask, Error, Facts, Language, Party, Reason, Refusal, RuleId, Sought, SpaceState, inner_reason,
    outer_reason,
};
use kernel::ErrorKind;
use oracle::{moment, person};

use crate::ground::{
    citizen, doctor, facts, granted, holder, in_care_of, in_state, refused, representation, with,
};

#[test]
fn every_reason_has_a_sentence_of_its_own_in_both_languages() {
    for language in [Language::French, Language::English] {
        let inner: HashSet<&str> = Reason::ALL.iter().map(|reason| inner_reason(*reason, language)).collect();
        assert_eq!(inner.len(), Reason::ALL.len());
    }
}

#[test]
fn an_absent_a_closed_and_an_unopened_record_sound_alike() {
    let spaces = [
        Reason::NoSuchSpace,
        Reason::Opposed,
        Reason::Suspended,
        Reason::Closed,
        Reason::Deceased,
        Reason::NoWay,
        Reason::WayNotOpen,
    ];
    for language in [Language::French, Language::English] {
        let outer: HashSet<&str> = spaces.iter().map(|reason| outer_reason(*reason, language)).collect();
        assert_eq!(outer.len(), 1, "{outer:?}");
    }
    let kinds: HashSet<String> = spaces
        .iter()
        .map(|reason| {
            let error = Error::Refused(Refusal { rule: RuleId::new("G1"), reason: *reason });
            format!("{:?} {}", error.kind(), error.outer(Language::English))
        })
        .collect();
    assert_eq!(kinds.len(), 1, "{kinds:?}");
}

#[test]
fn a_way_that_was_named_is_taken_if_it_is_open_and_no_other_instead() {
    let named =
        |facts: Facts, way: &str| Facts { ask: Ask { way: Some(RuleId::given(way)), ..facts.ask }, ..facts };
    assert_eq!(granted(&named(facts(citizen(holder())), "W1"), Act::Consult).0, "W1");
    assert_eq!(granted(&named(in_care_of(doctor()), "W5"), Act::Consult).0, "W5");
    for (facts, way) in
        [(facts(citizen(holder())), "W5"), (in_care_of(doctor()), "W1"), (in_care_of(doctor()), "")]
    {
        assert_eq!(refused(&named(facts, way), Act::Consult), ("W".into(), Reason::WayNotOpen));
    }
}

#[test]
fn whoever_consults_is_told_what_is_the_holders_to_do_and_nobody_else_learns_of_the_record() {
    let named = |facts: Facts| Facts { ask: Ask { way: Some(RuleId::given("W5")), ..facts.ask }, ..facts };
    for act in [Act::Curate, Act::ReadHistory] {
        assert_eq!(refused(&in_care_of(doctor()), act), ("W".into(), Reason::HoldersSide));
        assert_eq!(refused(&named(in_care_of(doctor())), act), ("W".into(), Reason::HoldersSide));
        assert_eq!(refused(&facts(doctor()), act), ("W".into(), Reason::NoWay));
        assert_eq!(refused(&named(facts(doctor())), act), ("W".into(), Reason::WayNotOpen));
        let closed = in_state(in_care_of(doctor()), SpaceState::Closed);
        assert_eq!(refused(&closed, act).1, Reason::Closed);
    }
    let told = Error::Refused(Refusal { rule: RuleId::new("W"), reason: Reason::HoldersSide });
    assert_eq!(told.kind(), ErrorKind::Forbidden);
}

#[test]
fn whoever_is_in_otherwise_is_told_whom_something_is_for_and_nobody_else_learns_of_the_record() {
    let sure = |person| Party { second_factor_at: Some(moment(0)), ..citizen(person) };
    let named =
        |facts: Facts, way: &str| Facts { ask: Ask { way: Some(RuleId::given(way)), ..facts.ask }, ..facts };
    let (own, strange) = (facts(sure(holder())), facts(sure(person(6))));
    let parent = with(strange.clone(), representation(person(6)));
    for act in [Act::Grant, Act::Prefer] {
        assert_eq!(refused(&named(own.clone(), "W2"), act).1, Reason::RepresentativesSide);
        assert_eq!(refused(&named(parent.clone(), "W1"), act).1, Reason::HolderAlone);
        for way in ["W1", "W2"] {
            assert_eq!(refused(&named(strange.clone(), way), act).1, Reason::WayNotOpen, "{way}");
        }
    }
    assert_eq!(refused(&parent, Act::Erase).1, Reason::HoldersErasure);
    assert_eq!(refused(&strange, Act::Erase).1, Reason::NoWay);
    let closed = in_state(named(own, "W2"), SpaceState::Suspended);
    assert_eq!(refused(&closed, Act::Grant).1, Reason::Suspended);
    for reason in [Reason::RepresentativesSide, Reason::HoldersErasure] {
        let told = Error::Refused(Refusal { rule: RuleId::new("W"), reason });
        assert_eq!(told.kind(), ErrorKind::Forbidden);
    }
}

#[test]
fn what_is_absent_is_called_by_its_name_in_both_languages() {
    for language in [Language::French, Language::English] {
        let said: HashSet<&str> = Sought::ALL.iter().map(|sought| sought.absent(language)).collect();
        assert_eq!(said.len(), Sought::ALL.len());
    }
}

#[test]
fn a_state_is_known_by_one_name() {
    let names: HashSet<&str> = SpaceState::ALL.iter().map(|state| state.as_str()).collect();
    assert_eq!(names.len(), SpaceState::ALL.len());
    let suspended = in_state(facts(doctor()), SpaceState::Suspended);
    assert_eq!(refused(&suspended, Act::OpenRelationship).1, Reason::Suspended);
}

#[test]
fn reasons_about_the_caller_alone_are_the_only_ones_that_are_told() {
    let told: Vec<Reason> = Reason::ALL.into_iter().filter(|reason| reason.is_about_the_caller()).collect();
    let of_the_caller = [Reason::AssuranceTooLow, Reason::NotInGoodStanding, Reason::NotListed];
    let of_the_session = [
        Reason::ProfessionalsSide,
        Reason::SecondFactorNeeded,
        Reason::NotWhileAssisted,
        Reason::SecretIsNotTheirs,
        Reason::NotInSecret,
        Reason::RoleMissing,
    ];
    let of_their_work = [Reason::ForbiddenPurpose, Reason::EmergencyRightSuspended, Reason::TooMany];
    assert_eq!(told, [of_the_caller.as_slice(), &of_the_session, &of_their_work].concat());
}
