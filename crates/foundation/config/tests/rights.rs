//! Reference data of rights: topics that can be hidden, emergencies, limits of law, and how long things last.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod ground;

use std::collections::{BTreeMap, BTreeSet};

use config::{CodeSystem, Topic, TopicCode};
use proptest::prelude::*;

use crate::ground::{Mistake, built_in, changed, refuses};

const SECTORS: [&str; 4] = ["SA11", "SA23", "SA44", "SA48"];

fn covers(topic: &Topic, system: CodeSystem, code: &str) -> bool {
    topic.codes.iter().any(|known| known.covers(system, code))
}

/// The topics that a document with this code tells of.
fn told_by(system: CodeSystem, code: &str) -> Vec<String> {
    built_in().topics().filter(|topic| covers(topic, system, code)).map(|topic| topic.key.clone()).collect()
}

#[test]
fn the_five_topics_are_there_and_speak_both_languages() {
    let reference = built_in();
    let keys: Vec<_> = reference.topics().map(|topic| topic.key.as_str()).collect();
    assert_eq!(keys, ["mental_health", "sexual_health", "hiv", "addiction", "pregnancy"]);
    for topic in reference.topics() {
        assert_eq!(reference.topic(&topic.key), Some(topic));
        assert!(topic.assumed && topic.source.is_none(), "no publication chooses codes");
        assert!(topic.covers_fr.contains("texte libre") && topic.covers_en.contains("Free text"));
        let systems: BTreeSet<_> = topic.codes.iter().map(|code| code.system).collect();
        for system in [CodeSystem::Atc, CodeSystem::Cis, CodeSystem::Loinc, CodeSystem::Icd10] {
            assert!(systems.contains(&system), "{} has no code of {}", topic.key, system.as_str());
        }
    }
    assert!(reference.topic("diabetes").is_none());
}

#[test]
fn antiretrovirals_tell_of_hiv_and_what_is_given_for_something_else_does_not() {
    for code in ["J05AR20", "J05AR", "J05AF06", "J05AG06", "J05AJ03", "J05AE10", "J05AX31", "V03AX03"] {
        assert!(told_by(CodeSystem::Atc, code).contains(&"hiv".to_owned()), "{code}");
    }
    // COVID-19, hepatitis B alone, hepatitis C, herpes, influenza, and a group that holds more than these.
    for code in ["J05AE30", "J05AF10", "J05AF13", "J05AP08", "J05AB01", "J05AH02", "J05AE", "J05A"] {
        assert_eq!(told_by(CodeSystem::Atc, code), [""; 0], "{code}");
    }
    assert_eq!(told_by(CodeSystem::Cis, "62844771"), ["hiv"], "Biktarvy, named by its CIS alone");
    assert_eq!(told_by(CodeSystem::Cis, "69481664"), ["sexual_health", "hiv"], "Truvada, which prevents too");
    assert_eq!(told_by(CodeSystem::Cis, "65579730"), [""; 0], "Paxlovid");
    assert_eq!(told_by(CodeSystem::Loinc, "56888-1"), ["hiv"]);
    assert_eq!(told_by(CodeSystem::Icd10, "B24"), ["hiv"]);
    assert_eq!(told_by(CodeSystem::Icd10, "O98.7"), ["hiv", "pregnancy"]);
}

