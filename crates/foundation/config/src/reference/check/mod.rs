mod durations;
mod rights;
mod secondary_use;
mod topics;

use std::{collections::HashSet, hash::Hash, path::Path};

use chrono_tz::Tz;

use super::files::{self, Files, MatrixFileRow, place};
use crate::{Category, Fault, Place};

/// Every fault in what the files say together.
pub(super) fn check(files: &Files, folder: Option<&Path>) -> Vec<Fault> {
    let mut faults = Faults { folder, found: Vec::new() };
    faults.sources(files);
    faults.document_types(files);
    faults.other_codes(files);
    faults.matrix(files);
    faults.durations(files);
    faults.residences(files);
    faults.topics(files);
    faults.emergency(files);
    faults.abuse(files);
    faults.limits(files);
    faults.carers(files);
    faults.minors(files);
    faults.protected_adults(files);
    faults.after_death(files);
    faults.secondary_use(files);
    faults.found
}

struct Faults<'folder> {
    folder: Option<&'folder Path>,
    found: Vec<Fault>,
}

impl Faults<'_> {
    fn push(&mut self, file: &str, key: &str, found: impl Into<String>, expected: &str) {
        let place: Place = place(self.folder, file);
        self.found.push(Fault::new(key, place, found, expected));
    }

    fn sources(&mut self, files: &Files) {
        let named = [
            (files::DOCUMENT_TYPES, "source", &files.document_types.source),
            (files::DOCUMENT_TYPES, "revision", &files.document_types.revision),
            (files::CATEGORIES, "source", &files.categories.source),
            (files::CLASSES, "source", &files.classes.source),
            (files::CLASSES, "system", &files.classes.system),
            (files::PROFESSIONS, "source", &files.professions.source),
            (files::PROFESSIONS, "system", &files.professions.system),
            (files::PROFESSIONS, "know_how_source", &files.professions.know_how_source),
            (files::PROFESSIONS, "know_how_system", &files.professions.know_how_system),
            (files::CONFIDENTIALITY, "source", &files.confidentiality.source),
            (files::PLACES, "source", &files.places.source),
            (files::RESIDENCES, "source", &files.residences.source),
            (files::SECONDARY_USE, "source", &files.secondary_use.source),
        ];
        for (file, key, value) in named {
            if value.trim().is_empty() {
                self.push(file, key, "no text", "the publication that the facts come from");
            }
        }
    }

    fn document_types(&mut self, files: &Files) {
        let classes: HashSet<_> = files.classes.rows.iter().map(|class| class.code.as_str()).collect();
        let rows = &files.document_types.rows;
        // Rows of the matrix and facts of the consent engine name a type by its code alone.
        self.once(files::DOCUMENT_TYPES, rows.iter().map(|row| row.code.as_str()));
        for row in rows {
            let key = format!("type {}", row.code);
            if row.class != "none" && !classes.contains(row.class.as_str()) {
                let found = format!("the class `{}`", row.class);
                self.push(files::DOCUMENT_TYPES, &key, found, "a code of classes.toml, or `none`");
            }
            if [&row.code, &row.system, &row.label_fr, &row.label_en, &row.category_source]
                .iter()
                .any(|text| text.trim().is_empty())
            {
                self.push(files::DOCUMENT_TYPES, &key, "an empty field", "text in every field");
            }
        }
    }

    fn other_codes(&mut self, files: &Files) {
        self.once(files::CATEGORIES, files.categories.rows.iter().map(|row| row.code.code()));
        self.once(files::CLASSES, files.classes.rows.iter().map(|row| row.code.as_str()));
        self.once(files::PROFESSIONS, files.professions.rows.iter().map(|row| row.code.as_str()));
        self.once(files::PROFESSIONS, files.professions.know_how.iter().map(|row| row.code.as_str()));
        self.once(files::PLACES, files.places.facilities.iter().map(|row| row.code.as_str()));
        self.once(files::PLACES, files.places.settings.iter().map(|row| row.code.as_str()));
        let codes = files.confidentiality.rows.iter();
        let spellings =
            codes.flat_map(|row| row.aliases.iter().map(String::as_str).chain([row.code.as_str()]));
        self.once(files::CONFIDENTIALITY, spellings);
        for category in Category::ALL {
            if !files.categories.rows.iter().any(|row| row.code == category) {
                let key = format!("category {category}");
                self.push(files::CATEGORIES, &key, "no row", "a row with its labels");
            }
        }
    }

    fn matrix(&mut self, files: &Files) {
        let professions: HashSet<_> = files.professions.rows.iter().map(|row| row.code.as_str()).collect();
        let types: HashSet<_> = files.document_types.rows.iter().map(|row| row.code.as_str()).collect();
        for (at, row) in files.matrix.rows.iter().enumerate() {
            let key = format!("row {} (profession {})", at + 1, row.profession);
            if !professions.contains(row.profession.as_str()) {
                let found = format!("the profession `{}`", row.profession);
                self.push(files::MATRIX, &key, found, "a code of professions.toml");
            }
            if let Some(code) = row.type_code.as_deref().filter(|code| !types.contains(code)) {
                self.push(files::MATRIX, &key, format!("the type `{code}`"), "a code of document-types.toml");
            }
            if targets(row) != 1 {
                let expected = "exactly one of `everything = true`, `category` and `type`";
                self.push(files::MATRIX, &key, format!("{} of them", targets(row)), expected);
            }
            let sourced = row.source.as_ref().is_some_and(|source| !source.trim().is_empty());
            if sourced == row.assumed {
                let found = if sourced { "a source and `assumed`" } else { "neither a source nor `assumed`" };
                self.push(files::MATRIX, &key, found, "a `source`, or `assumed = true`");
            }
        }
    }

    fn residences(&mut self, files: &Files) {
        let rows = &files.residences.rows;
        let codes = rows.iter().flat_map(|row| row.departments.iter().chain(&row.communes));
        self.once(files::RESIDENCES, codes.map(String::as_str));
        for row in rows.iter().filter(|row| row.name.parse::<Tz>().is_err()) {
            let found = format!("the zone `{}`", row.name);
            self.push(files::RESIDENCES, "zone", found, "a name of the Time Zone Database");
        }
    }

    /// A value says who says so, and one of the two ways to.
    fn sourced(&mut self, file: &str, key: &str, source: Option<&str>, assumed: bool) {
        if source.is_some_and(|source| !source.trim().is_empty()) == assumed {
            self.push(file, key, "both or neither", "a `source`, or `assumed = true`");
        }
    }

    fn known_profession(&mut self, files: &Files, file: &str, key: &str, code: &str) {
        if !files.professions.rows.iter().any(|row| row.code == code) {
            self.push(file, key, format!("the profession `{code}`"), "a code of professions.toml");
        }
    }

    fn bounds(&mut self, file: &str, key: &str, value: u32, least: u32, most: u32) {
        if !(least..=most).contains(&value) {
            let expected = format!("a whole number from {least} to {most}");
            self.push(file, key, format!("`{value}`"), &expected);
        }
    }

    fn once<T: Hash + Eq + std::fmt::Display + Copy>(&mut self, file: &str, codes: impl Iterator<Item = T>) {
        let mut seen = HashSet::new();
        for code in codes {
            if !seen.insert(code) {
                self.push(file, &format!("code {code}"), "a second row", "one row for each code");
            }
        }
    }
}

fn targets(row: &MatrixFileRow) -> usize {
    usize::from(row.everything) + usize::from(row.category.is_some()) + usize::from(row.type_code.is_some())
}
