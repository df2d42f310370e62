//! The patient of a header.

use documents::cda::{FoundIns, Sex};
use kernel::{InsFault, InsOid, InsWarning};

use crate::{all, read, shown};

const CAMILLE: &str = "285037500000162";

#[test]
fn all_traits_of_a_qualified_identity() {
    let patient = read("level3-letter").patient;
    let [FoundIns::Right(ins)] = patient.ins.as_slice() else { panic!("one right number") };
    assert_eq!((ins.reveal(), ins.oid()), (CAMILLE, InsOid::NirTest));
    assert_eq!(patient.other_ids.len(), 1);
    assert_eq!(patient.other_ids[0].unique_id(), "1.2.250.1.999.7.1^P-0042");
    assert_eq!(shown(&patient.name.birth_family), Some("VESTRELAINE"));
    assert_eq!(shown(&patient.name.usual_family), Some("ORMESNIL"));
    assert_eq!(patient.name.plain_family, None);
    assert_eq!(shown(&patient.name.first_given), Some("CAMILLE"));
    assert_eq!(shown(&patient.name.usual_given), Some("CAMILLE"));
    assert_eq!(all(&patient.name.given), ["CAMILLE AURORE"], "the list holds the first one already");
    assert_eq!(patient.birth.as_ref().unwrap().reveal(), "1985-03-12");
    assert_eq!(patient.sex, Some(Sex::Female));
    assert_eq!(shown(&patient.birthplace), Some("35238"));
}

#[test]
fn a_family_name_without_qualifier_is_not_one_of_birth() {
    let name = read("missing-birth-name").patient.name;
    assert_eq!(name.birth_family, None);
    assert_eq!(shown(&name.plain_family), Some("VESTRELAINE"));
    assert_eq!(all(&name.given), ["CAMILLE"]);
}

#[test]
fn two_numbers_are_both_told_and_a_repeated_one_once() {
    let patient = read("two-ins").patient;
    let numbers: Vec<_> = patient.ins.iter().map(|found| found.ins().unwrap().reveal()).collect();
    assert_eq!(numbers, [CAMILLE, "192067500001495"]);
}

#[test]
fn the_key_of_a_production_number_must_hold_and_that_of_a_test_number_warns() {
    assert!(matches!(read("production-right-key").patient.ins.as_slice(), [FoundIns::Right(ins)]
        if ins.oid() == InsOid::Nir));
    let wrong = read("production-wrong-key").patient.ins;
    assert_eq!(wrong, [FoundIns::Wrong(InsOid::Nir, InsFault::Key)]);
    assert_eq!((wrong[0].ins(), wrong[0].oid()), (None, InsOid::Nir));
    let odd = read("test-wrong-key").patient.ins;
    assert!(matches!(odd.as_slice(), [FoundIns::Odd(ins, InsWarning::Key)] if ins.oid() == InsOid::NirTest));
}

#[test]
fn an_identifier_of_an_unknown_system_is_kept_and_not_interpreted() {
    let patient = read("unknown-oid").patient;
    assert!(patient.ins.is_empty());
    let kept: Vec<_> = patient.other_ids.iter().map(documents::cda::Identifier::unique_id).collect();
    assert_eq!(kept, [format!("1.2.250.1.213.1.4.13^{CAMILLE}"), "2.999.1^A 12".to_owned()]);
}

#[test]
fn given_names_in_pieces_a_spouse_name_and_a_month_of_birth_in_corsica() {
    let patient = read("corsican-birth").patient;
    assert!(matches!(patient.ins.as_slice(), [FoundIns::Right(_)]));
    assert_eq!(all(&patient.name.given), ["ANGHJULU", "SANTU"]);
    assert_eq!(shown(&patient.name.birth_family), Some("DI CASTELVECCHIU"));
    assert_eq!(shown(&patient.name.usual_family), Some("MORELLINI"));
    assert_eq!(patient.sex, Some(Sex::Male));
    assert_eq!(shown(&patient.birthplace), Some("2A004"));
    let birth = patient.birth.unwrap();
    assert_eq!((birth.reveal(), birth.day()), ("1979-03", None));
}
