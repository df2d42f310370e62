use consent::{Act, Facts, IdentityAgreement, Party, PartyKind, Reason};
use kernel::{AdminRole, Assurance, Standing};
use oracle::moment;

use crate::ground::{
    DAY, citizen, doctor, establishment, facts, granted, holder, in_care_of, refused, sees, thing,
    with_identity,
};

fn with_standing(standing: Standing) -> Party {
    let mut party = doctor();
    if let PartyKind::Professional(practice) = &mut party.kind {
        practice.standing = standing;
    }
    party
}

#[test]
fn g0_refuses_low_assurance_even_to_the_holder() {
    let holder = citizen(holder());
    assert_eq!(granted(&facts(holder.clone()), Act::Consult).0, "W1");
    let low = Party { assurance: Assurance::Low, ..holder };
    assert_eq!(refused(&facts(low), Act::Consult), ("G0".into(), Reason::AssuranceTooLow));
}

#[test]
fn g0_high_assurance_is_enough_too() {
    let high = Party { assurance: Assurance::High, ..citizen(holder()) };
    assert!(sees(&facts(high), &thing()));
}

#[test]
fn g0_refuses_a_professional_struck_off_while_the_relationship_still_runs() {
    assert!(sees(&in_care_of(with_standing(Standing::Good)), &thing()));
    for standing in [Standing::StruckOff, Standing::Suspended] {
        let facts = in_care_of(with_standing(standing));
        assert_eq!(refused(&facts, Act::Consult), ("G0".into(), Reason::NotInGoodStanding));
        let feeding = with_identity(facts, IdentityAgreement::Agrees);
        assert_eq!(refused(&feeding, Act::Deposit), ("G0".into(), Reason::NotInGoodStanding));
    }
}

#[test]
fn g0_refuses_an_establishment_that_is_not_listed() {
    let feeding = |party| with_identity(facts(party), IdentityAgreement::Agrees);
    assert_eq!(granted(&feeding(establishment(true)), Act::Deposit).0, "W0");
    let refusal = refused(&feeding(establishment(false)), Act::Deposit);
    assert_eq!(refusal, ("G0".into(), Reason::NotListed));
}

#[test]
fn g0_asks_for_a_second_factor_that_was_just_shown_before_a_record_is_closed() {
    let shown = |before: i64| Party { second_factor_at: Some(moment(-before)), ..citizen(holder()) };
    let minutes = 60_000_000;
    for before in [0, 5 * minutes - 1] {
        assert_eq!(granted(&facts(shown(before)), Act::Close).0, "W1");
    }
    // One that was shown in the time to come was written by a clock that has been set back since.
    for before in [5 * minutes, DAY, -1] {
        let refusal = refused(&facts(shown(before)), Act::Close);
        assert_eq!(refusal, ("G0".into(), Reason::SecondFactorNeeded), "{before}");
    }
    assert_eq!(refused(&facts(citizen(holder())), Act::Close).1, Reason::SecondFactorNeeded);
    assert_eq!(granted(&facts(citizen(holder())), Act::Consult).0, "W1");
}

#[test]
fn g0_lets_a_mediator_and_a_citizen_do_narrow_things_only() {
    let together = Party { assisted: true, second_factor_at: Some(moment(0)), ..citizen(holder()) };
    for act in [Act::Activate, Act::Prefer, Act::Oppose, Act::ReadHistory] {
        assert_eq!(granted(&facts(together.clone()), act).0, "W1", "{act:?}");
    }
    for act in [Act::Consult, Act::Deposit, Act::Amend, Act::Curate, Act::Close] {
        let refusal = refused(&facts(together.clone()), act);
        assert_eq!(refusal, ("G0".into(), Reason::NotWhileAssisted), "{act:?}");
    }
}

#[test]
fn g0_an_admin_has_no_way_into_a_record_whatever_the_role() {
    for role in AdminRole::ALL {
        let admin = Party { kind: PartyKind::Admin(vec![role]), ..citizen(holder()) };
        for act in Act::ALL {
            assert_eq!(refused(&facts(admin.clone()), act), ("W".into(), Reason::NoWay), "{role} {act:?}");
        }
    }
}

#[test]
fn g0_is_asked_before_the_space_so_that_nothing_of_it_is_learnt() {
    let nowhere = Facts { space: None, ..facts(with_standing(Standing::StruckOff)) };
    assert_eq!(
        refused(&nowhere, Act::Consult).1,
        refused(&facts(with_standing(Standing::StruckOff)), Act::Consult).1
    );
}
