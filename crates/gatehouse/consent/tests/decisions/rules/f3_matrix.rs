use config::{Category, Reference};
use consent::{Act, Facts, Rules, Thing};

use crate::ground::{
    REFERENCE, citizen, facts, holder, in_care_of, may, professional, sees, thing, with_matrix,
};

fn care(profession: &str) -> Facts {
    in_care_of(professional(profession, None))
}

fn of(category: Category, type_code: &str) -> Thing {
    Thing { category, type_code: type_code.to_owned(), ..thing() }
}

fn sees_by(reference: &Reference, profession: &str, thing: &Thing) -> bool {
    may(&Rules::fr(reference), &care(profession), Act::Consult, Some(thing))
}

#[test]
fn f3_a_row_about_a_type_refuses_though_the_category_is_open() {
    assert!(sees(&care("40"), &of(Category::Report, "11506-3")), "the dentist reads reports");
    assert!(!sees(&care("40"), &of(Category::Report, "34842-5")), "but not of this type");
}

#[test]
fn f3_a_row_about_a_type_opens_though_the_category_is_shut() {
    assert!(!sees(&care("21"), &of(Category::Report, "11506-3")), "the pharmacist reads no reports");
    assert!(sees(&care("21"), &of(Category::Report, "11490-0")), "but those of this type");
}

#[test]
fn f3_what_no_row_names_is_refused() {
    assert!(!sees(&care("39"), &of(Category::Laboratory, "11502-2")));
    assert!(!sees(&care("40"), &of(Category::Administrative, "unknown")));
}

#[test]
fn f3_a_row_about_everything_covers_categories_and_types_that_nobody_named() {
    assert!(sees(&care("10"), &of(Category::Wishes, "unknown")));
    assert!(!sees(&care("10"), &of(Category::Administrative, "ATTEST-RESID")), "except what a row refuses");
}

#[test]
fn f3_of_two_equally_specific_rows_the_refusal_decides_in_either_order() {
    for (name, first, second) in [("tie-a", "true", "false"), ("tie-b", "false", "true")] {
        let rows = format!(
            r#"row = [
                {{ profession = "10", category = "BIOLOGIE", consult = {first}, assumed = true }},
                {{ profession = "10", category = "BIOLOGIE", consult = {second}, assumed = true }},
                {{ profession = "10", category = "CPT_REND", consult = true, assumed = true }},
                {{ profession = "10", type = "11488-4", consult = {first}, assumed = true }},
                {{ profession = "10", type = "11488-4", consult = {second}, assumed = true }},
            ]"#
        );
        let reference = with_matrix(name, &rows);
        assert!(!sees_by(&reference, "10", &of(Category::Laboratory, "11502-2")), "{name}");
        assert!(!sees_by(&reference, "10", &of(Category::Report, "11488-4")), "{name}");
        assert!(sees_by(&reference, "10", &of(Category::Report, "11506-3")), "{name}");
    }
}

#[test]
fn f3_a_category_refused_beside_everything_stays_refused() {
    let reference = with_matrix(
        "everything-but",
        r#"row = [
            { profession = "10", everything = true, consult = true, assumed = true },
            { profession = "10", category = "BIOLOGIE", consult = false, assumed = true },
            { profession = "10", type = "11502-2", consult = true, assumed = true },
        ]"#,
    );
    assert!(sees_by(&reference, "10", &of(Category::Report, "11506-3")));
    assert!(!sees_by(&reference, "10", &of(Category::Laboratory, "unknown")));
    assert!(sees_by(&reference, "10", &of(Category::Laboratory, "11502-2")), "type beats category");
}

#[test]
fn f3_does_not_concern_the_holder() {
    assert!(sees(&facts(citizen(holder())), &of(Category::Administrative, "ATTEST-RESID")));
}

#[test]
fn f3_each_profession_but_doctors_is_denied_something_by_the_built_in_matrix() {
    let types: Vec<Thing> = REFERENCE.document_types().map(|kind| of(kind.category, &kind.code)).collect();
    for profession in REFERENCE.professions().filter(|profession| profession.code != "10") {
        assert!(types.iter().any(|thing| !sees(&care(&profession.code), thing)), "{}", profession.code);
    }
}
