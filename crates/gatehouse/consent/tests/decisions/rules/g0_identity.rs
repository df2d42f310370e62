use consent::{Act, Facts, IdentityAgreement, Party, PartyKind, Reason};
use kernel::{Assurance, Standing};

use crate::ground::{
    citizen, doctor, establishment, facts, granted, holder, in_care_of, refused, sees, thing, with_identity,
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
fn g0_is_asked_before_the_space_so_that_nothing_of_it_is_learnt() {
    let nowhere = Facts { space: None, ..facts(with_standing(Standing::StruckOff)) };
    assert_eq!(
        refused(&nowhere, Act::Consult).1,
        refused(&facts(with_standing(Standing::StruckOff)), Act::Consult).1
    );
}
