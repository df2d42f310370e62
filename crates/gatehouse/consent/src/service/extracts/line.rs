//! One line of an extract, and how it is told so that enough people have it in common.

use serde::{Deserialize, Serialize};

use super::{CodedDocument, CodedPerson};
use crate::project::Field;

/// What a line tells, as it is sealed: in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) pseudonym: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) category: Option<String>,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) type_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) month: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) age_band: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sex: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) department: Option<String>,
}

/// How finely lines are told, from the finest on: in full; by the year in the place of the month; and without the department.
pub(super) const LEVELS: [i16; 3] = [1, 2, 3];

impl Line {
    /// The line of a document, with the fields that the project is told and no other.
    pub(super) fn of(
        fields: &[Field],
        pseudonym: String,
        document: &CodedDocument,
        person: &CodedPerson,
    ) -> Self {
        let told = |field: Field, what: Option<&String>| what.filter(|_| fields.contains(&field)).cloned();
        let category = document.category.code().to_owned();
        Self {
            pseudonym,
            category: told(Field::Category, Some(&category)),
            type_code: told(Field::Type, Some(&document.type_code)),
            month: told(Field::Month, Some(&document.month)),
            age_band: told(Field::AgeBand, person.age_band.as_ref()),
            sex: told(Field::Sex, Some(&person.sex)),
            department: told(Field::Department, person.department.as_ref()),
        }
    }

    /// As it is told at a level.
    pub(super) fn at(mut self, level: i16) -> Self {
        if level >= 2 {
            self.month = self.month.map(|month| month.chars().take(4).collect());
        }
        if level >= 3 {
            self.department = None;
        }
        self
    }

    /// What it has in common with others at a level: everything but the pseudonym.
    pub(super) fn class(&self, level: i16) -> Vec<u8> {
        let told = Self { pseudonym: String::new(), ..self.clone() }.at(level);
        let parts = [told.category, told.type_code, told.month, told.age_band, told.sex, told.department];
        // None is another thing than an empty word, and no word holds a line end.
        parts
            .map(|part| part.map_or_else(|| "-".to_owned(), |part| format!("={part}")))
            .join("\n")
            .into_bytes()
    }
}
