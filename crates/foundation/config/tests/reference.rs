//! Reference data: what it says fits together, and what does not fit is refused.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod ground;

use std::collections::BTreeSet;

use config::{Category, Effect, Reference, RowSource, RowTarget};

use crate::ground::{Mistake, built_in, changed, refuses};

const LOINC: &str = "2.16.840.1.113883.6.1";
const COMPLEMENT: &str = "1.2.250.1.213.1.1.4.12";

#[test]
fn every_published_type_is_there_with_its_system_its_labels_and_its_shelf() {
    let reference = built_in();
    assert_eq!(reference.document_types().count(), 114);
    let loinc = reference.document_types().filter(|document_type| document_type.system == LOINC).count();
    let complement =
        reference.document_types().filter(|document_type| document_type.system == COMPLEMENT).count();
    assert_eq!((loinc, complement), (78, 35), "and one type of ASTM");
    for document_type in reference.document_types() {
        assert!(reference.category(document_type.category).is_some(), "{}", document_type.code);
        assert_eq!(document_type.category_source, "assumed");
        assert!(document_type.class == "none" || reference.class(&document_type.class).is_some());
    }
    let without_class =
        reference.document_types().filter(|document_type| document_type.class == "none").count();
    assert_eq!(without_class, 23, "types newer than the published association of types and classes");
    assert_eq!(reference.document_type("11502-2", LOINC).unwrap().category, Category::Laboratory);
    assert!(reference.document_type("11502-2", COMPLEMENT).is_none(), "the system counts");
    assert!(reference.document_type("00000-0", LOINC).is_none());
}

#[test]
fn categories_read_as_they_write() {
    let reference = built_in();
    let codes: BTreeSet<_> = Category::ALL.iter().map(|category| category.code()).collect();
    assert_eq!(codes.len(), 15);
    for category in Category::ALL {
        assert_eq!(category.code().parse(), Ok(category));
        assert!(!reference.category(category).unwrap().label_fr.is_empty());
    }
    assert!("synthese".parse::<Category>().is_err());
}

#[test]
fn sectors_and_specialities_have_names_in_both_languages() {
    let reference = built_in();
    for number in 1..=95 {
        let known = reference.know_how(&format!("SM{number:02}")).unwrap();
        assert!(!known.label_fr.is_empty() && !known.label_en.is_empty(), "{}", known.code);
    }
    assert_eq!(reference.know_how("SM54").unwrap().label_en, "General practice");
    assert_eq!(reference.know_how("SCD02").unwrap().label_fr, "Chirurgie orale");
    assert!(reference.know_how("SM99").is_none());
    assert_eq!(reference.sector("SA07").unwrap().label_fr, "Cabinet individuel");
    assert!(reference.sector("EXP_PATIENT").is_none(), "a kind of structure of another system");
}

#[test]
fn professions_are_the_published_thirty_and_the_medical_secretary() {
    let reference = built_in();
    assert_eq!(reference.professions().count(), 31);
    let others: Vec<_> = reference.professions().filter(|known| known.system.is_some()).collect();
    assert!(matches!(others.as_slice(), [secretary] if secretary.code == "331"));
    assert_eq!(others[0].system.as_deref(), Some("1.2.250.1.213.1.6.1.107"), "of another system");
    let by_delegation: Vec<_> =
        reference.professions().filter(|known| reference.only_by_delegation(&known.code)).collect();
    assert!(matches!(by_delegation.as_slice(), [secretary] if secretary.code == "331"));
    assert!(!reference.only_by_delegation("99"));
    assert_eq!(reference.profession("40").unwrap().label_en, "Dentist");
    assert!(reference.profession("99").is_none());
}

#[test]
fn confidentiality_codes_are_read_in_their_other_spellings_too() {
    let reference = built_in();
    let cases = [
        ("N", Effect::None),
        ("INVISIBLE_PATIENT", Effect::WithheldFromPatient),
        ("INVISIBLE_REPRESENTANTS_LEGAUX", Effect::HiddenFromRepresentatives),
        ("INVISIBLE_REP_LEGAUX", Effect::HiddenFromRepresentatives),
        ("MASQUE_PS", Effect::MaskedFromProfessionals),
    ];
    for (code, effect) in cases {
        assert_eq!(reference.confidentiality(code).unwrap().effect, effect, "{code}");
    }
    assert!(reference.confidentiality("X").is_none());
    assert!(!reference.allows_withheld_with_masked());
}