#[test]
fn medicines_and_diagnoses_tell_of_their_topic_and_neighbours_do_not() {
    let cases: &[(CodeSystem, &str, &[&str])] = &[
        (CodeSystem::Atc, "N05AN01", &["mental_health"]),
        (CodeSystem::Atc, "N05AD08", &[]),
        (CodeSystem::Atc, "N05CD08", &[]),
        (CodeSystem::Atc, "N06AX12", &["mental_health", "addiction"]),
        (CodeSystem::Atc, "N07BC02", &["addiction"]),
        (CodeSystem::Atc, "G03AA07", &["sexual_health"]),
        (CodeSystem::Atc, "G03XB01", &["sexual_health", "pregnancy"]),
        (CodeSystem::Atc, "G03XB02", &[]),
        (CodeSystem::Atc, "G02AD06", &["pregnancy"]),
        (CodeSystem::Atc, "A02BB01", &[]),
        (CodeSystem::Atc, "N02BE01", &[]),
        (CodeSystem::Icd10, "F32.9", &["mental_health"]),
        (CodeSystem::Icd10, "F10.2", &["addiction"]),
        (CodeSystem::Icd10, "F00.1", &[]),
        (CodeSystem::Icd10, "A54.0", &["sexual_health"]),
        (CodeSystem::Icd10, "A41.9", &[]),
        (CodeSystem::Icd10, "O82.9", &["pregnancy"]),
        (CodeSystem::Icd10, "Z34", &["pregnancy"]),
        (CodeSystem::Icd10, "N10", &[]),
        (CodeSystem::Icd10, "I10", &[]),
        (CodeSystem::Cis, "60019927", &["mental_health"]),
        (CodeSystem::Cis, "63107752", &[]),
        (CodeSystem::Loinc, "2118-8", &["pregnancy"]),
        (CodeSystem::Loinc, "11449-6", &[]),
        (CodeSystem::Loinc, "72166-2", &[]),
        (CodeSystem::Type, "68599-0", &["mental_health"]),
        (CodeSystem::Type, "89233-1", &["pregnancy"]),
        (CodeSystem::Type, "11490-0", &[]),
        (CodeSystem::Event, "JQGA003", &["pregnancy"]),
        (CodeSystem::Event, "JKLD001", &["sexual_health"]),
        (CodeSystem::Event, "QEQK004", &[]),
    ];
    for (system, code, topics) in cases {
        assert_eq!(told_by(*system, code), *topics, "{} {code}", system.as_str());
    }
}

#[test]
fn a_code_counts_with_and_without_its_dot_and_only_in_its_own_system() {
    let code = |system, code: &str| TopicCode { system, code: code.to_owned() };
    let depression = code(CodeSystem::Icd10, "F32.1");
    for same in ["F32.1", "F321", "f32.1", "F32.10", " F32.1 ", "F32.1+"] {
        assert!(depression.covers(CodeSystem::Icd10, same), "{same}");
    }
    for other in ["F32", "F32.2", "F3.21x", "", "X32.1"] {
        let reads_the_same = other == "F3.21x";
        assert_eq!(depression.covers(CodeSystem::Icd10, other), reads_the_same, "{other}");
    }
    assert!(!depression.covers(CodeSystem::Event, "F32.1"), "another system");
    let exact = code(CodeSystem::Loinc, "20447-9");
    assert!(exact.covers(CodeSystem::Loinc, "20447-9"));
    assert!(!exact.covers(CodeSystem::Loinc, "20447-90") && !exact.covers(CodeSystem::Loinc, "204479"));
    for nothing in ["", ".", " "] {
        assert!(
            !code(CodeSystem::Atc, nothing).covers(CodeSystem::Atc, "N05AN01"),
            "an empty prefix is none"
        );
        assert!(!code(CodeSystem::Event, nothing).covers(CodeSystem::Event, ""));
    }
}

proptest! {
    /// The oracle: remove each dot, compare letter by letter.
    #[test]
    fn a_prefix_covers_what_begins_with_it(mine in "[A-F][0-9]{0,3}", theirs in "[A-F][0-9]{0,3}", dot in 1..4_usize) {
        let mut written = theirs.clone();
        if dot < written.len() {
            written.insert(dot, '.');
        }
        let begins = mine.len() <= theirs.len() && mine.chars().zip(theirs.chars()).all(|(one, other)| one == other);
        for system in CodeSystem::ALL {
            let code = TopicCode { system, code: mine.clone() };
            let expected = if system.is_prefix() { begins } else { mine == written };
            prop_assert_eq!(code.covers(system, &written), expected);
        }
    }
}

#[test]
fn systems_are_written_as_they_are_read() {
    let prefixes: BTreeSet<_> = CodeSystem::ALL.into_iter().filter(|system| system.is_prefix()).collect();
    assert_eq!(prefixes, BTreeSet::from([CodeSystem::Atc, CodeSystem::Icd10]));
    for system in CodeSystem::ALL {
        let code = TopicCode { system, code: "1".to_owned() };
        let written = serde_json::to_value(&code).unwrap();
        assert_eq!(written, serde_json::json!({ "system": system.as_str(), "code": "1" }));
        assert_eq!(serde_json::from_value::<TopicCode>(written).unwrap(), code);
    }
}

