use consent::IdentityAgreement;
use identity::{
    BirthDate, CitizenIdentity, GivenIdentity, InsAgreement, Sex, TraitName, agreement, normalise,
};
use kernel::{Ins, InsOid};
use proptest::prelude::*;

use crate::house::camille;

fn plain(name: &str) -> String {
    normalise(name).reveal().clone()
}

fn known() -> CitizenIdentity {
    let ins = Ins::parse("279035121518989", InsOid::NirTest).unwrap().0;
    CitizenIdentity { ins: Some(ins), usual_name: None, traits: camille() }
}

/// Everything but the number.
fn whole() -> GivenIdentity {
    let traits = camille();
    GivenIdentity {
        ins: Vec::new(),
        birth_name: Some(traits.birth_name),
        first_names: traits.first_names,
        birth_date: Some(traits.birth_date),
        sex: Some(traits.sex),
        birthplace: traits.birthplace,
    }
}

#[test]
fn spellings_of_one_name_are_one() {
    for (spellings, name) in [
        (vec!["Le Gall", "LE-GALL", "legall", "Le  Gall ", "LE\u{a0}GALL"], "LEGALL"),
        (vec!["d'Arc", "D’ARC", "D ARC", "dʼarc"], "DARC"),
        (vec!["Noël-Zoé", "NOEL ZOE", "Noe\u{308}l Zoe\u{301}"], "NOELZOE"),
        (vec!["Lœtitia", "LŒTITIA", "LOETITIA"], "LOETITIA"),
        (vec!["Weiß", "WEISS"], "WEISS"),
        (vec!["Łukasz Sørensen", "LUKASZ SORENSEN"], "LUKASZSORENSEN"),
        (vec!["François-Xavier", "FRANCOIS XAVIER", "Franc\u{327}ois\u{ad} Xavier"], "FRANCOISXAVIER"),
    ] {
        for spelling in spellings {
            assert_eq!(plain(spelling), name, "{spelling}");
        }
    }
    assert_ne!(plain("Martin"), plain("Marin"));
}

#[test]
fn dates_of_birth_are_days_of_a_calendar() {
    for (text, kept) in [
        ("1979-03-28", "1979-03-28"),
        ("2024-02-29", "2024-02-29"),
        ("1979-03", "1979-03"),
        ("1979", "1979"),
        ("1979-00-00", "1979"),
        ("1979-03-00", "1979-03"),
    ] {
        assert_eq!(BirthDate::parse(text).unwrap().reveal(), kept);
    }
    for text in [
        "",
        "79",
        "1979-13",
        "1979-02-30",
        "1979-3-28",
        "28/03/1979",
        "1979-03-28T00:00",
        "+979-03-28",
        "1979-00-12",
    ] {
        assert!(BirthDate::parse(text).is_err(), "{text}");
    }
}

#[test]
fn each_differing_trait_is_named_and_an_equal_number_does_not_hide_it() {
    let number = known().ins.unwrap();
    let same = |given: &GivenIdentity| agreement(given, &known());
    assert_eq!(same(&whole()).verdict(), IdentityAgreement::Agrees);
    let cases = [
        (GivenIdentity { birth_name: Some("Durand".into()), ..whole() }, TraitName::BirthName),
        (GivenIdentity { first_names: vec!["Anne-Lise".into()], ..whole() }, TraitName::FirstNames),
        (GivenIdentity { birth_date: Some("1979-03-29".parse().unwrap()), ..whole() }, TraitName::BirthDate),
        (GivenIdentity { sex: Some(Sex::Male), ..whole() }, TraitName::Sex),
    ];
    for (given, name) in cases {
        for ins in [vec![], vec![number.clone()]] {
            let found = same(&GivenIdentity { ins, ..given.clone() });
            assert_eq!(found.differing, [name]);
            assert_eq!(found.verdict(), IdentityAgreement::Disagrees, "{name:?}");
        }
    }
    let moved = GivenIdentity { birthplace: Some("13055".into()), ..whole() };
    assert_eq!(same(&moved).differing, [TraitName::Birthplace]);
    assert_eq!(same(&moved).verdict(), IdentityAgreement::Agrees, "communes merge and change code");
}