#[test]
fn each_row_of_the_matrix_names_known_codes_and_who_says_so() {
    let reference = built_in();
    for row in reference.matrix().rows() {
        assert!(reference.profession(&row.profession).is_some(), "{row:?}");
        if let RowTarget::Type(code) = &row.target {
            assert!(reference.document_types().any(|document_type| document_type.code == *code), "{row:?}");
        }
    }
    let published = reference.matrix().rows().filter(|row| row.source != RowSource::Assumed).count();
    assert_eq!(published, 7, "the cells that the press named");
    assert_eq!(reference.matrix().rows().count(), published + reference.matrix().assumed_rows().count());
}

#[test]
fn a_doctor_reads_all_but_the_certificate_of_residence() {
    let reference = built_in();
    for document_type in reference.document_types() {
        let answer = reference.matrix().may_consult("10", document_type.category, &document_type.code);
        assert_eq!(answer.allowed, document_type.code != "ATTEST-RESID", "{}", document_type.code);
        assert!(matches!(answer.source, Some(RowSource::Published(_))));
    }
}

#[test]
fn every_other_profession_is_denied_something_and_an_unlisted_one_everything() {
    let reference = built_in();
    for profession in reference.professions().filter(|profession| profession.code != "10") {
        let allowed = reference
            .document_types()
            .filter(|t| reference.matrix().may_consult(&profession.code, t.category, &t.code).allowed)
            .count();
        assert!(allowed < 114, "{} reads everything", profession.label_en);
        let listed = reference.matrix().scope(&profession.code).is_some();
        assert_eq!(allowed > 0, listed, "{}", profession.label_en);
    }
    let nobody = reference.matrix().may_consult("93", Category::Summary, "60591-5");
    assert!(!nobody.allowed && nobody.source.is_none());
}

#[test]
fn a_dentist_is_refused_the_five_published_types() {
    let reference = built_in();
    for code in ["80788-3", "75496-0", "83981-1", "83901-9", "68599-0"] {
        let document_type = reference.document_type(code, LOINC).unwrap();
        let answer = reference.matrix().may_consult("40", document_type.category, code);
        assert!(!answer.allowed && matches!(answer.source, Some(RowSource::Published(_))), "{code}");
    }
    let answer = reference.matrix().may_consult("40", Category::Imaging, "18748-4");
    assert!(answer.allowed);
    assert_eq!(answer.source, Some(&RowSource::Assumed));
}

#[test]
fn a_medical_secretary_reads_what_prepares_a_consultation_and_nothing_sensitive() {
    let reference = built_in();
    let opened = [Category::Report, Category::Prescription, Category::Certificate, Category::Administrative];
    for category in Category::ALL {
        let answer = reference.matrix().may_consult("331", category, "any");
        assert_eq!(answer.allowed, opened.contains(&category), "{category}");
    }
    for code in ["83901-9", "68599-0", "89233-1", "15508-5", "34794-8", "PROT_ALD", "11502-2", "51969-4"] {
        let kind = reference.document_types().find(|kind| kind.code == code).unwrap();
        assert!(!reference.matrix().may_consult("331", kind.category, code).allowed, "{code}");
    }
    let rows: Vec<_> = reference.matrix().rows().filter(|row| row.profession == "331").collect();
    assert_eq!(rows.len(), 13);
    assert!(rows.iter().all(|row| row.source == RowSource::Assumed), "no publication says so");
}

#[test]
fn a_type_wins_over_its_category_and_a_refusal_at_a_tie() {
    let reference = built_in();
    let matrix = reference.matrix();
    assert!(matrix.may_consult("21", Category::Summary, "60591-5").allowed, "the category is open");
    assert!(!matrix.may_consult("21", Category::Summary, "68599-0").allowed, "the type is refused");
    assert!(!matrix.may_consult("21", Category::Report, "34874-8").allowed, "the category has no row");
    assert!(matrix.may_consult("21", Category::Report, "11490-0").allowed, "the type is open");

    let twice = "\n[[row]]\nprofession = \"95\"\ncategory = \"SYNTH_PML\"\nconsult = false\nassumed = true\n\n# Doctor:";
    let tie = changed("tie", "access-matrix.toml", "\n# Doctor:", twice).unwrap();
    assert!(matrix.may_consult("95", Category::ProfileSummary, "x").allowed);
    assert!(!tie.matrix().may_consult("95", Category::ProfileSummary, "x").allowed);
}