#[test]
fn what_sums_up_a_person_only_mentions_and_a_letter_tells() {
    let reference = built_in();
    let mentions: BTreeSet<_> = reference
        .document_types()
        .filter(|kind| reference.only_mentions(&kind.code))
        .map(|kind| kind.code.as_str())
        .collect();
    let expected = ["60591-5", "74207-2", "DOCPAT01", "DOCPAT08", "E1762", "EXPORT_DUI", "SYNTH"];
    assert_eq!(mentions, BTreeSet::from(expected));
    assert!(!reference.only_mentions("11490-0") && !reference.only_mentions("unknown"));
    for topic in reference.topics() {
        for code in topic.codes.iter().filter(|code| code.system == CodeSystem::Type) {
            assert!(!reference.only_mentions(&code.code), "{} would hide and not hide", code.code);
        }
    }
}

#[test]
fn the_glass_is_broken_by_doctors_and_midwives_and_never_by_a_pharmacist_or_a_physiotherapist() {
    let reference = built_in();
    let emergency = reference.emergency();
    assert!(emergency.assumed);
    for profession in reference.professions() {
        let may = emergency.professions.contains(&profession.code);
        assert_eq!(may, ["10", "50"].contains(&profession.code.as_str()), "{}", profession.label_en);
    }
    let ceilings = emergency.ceilings;
    assert_eq!((ceilings.person_hour, ceilings.person_day, ceilings.organisation_hour), (15, 120, 200));
    let reasons: BTreeMap<_, _> =
        emergency.reasons.iter().map(|reason| (reason.code.as_str(), reason.label_en.as_str())).collect();
    assert_eq!(reasons.len(), 12);
    assert_eq!(reasons["unconscious"], "Person unconscious");
}

#[test]
fn insurers_and_employers_are_forbidden_and_occupational_medicine_is_asked_each_time() {
    let reference = built_in();
    for number in 1..=63 {
        let sector = format!("SA{number:02}");
        let forbidden = reference.forbidden_sector(&sector);
        assert_eq!(forbidden.is_some(), SECTORS.contains(&sector.as_str()), "{sector}");
        assert!(forbidden.is_none_or(|limit| limit.code == sector && limit.source.contains("L. 1111-18")));
        assert_eq!(reference.is_occupational(&sector), sector == "SA13", "{sector}");
    }
    assert!(reference.forbidden_sector("").is_none() && !reference.is_occupational(""));
}

#[test]
fn durations_and_bounds_of_rights_have_their_defaults() {
    let reference = built_in();
    let durations = reference.durations();
    assert_eq!(durations.care_relationship.occupational_days, 0);
    assert_eq!(durations.relationship_request.days, 7);
    let code = &durations.code;
    assert_eq!(
        (code.relationship_minutes, code.temporary_access_minutes, code.wrong_tries_an_hour),
        (60, 1_440, 5)
    );
    assert_eq!(durations.delegation.maximum_days, 365);
    assert_eq!(durations.discretion.by_professional_days, 30);
    let ceilings = &durations.relationship_ceilings;
    assert_eq!((ceilings.person_hour, ceilings.organisation_hour), (60, 600));
    let most = &durations.preferences;
    assert_eq!((most.most_exceptions, most.most_topics, most.most_blocks), (500, 50, 500));
    assert_eq!(
        (most.most_default_masks, most.most_codes_of_a_topic, most.most_documents_of_a_topic),
        (50, 500, 2_000)
    );
}

#[test]
fn the_digest_follows_topics_emergencies_and_limits_too() {
    let digest = built_in().digest().to_owned();
    for (name, file, from, to) in [
        ("topic", "topics.toml", "\"N06A\"", "\"N06AA\""),
        ("emergency", "emergency.toml", "person_hour = 15", "person_hour = 14"),
        ("carers", "carers.toml", "most = 5", "most = 4"),
        ("minors", "minors.toml", "profile = \"fr\"", "profile = \"gradual\""),
        ("protected", "protected-adults.toml", "longest_years = 20", "longest_years = 10"),
        ("death", "after-death.toml", "access_days = 90", "access_days = 91"),
        ("secondary", "secondary-use.toml", "default = \"no\"", "default = \"yes\""),
        ("limit", "limits-of-law.toml", "[\"SA13\"]", "[\"SA60\"]"),
    ] {
        assert_ne!(changed(&format!("rights-{name}"), file, from, to).unwrap().digest(), digest, "{name}");
    }
}

