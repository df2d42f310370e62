use consent::Thing;
use oracle::moment;

use crate::ground::{DAY, citizen, doctor, facts, holder, in_care_of, sees, thing};

fn withheld_until(microseconds: i64) -> Thing {
    Thing { withheld_until: Some(moment(microseconds)), ..thing() }
}

#[test]
fn f1_a_result_that_is_not_released_is_hidden_from_the_holder() {
    assert!(!sees(&facts(citizen(holder())), &withheld_until(DAY)));
    assert!(sees(&facts(citizen(holder())), &thing()), "one that was never withheld is not");
}

#[test]
fn f1_it_is_released_by_itself_at_its_instant_and_not_before() {
    let holder = facts(citizen(holder()));
    assert!(!sees(&holder, &withheld_until(1)));
    assert!(sees(&holder, &withheld_until(0)));
    assert!(sees(&holder, &withheld_until(-1)));
}

#[test]
fn f1_a_doctor_in_charge_of_themselves_does_not_see_it_before_the_patient_does() {
    let mut own = doctor();
    own.person = holder();
    let theirs = in_care_of(own);
    assert!(sees(&theirs, &thing()));
    assert!(!sees(&theirs, &withheld_until(DAY)));
}

#[test]
fn f1_the_professional_in_care_sees_it_meanwhile() {
    assert!(sees(&in_care_of(doctor()), &withheld_until(DAY)));
}