#[test]
fn a_scope_says_the_same_as_the_single_answers() {
    let reference = built_in();
    for profession in reference.professions() {
        let Some(scope) = reference.matrix().scope(&profession.code) else { continue };
        for t in reference.document_types() {
            let by_type = scope.types().find(|(code, _)| *code == t.code).map(|(_, consult)| consult);
            let by_category = scope.categories().find(|(c, _)| *c == t.category).map(|(_, consult)| consult);
            let composed = by_type.or(by_category).unwrap_or(scope.everything());
            assert_eq!(
                composed,
                reference.matrix().may_consult(&profession.code, t.category, &t.code).allowed
            );
        }
    }
}

#[test]
fn durations_have_their_defaults_and_bounds() {
    let reference = built_in();
    let durations = reference.durations();
    assert_eq!(durations.care_relationship.days_for("10"), 90);
    assert_eq!(durations.care_relationship.days_for("93"), durations.care_relationship.default_days);
    assert_eq!(
        (durations.release_to_patient.default_days, durations.release_to_patient.maximum_days),
        (5, 30)
    );
    assert_eq!(durations.temporary_access.minimum_minutes, 1);
    assert_eq!(durations.temporary_access.maximum_days, 365);
    assert_eq!(durations.emergency.access_hours, 24);
}

#[test]
fn every_published_place_of_care_is_known_by_its_code_and_its_system() {
    let reference = built_in();
    let (structure, patient) = ("1.2.250.1.71.4.2.4", "1.2.250.1.213.1.1.4.6");
    let label = |place: Option<&config::PlaceCode>| place.map(|place| place.label_en.clone());
    assert_eq!(label(reference.facility("SA33", structure)).as_deref(), Some("Community pharmacy"));
    assert_eq!(label(reference.facility("EXP_PATIENT", patient)).as_deref(), Some("Brought by the patient"));
    assert_eq!(
        label(reference.practice_setting("HAD", "1.2.250.1.213.1.1.4.9")).as_deref(),
        Some("Hospital at home")
    );
    assert!(reference.facility("SA33", patient).is_none(), "the system counts");
    assert!(reference.facility("HAD", "1.2.250.1.213.1.1.4.9").is_none(), "a setting is no structure");
    assert!(reference.practice_setting("SA62", structure).is_none());
}

#[test]
fn every_commune_has_a_department_and_the_time_there() {
    let reference = built_in();
    for (commune, department, zone) in [
        ("75056", "75", "Europe/Paris"),
        ("2A004", "2A", "Europe/Paris"),
        ("97105", "971", "America/Guadeloupe"),
        ("97209", "972", "America/Martinique"),
        ("97302", "973", "America/Cayenne"),
        ("97411", "974", "Indian/Reunion"),
        ("97502", "975", "America/Miquelon"),
        ("97608", "976", "Indian/Mayotte"),
        ("97701", "977", "America/St_Barthelemy"),
        ("97801", "978", "America/Marigot"),
        ("98611", "986", "Pacific/Wallis"),
        ("98735", "987", "Pacific/Tahiti"),
        ("98731", "987", "Pacific/Marquesas"),
        ("98719", "987", "Pacific/Gambier"),
        ("98818", "988", "Pacific/Noumea"),
        ("99109", "99", "Europe/Paris"),
    ] {
        let residence = reference.residence(commune).unwrap();
        assert_eq!((residence.department, residence.zone.name()), (department, zone), "{commune}");
    }
    for code in ["", "7505", "750560", "20004", "00001", "97901", "é505", "ABCDE"] {
        assert!(reference.residence(code).is_none(), "{code}");
    }
}

#[test]
fn the_digest_follows_the_content_and_nothing_else() {
    let digest = built_in().digest().to_owned();
    assert_eq!(digest.len(), 64);
    let comment = changed("comment", "durations.toml", "# Durations", "# Other words: durations").unwrap();
    assert_eq!(comment.digest(), digest);
    let order = "everything = true\nconsult = true";
    let turned = "consult = true\neverything = true";
    assert_eq!(changed("order", "access-matrix.toml", order, turned).unwrap().digest(), digest);
    for (name, file, from, to) in [
        ("days", "durations.toml", "\"10\" = 90", "\"10\" = 91"),
        ("label", "document-types.toml", "Discharge letter", "Letter of discharge"),
        ("answer", "access-matrix.toml", "consult = false", "consult = true"),
    ] {
        assert_ne!(changed(name, file, from, to).unwrap().digest(), digest, "{name}");
    }
}

