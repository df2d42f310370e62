use consent::{Act, Party, PartyKind, Reason};

use crate::ground::{doctor, in_care_of, refused, sees, thing};

fn in_sector(sector: &str) -> Party {
    let mut party = doctor();
    if let PartyKind::Professional(practice) = &mut party.kind {
        practice.sector = sector.to_owned();
    }
    party
}

#[test]
fn g2_an_insurers_doctor_reaches_nothing_whatever_the_holder_says() {
    let facts = in_care_of(in_sector("SA23"));
    for act in [Act::Consult, Act::Deposit, Act::OpenRelationship, Act::Redeem, Act::FindPatient] {
        assert_eq!(refused(&facts, act), ("G2".into(), Reason::ForbiddenPurpose), "{act:?}");
    }
}

#[test]
fn g2_a_doctor_in_practice_passes() {
    assert!(sees(&in_care_of(in_sector("SA07")), &thing()));
}
