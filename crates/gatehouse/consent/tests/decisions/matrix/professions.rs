//! The access matrix, as F3 answers.

use std::{collections::BTreeSet, fmt::Write};

use config::{Category, RowTarget};
use consent::{Act, Facts, Rules, Thing};

use super::{
    cells::{may, sees},
    documents::letter,
    people::{colleague, delegated, in_emergency},
    table::{Table, heading, wrapped},
};
use crate::ground::{REFERENCE, in_care_of};

/// A type without a row of its own.
const OTHER: &str = "another type";

/// Somebody of a profession in care, or by a doctor's delegation where that is the only way.
fn at_work(code: &str) -> Facts {
    match REFERENCE.only_by_delegation(code) {
        true => delegated(colleague(code)),
        false => in_care_of(colleague(code)),
    }
}

pub(super) fn text(rules: &Rules) -> String {
    let matrix = REFERENCE.matrix();
    let consults: BTreeSet<&str> =
        matrix.rows().filter(|row| row.consult).map(|row| row.profession.as_str()).collect();
    let (columns, others): (Vec<_>, Vec<_>) =
        REFERENCE.professions().partition(|profession| consults.contains(profession.code.as_str()));
    let mut text = heading(
        "The access matrix (F3): profession by type of document",
        "An active record; nothing is masked or hidden. Each professional has a care relationship (W5); whoever comes in by a \
         delegation alone (331) has one of a doctor (W6), and sees what both professions see. Every type with a row of its own \
         in config/reference/access-matrix.toml, under its category; \"other\" are the types of that category without one. The \
         same holds in an emergency; a temporary access (W7) knows no matrix.",
    );
    for profession in &columns {
        writeln!(text, "  {:<5}{}", profession.code, profession.label_en).unwrap();
    }
    text.push('\n');
    let mut table = Table::of(columns.iter().map(|profession| profession.code.as_str()));
    let own_rows: BTreeSet<&str> = matrix
        .rows()
        .filter_map(|row| match &row.target {
            RowTarget::Type(code) => Some(code.as_str()),
            RowTarget::Everything | RowTarget::Category(_) => None,
        })
        .collect();
    let answers = |category: Category, type_code: &str| {
        let thing = Thing { category, type_code: type_code.to_owned(), ..letter() };
        for code in &REFERENCE.emergency().professions {
            let in_care = sees(rules, &at_work(code), &thing);
            assert_eq!(in_care, sees(rules, &in_emergency(colleague(code)), &thing), "{code} {type_code}");
        }
        columns.iter().map(|profession| sees(rules, &at_work(&profession.code), &thing)).collect::<Vec<_>>()
    };
    for category in Category::ALL {
        table.line(format!("{category}: other"), answers(category, OTHER));
        let types = REFERENCE.document_types();
        for one in types.filter(|one| one.category == category && own_rows.contains(one.code.as_str())) {
            let label: String = one.label_en.chars().take(46).collect();
            table.line(format!("  {} {label}", one.code), answers(category, &one.code));
        }
    }
    text.push_str(&table.listed(""));
    let nothing: Vec<String> = others
        .iter()
        .map(|profession| {
            let facts = in_care_of(colleague(&profession.code));
            let answers = [Act::OpenRelationship, Act::Consult].map(|act| may(rules, &facts, act));
            assert_eq!(answers, ["-W", "-W"], "{}", profession.code);
            format!("{} {}", profession.code, profession.label_en)
        })
        .collect();
    text.push_str(&wrapped(
        &format!(
            "No row: neither begin a care relationship nor consult by one (-W): {}.",
            nothing.join(", ")
        ),
        0,
    ));
    text.push('\n');
    text
}