#[test]
fn too_little_to_know_anybody_by_is_nothing_given() {
    let number = known().ins.unwrap();
    let parts = [
        GivenIdentity { birth_name: None, ..whole() },
        GivenIdentity { birth_name: Some("'".into()), ..GivenIdentity::default() },
        GivenIdentity { first_names: Vec::new(), ..whole() },
        GivenIdentity { birth_date: Some("1979".parse().unwrap()), ..whole() },
        GivenIdentity { sex: Some(Sex::Undetermined), ..whole() },
        GivenIdentity { first_names: vec!["camille".into()], ..GivenIdentity::default() },
    ];
    for (place, part) in parts.into_iter().enumerate() {
        let alone = agreement(&part, &known());
        assert_ne!(alone.verdict(), IdentityAgreement::Agrees, "{place}");
        let numbered = agreement(&GivenIdentity { ins: vec![number.clone()], ..part }, &known());
        assert_eq!(numbered.ins, InsAgreement::Same);
    }
    let first_name_only = GivenIdentity { first_names: vec!["CAMILLE".into()], ..whole() };
    assert_eq!(agreement(&first_name_only, &known()).verdict(), IdentityAgreement::Agrees);
}

#[test]
fn another_number_or_another_system_is_another_person() {
    let other = Ins::parse("279035121518486", InsOid::NirTest).unwrap().0;
    let demo = Ins::parse("279035121518989", InsOid::NirDemo).unwrap().0;
    for ins in [vec![other.clone()], vec![demo], vec![known().ins.unwrap(), other]] {
        let found = agreement(&GivenIdentity { ins, ..whole() }, &known());
        assert_eq!((found.ins, found.verdict()), (InsAgreement::Other, IdentityAgreement::Disagrees));
    }
    let unnumbered = CitizenIdentity { ins: None, ..known() };
    let numbered = GivenIdentity { ins: vec![known().ins.unwrap()], ..GivenIdentity::default() };
    assert_eq!(agreement(&numbered, &unnumbered).verdict(), IdentityAgreement::NotGiven);
}

const MARKS: [&str; 8] = ["", " ", "  ", "-", "'", "’", ".", "\u{a0}"];
const ACCENTS: [&str; 6] = ["", "\u{300}", "\u{301}", "\u{302}", "\u{308}", "\u{327}"];

proptest! {
    /// However a name is accented, capitalised and cut, it is the name.
    #[test]
    fn spelling_makes_no_difference(
        letters in proptest::collection::vec((proptest::char::range('a', 'z'), any::<bool>(), 0..ACCENTS.len(), 0..MARKS.len()), 1..30)
    ) {
        let bare: String = letters.iter().map(|(letter, ..)| letter.to_ascii_uppercase()).collect();
        let mut spelt = String::new();
        for (letter, capital, accent, mark) in &letters {
            spelt.push(if *capital { letter.to_ascii_uppercase() } else { *letter });
            spelt.push_str(ACCENTS[*accent]);
            spelt.push_str(MARKS[*mark]);
        }
        prop_assert_eq!(plain(&spelt), bare);
    }

    /// What is normal stays, whatever it was made from; and it holds nothing that a spelling could change.
    #[test]
    fn normal_is_normal(text in any::<String>()) {
        let once = plain(&text);
        prop_assert_eq!(&plain(&once), &once);
        prop_assert_eq!(&plain(&text.to_uppercase()), &once);
        prop_assert!(once.chars().all(char::is_alphanumeric));
    }

    /// Different letters are different names.
    #[test]
    fn different_names_stay_different(left in "[A-Z]{1,12}", right in "[A-Z]{1,12}") {
        prop_assert_eq!(left == right, plain(&left) == plain(&right));
    }
}