const WRONG: &[Mistake] = &[
    ("document-types.toml", "class = \"52\"", "class = \"53\"", &["class `53`", "classes.toml"]),
    (
        "document-types.toml",
        "category = \"CAR_VAC\"",
        "category = \"VACCINS\"",
        &["the code of a category", "line "],
    ),
    ("document-types.toml", "code = \"11490-0\"", "code = \"11488-4\"", &["11488-4", "a second row"]),
    ("document-types.toml", "label_en = \"Summary\"", "label_en = \"\"", &["type SYNTH", "an empty field"]),
    ("document-types.toml", "revision = \"2024-09-27\"", "revision = \"\"", &["revision", "publication"]),
    ("document-types.toml", "category_source = \"assumed\"\n", "", &["category_source"]),
    ("categories.toml", "code = \"REMB\"", "code = \"DOC_ADM\"", &["category REMB", "no row"]),
    ("professions.toml", "code = \"98\"", "code = \"10\"", &["code 10", "a second row"]),
    ("professions.toml", "code = \"SM54\"", "code = \"SM53\"", &["code SM53", "a second row"]),
    ("classes.toml", "code = \"95\"", "code = \"90\"", &["code 90", "a second row"]),
    ("places.toml", "code = \"SA69\"", "code = \"SA68\"", &["code SA68", "a second row"]),
    ("places.toml", "code = \"HAD\"", "code = \"MAD\"", &["code MAD", "a second row"]),
    ("places.toml", "source = \"ANS JDV_J02", "source = \"\" # \"", &["source", "publication"]),
    ("confidentiality.toml", "\"INVISIBLE_REP_LEGAUX\"", "\"N\"", &["code N", "a second row"]),
    (
        "access-matrix.toml",
        "profession = \"10\"",
        "profession = \"11\"",
        &["row 1 (profession 11)", "professions.toml"],
    ),
    (
        "access-matrix.toml",
        "type = \"ATTEST-RESID\"",
        "type = \"ATTEST\"",
        &["type `ATTEST`", "document-types.toml"],
    ),
    (
        "access-matrix.toml",
        "everything = true\n",
        "everything = true\ncategory = \"REMB\"\n",
        &["2 of them", "exactly one"],
    ),
    ("access-matrix.toml", "everything = true\n", "", &["0 of them", "exactly one"]),
    ("access-matrix.toml", "assumed = true\n", "assumed = false\n", &["neither a source nor `assumed`"]),
    (
        "access-matrix.toml",
        "assumed = true\n",
        "assumed = true\nsource = \"a\"\n",
        &["a source and `assumed`"],
    ),
    ("access-matrix.toml", "consult = true", "consult = \"yes\"", &["access-matrix.toml", "line "]),
    ("access-matrix.toml", "consult = true", "consult = true\nread = true", &["unknown field", "`read`"]),
    (
        "durations.toml",
        "default_days = 5",
        "default_days = 31",
        &["release_to_patient.default_days", "from 1 to 30"],
    ),
    ("durations.toml", "\"10\" = 90", "\"10\" = 900", &["care_relationship.days.10", "from 1 to 365"]),
    ("durations.toml", "\"10\" = 90", "\"11\" = 90", &["profession `11`", "professions.toml"]),
    ("durations.toml", "assumed = true\n", "assumed = false\n", &["care_relationship", "`source`"]),
    ("residences.toml", "Indian/Reunion", "Indian/Reunite", &["zone", "Time Zone Database"]),
    ("residences.toml", "[\"971\"]", "[\"75\"]", &["code 75", "a second row"]),
    ("residences.toml", "source = \"INSEE", "source = \"\" # \"", &["source", "publication"]),
    ("durations.toml", "access_hours = 24", "access_hours = 25", &["emergency.access_hours", "from 1 to 24"]),
];

#[test]
fn what_does_not_fit_together_is_refused_with_the_place_and_what_would_be_right() {
    refuses("wrong", WRONG);
}

#[test]
fn a_folder_without_its_files_is_refused_file_by_file() {
    let error = Reference::load(Some("/nowhere".as_ref())).unwrap_err();
    assert_eq!(error.faults().len(), 18);
    assert!(error.to_string().contains("/nowhere/access-matrix.toml"));
}
