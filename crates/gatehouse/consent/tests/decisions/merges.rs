//! What becomes of each kind of provision when its record turns out to be a double.

use std::{collections::BTreeSet, fs, path::Path};

use consent::{
    rules,
    service::{Fate, fate_of},
};

/// The kinds of provision that the rules name, as their files declare them.
fn kinds() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let files = fs::read_dir(folder).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let declared = |file: String| -> Vec<String> {
        let constants = file.lines().filter(|line| line.contains("const ") && line.contains(": &str = \""));
        constants.map(|line| line.split('"').nth(1).unwrap().to_owned()).collect()
    };
    files.flat_map(declared).collect()
}

#[test]
fn it_is_decided_for_every_kind_and_none_that_opens_a_record_goes_along() {
    let kinds = kinds();
    assert!(kinds.len() >= 5, "{kinds:?}");
    for kind in &kinds {
        assert!(fate_of(kind).is_some(), "what becomes of `{kind}` in a merge?");
    }
    assert_eq!(fate_of("of_a_newer_program"), None);
    for opens in [rules::CARE_RELATIONSHIP, rules::REPRESENTATIVE] {
        assert_eq!(fate_of(opens), Some(Fate::StaysBehind), "{opens}");
    }
    assert_eq!(fate_of(rules::REPRESENTATION_DISPUTE), Some(Fate::ComesAlong));
    assert_eq!(fate_of(rules::PRESET), Some(Fate::Strictest));
    for opens in [
        rules::TEMPORARY_ACCESS,
        rules::DELEGATION,
        rules::EMERGENCY_ACCESS,
        rules::ADMINISTRATOR,
        rules::OPENED,
    ] {
        assert_eq!(fate_of(opens), Some(Fate::StaysBehind), "{opens}");
    }
    assert_eq!(fate_of(rules::SECONDARY_USE), Some(Fate::ComesAlongRefusing));
    for protects in [rules::BLOCK, rules::DEFAULT_MASK] {
        assert_eq!(fate_of(protects), Some(Fate::ComesAlong), "{protects}");
    }
}
