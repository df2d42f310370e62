//! French identifiers: right ones are taken, wrong ones are refused with what would be right.
#![allow(clippy::allow_attributes, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use kernel::{Finess, FinessFault, Ins, InsFault, InsOid, InsWarning, Limit, NationalId, Rpps, RppsFault};

#[test]
fn published_rpps_test_numbers_fit_their_key() {
    for number in ["99700218896", "99700427885", "99700366240", "10100997245", "10000441302"] {
        assert!(number.parse::<Rpps>().is_ok(), "{number}");
    }
    assert_eq!("01234567890".parse::<Rpps>(), Err(RppsFault::Key("01234567890".into())));
    assert_eq!("1234".parse::<Rpps>(), Err(RppsFault::Shape("1234".into())));
}

#[test]
fn national_identifier_with_prefix_8_holds_an_rpps_number() {
    let id: NationalId = "899700218896".parse().unwrap();
    assert_eq!(id.rpps().unwrap().as_str(), "99700218896");
    assert_eq!(id.rpps().unwrap().national_id(), id);
    assert!("899700218895".parse::<NationalId>().is_err());
    assert!("X123".parse::<NationalId>().is_err());
}

#[test]
fn finess_numbers_fit_their_key_and_corsica_is_known() {
    for number in ["750100125", "690781810", "920008059"] {
        assert!(number.parse::<Finess>().is_ok(), "{number}");
    }
    assert_eq!("750100126".parse::<Finess>(), Err(FinessFault::Key("750100126".into())));
    assert!("2A0000014".parse::<Finess>().is_ok());
    assert!("7A0000014".parse::<Finess>().is_err());
}

#[test]
fn a_production_ins_with_a_wrong_key_is_refused_and_a_test_one_warns() {
    assert_eq!(Ins::parse("279035121518988", InsOid::Nir), Err(InsFault::Key));
    let (ins, warning) = Ins::parse("279035121518988", InsOid::NirTest).unwrap();
    assert_eq!(warning, Some(InsWarning::Key));
    assert_eq!(ins.reveal(), "279035121518988");
    assert_eq!(Ins::parse("2 79 03 51 215 189 89", InsOid::Nir).unwrap().1, None);
    assert_eq!(Ins::parse("27903512151898", InsOid::NirTest), Err(InsFault::Shape));
    assert_eq!(Ins::parse("27903512151898é", InsOid::NirTest), Err(InsFault::Shape));
}

#[test]
fn corsican_departments_are_counted_as_19_and_18() {
    let key = |digits: u64| format!("{:02}", 97 - digits % 97);
    let south = format!("179032A001001{}", key(1_790_319_001_001));
    let north = format!("179032B001001{}", key(1_790_318_001_001));
    assert!(Ins::parse(&south, InsOid::Nir).is_ok());
    assert!(Ins::parse(&north, InsOid::Nir).is_ok());
}

#[test]
fn an_ins_is_never_shown_by_debug() {
    let (ins, _) = Ins::parse("279035121518989", InsOid::NirTest).unwrap();
    assert!(!format!("{ins:?}").contains("2790"));
}

#[test]
fn a_page_has_1_to_100_items() {
    assert_eq!(Limit::new(None).unwrap().size(), 20);
    assert_eq!(Limit::new(Some(100)).unwrap().size(), 100);
    for wrong in [0, -1, 101, i64::MAX] {
        assert!(Limit::new(Some(wrong)).is_err());
    }
}