const WRONG: &[Mistake] = &[
    ("topics.toml", "key = \"hiv\"", "key = \"sida\"", &["topic hiv", "no row"]),
    ("topics.toml", "key = \"hiv\"", "key = \"pregnancy\"", &["code pregnancy", "a second row"]),
    ("topics.toml", "key = \"hiv\"", "key = \"HIV\"", &["topic HIV", "small letters"]),
    ("topics.toml", "label_en = \"HIV\"", "label_en = \"\"", &["topic hiv", "an empty field"]),
    ("topics.toml", "assumed = true", "assumed = false", &["topic mental_health", "`source`"]),
    ("topics.toml", "loinc = \"LOINC, Regenstrief Institute\"\n", "", &["sources.loinc", "publication"]),
    ("topics.toml", "\"J05AG\"", "\"J05A-\"", &["atc code `J05A-`", "level of ATC"]),
    ("topics.toml", "\"J05AG\"", "\"J\"", &["atc code `J`", "level of ATC"]),
    ("topics.toml", "\"J05AG\"", "\"J05AJ\"", &["atc code `J05AJ` a second time", "once"]),
    ("topics.toml", "\"B20\"", "\"B20-B24\"", &["icd10 code `B20-B24`", "beginning of a code"]),
    ("topics.toml", "\"O98.7\"", "\"O9.87\"", &["icd10 code `O9.87`", "beginning of a code"]),
    ("topics.toml", "\"20447-9\"", "\"20447-8\"", &["loinc code `20447-8`", "check digit"]),
    ("topics.toml", "\"60019927\"", "\"6001992\"", &["cis code `6001992`", "eight digits"]),
    ("topics.toml", "\"83901-9\"", "\"83901-8\"", &["type code `83901-8`", "document-types.toml"]),
    ("topics.toml", "\"JKLD001\"", "\"JKLD 001\"", &["event code `JKLD 001`", "without spaces"]),
    ("topics.toml", "\"60591-5\", \"SYNTH\"", "\"60591-4\"", &["mentions_only", "type `60591-4`"]),
    ("topics.toml", "\"60591-5\", \"SYNTH\"", "\"SYNTH\", \"SYNTH\"", &["code SYNTH", "a second row"]),
    ("topics.toml", "\natc = [", "\nrxnorm = [", &["topics.toml", "line "]),
    ("emergency.toml", "[\"10\", \"50\"]", "[\"10\", \"11\"]", &["profession `11`", "professions.toml"]),
    ("emergency.toml", "[\"10\", \"50\"]", "[\"10\", \"10\"]", &["code 10", "a second row"]),
    ("abuse.toml", "silent_days = 30", "silent_days = 0", &["silent_days", "from 1 to 365"]),
    ("abuse.toml", "assumed = true", "assumed = false", &["abuse"]),
    ("abuse.toml", "same_name = 3", "same_name = 20000", &["weights.same_name", "from 0"]),
    ("emergency.toml", "person_hour = 15", "person_hour = 121", &["ceilings.person_hour", "from 1 to 120"]),
    ("emergency.toml", "person_day = 120", "person_day = 0", &["ceilings.person_day", "from 1"]),
    (
        "emergency.toml",
        "organisation_hour = 200",
        "organisation_hour = 10001",
        &["organisation_hour", "10000"],
    ),
    ("emergency.toml", "code = \"injury\"", "code = \"bleeding\"", &["code bleeding", "a second row"]),
    (
        "emergency.toml",
        "label_en = \"Cardiac arrest\"",
        "label_en = \" \"",
        &["reason cardiac_arrest", "text"],
    ),
    ("emergency.toml", "assumed = true", "assumed = false", &["emergency", "`source`"]),
    ("carers.toml", "most = 5", "most = 0", &["most", "from 1 to 50"]),
    ("carers.toml", "assumed = true", "assumed = false", &["carers", "`source`"]),
    ("carers.toml", "\"VDP\"", "\"DIR_ANT\"", &["code DIR_ANT", "a second row"]),
    ("carers.toml", "\"VDP\"", "\"WISHES\"", &["carers.toml", "line "]),
    ("carers.toml", "reminder_days = 30", "reminder_days = 366", &["reminder_days", "from 1 to 365"]),
    ("protected-adults.toml", "longest_years = 20", "longest_years = 0", &["longest_years", "from 1 to 100"]),
    ("protected-adults.toml", "with = [\"assistance\"]", "with = []", &["curatorship", "an empty `with`"]),
    (
        "protected-adults.toml",
        "code = \"curatorship\"",
        "code = \"guardianship\"",
        &["guardianship", "a second row"],
    ),
    ("after-death.toml", "access_days = 90", "access_days = 0", &["access_days", "from 1 to 3660"]),
    ("after-death.toml", "reasons = [\"evidence\"]", "reasons = []", &["claimant expert", "no `reasons`"]),
    (
        "after-death.toml",
        "reasons = [\"evidence\"]",
        "reasons = [\"curiosity\"]",
        &["claimant expert", "reason `curiosity`"],
    ),
    ("after-death.toml", "code = \"cohabitant\"", "code = \"heir\"", &["heir", "a second row"]),
    ("minors.toml", "profile = \"fr\"", "profile = \"de\"", &["profile `de`", "a profile of the file"]),
    ("minors.toml", "from_age = 12", "from_age = 16", &["profiles.gradual", "greater than the one before"]),
    ("minors.toml", "from_age = 15", "from_age = 18", &["profiles.gradual", "below majority"]),
    ("minors.toml", "of_age_years = 18", "of_age_years = 8", &["of_age_years", "from 12 to 25"]),
    (
        "minors.toml",
        "suspension_hours = 72",
        "suspension_hours = 721",
        &["suspension_hours", "from 1 to 720"],
    ),
    (
        "minors.toml",
        "label_en = \"Step by step\"",
        "label_en = \"\"",
        &["profiles.gradual", "an empty field"],
    ),
    (
        "minors.toml",
        "\"QUEST_SANTE\", \"CPT_REND\"",
        "\"CPT_REND\", \"CPT_REND\"",
        &["code CPT_REND", "a second row"],
    ),
    ("minors.toml", "\"see\", \"add\", \"notices\"]", "\"see\", \"change\"]", &["minors.toml", "line "]),
    ("secondary-use.toml", "least_people = 10", "least_people = 9", &["least_people", "from 10"]),
    ("secondary-use.toml", "code = \"policy\"", "code = \"cancer\"", &["code cancer", "a second row"]),
    ("secondary-use.toml", "number = 2\n", "number = 12\n", &["code 12", "a second row"]),
    ("secondary-use.toml", "number = 12\n", "number = 63\n", &["number 63", "from 1 to 62"]),
    (
        "secondary-use.toml",
        "purpose = \"research\"",
        "purpose = \"marketing\"",
        &["theme cancer", "marketing"],
    ),
    ("secondary-use.toml", "default = \"no\"", "default = \"maybe\"", &["secondary-use.toml", "line "]),
    ("secondary-use.toml", "label_en = \"Cancer\"", "label_en = \"\"", &["theme cancer", "an empty field"]),
    ("secondary-use.toml", "article = \"54 (c)\"", "article = \" \"", &["forbidden", "an empty field"]),
    ("limits-of-law.toml", "code = \"SA44\"", "code = \"SA23\"", &["code SA23", "a second row"]),
    ("limits-of-law.toml", "[\"SA13\"]", "[\"SA48\"]", &["code SA48", "a second row"]),
    ("limits-of-law.toml", "code = \"SA44\"", "code = \"44\"", &["sector `44`", "TRE_R02"]),
    (
        "limits-of-law.toml",
        "source = \"Code de la santé publique, article L. 1111-17",
        "source = \"\" # \"",
        &["occupational", "text in every field"],
    ),
    (
        "limits-of-law.toml",
        "source = \"Code de la santé publique, article L. 1111-18\"",
        "source = \"\"",
        &["forbidden SA23", "text in every field"],
    ),
    (
        "durations.toml",
        "occupational_days = 0",
        "occupational_days = 366",
        &["occupational_days", "0 to 365"],
    ),
    (
        "durations.toml",
        "relationship_minutes = 60",
        "relationship_minutes = 0",
        &["code.relationship_minutes"],
    ),
    ("durations.toml", "temporary_access_minutes = 1440", "temporary_access_minutes = 10081", &["10080"]),
    ("durations.toml", "wrong_tries_an_hour = 5", "wrong_tries_an_hour = 21", &["from 1 to 20"]),
    (
        "durations.toml",
        "person_hour = 60",
        "person_hour = 601",
        &["relationship_ceilings.person_hour", "600"],
    ),
    ("durations.toml", "most_topics = 50", "most_topics = 4", &["preferences.most_topics", "from 5"]),
    ("durations.toml", "most_blocks = 500\n", "", &["most_blocks"]),
    ("durations.toml", "assumed = true\nsession_minutes", "session_minutes", &["mediation", "`source`"]),
    ("durations.toml", "assumed = true\nmost_exceptions", "most_exceptions", &["preferences", "`source`"]),
];

#[test]
fn what_does_not_fit_together_in_the_data_of_rights_is_refused() {
    refuses("rights-wrong", WRONG);
}
