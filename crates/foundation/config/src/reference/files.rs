use std::{fs, path::Path, path::PathBuf};

use serde::{Deserialize, de::DeserializeOwned};

use super::{
    abuse::Abuse,
    after_death::AfterDeath,
    carers::Carers,
    codes::{CategoryLabels, Class, ConfidentialityCode, DocumentType, KnowHow, PlaceCode, Profession},
    durations::Durations,
    emergency::Emergency,
    limits::LimitsFile,
    minors::Minors,
    protected_adults::ProtectedAdults,
    secondary_use::SecondaryUse,
    topics::TopicsFile,
};
use crate::{Category, Fault, Place};

/// The files by name, each with the copy built into the program.
const FILES: [(&str, &str); 18] = [
    (DOCUMENT_TYPES, include_str!("../../../../../config/reference/document-types.toml")),
    (CATEGORIES, include_str!("../../../../../config/reference/categories.toml")),
    (CLASSES, include_str!("../../../../../config/reference/classes.toml")),
    (PROFESSIONS, include_str!("../../../../../config/reference/professions.toml")),
    (CONFIDENTIALITY, include_str!("../../../../../config/reference/confidentiality.toml")),
    (PLACES, include_str!("../../../../../config/reference/places.toml")),
    (MATRIX, include_str!("../../../../../config/reference/access-matrix.toml")),
    (DURATIONS, include_str!("../../../../../config/reference/durations.toml")),
    (RESIDENCES, include_str!("../../../../../config/reference/residences.toml")),
    (TOPICS, include_str!("../../../../../config/reference/topics.toml")),
    (EMERGENCY, include_str!("../../../../../config/reference/emergency.toml")),
    (ABUSE, include_str!("../../../../../config/reference/abuse.toml")),
    (LIMITS, include_str!("../../../../../config/reference/limits-of-law.toml")),
    (CARERS, include_str!("../../../../../config/reference/carers.toml")),
    (MINORS, include_str!("../../../../../config/reference/minors.toml")),
    (PROTECTED_ADULTS, include_str!("../../../../../config/reference/protected-adults.toml")),
    (AFTER_DEATH, include_str!("../../../../../config/reference/after-death.toml")),
    (SECONDARY_USE, include_str!("../../../../../config/reference/secondary-use.toml")),
];

pub(super) const DOCUMENT_TYPES: &str = "document-types.toml";
pub(super) const CATEGORIES: &str = "categories.toml";
pub(super) const CLASSES: &str = "classes.toml";
pub(super) const PROFESSIONS: &str = "professions.toml";
pub(super) const CONFIDENTIALITY: &str = "confidentiality.toml";
pub(super) const PLACES: &str = "places.toml";
pub(super) const MATRIX: &str = "access-matrix.toml";
pub(super) const DURATIONS: &str = "durations.toml";
pub(super) const RESIDENCES: &str = "residences.toml";
pub(super) const TOPICS: &str = "topics.toml";
pub(super) const EMERGENCY: &str = "emergency.toml";
pub(super) const ABUSE: &str = "abuse.toml";
pub(super) const LIMITS: &str = "limits-of-law.toml";
pub(super) const CARERS: &str = "carers.toml";
pub(super) const MINORS: &str = "minors.toml";
pub(super) const PROTECTED_ADULTS: &str = "protected-adults.toml";
pub(super) const AFTER_DEATH: &str = "after-death.toml";
pub(super) const SECONDARY_USE: &str = "secondary-use.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentTypesFile {
    pub(super) source: String,
    pub(super) revision: String,
    #[serde(rename = "type")]
    pub(super) rows: Vec<DocumentType>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoriesFile {
    pub(super) source: String,
    #[serde(rename = "category")]
    pub(super) rows: Vec<CategoryLabels>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassesFile {
    pub(super) source: String,
    pub(super) system: String,
    #[serde(rename = "class")]
    pub(super) rows: Vec<Class>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfessionsFile {
    pub(super) source: String,
    pub(super) system: String,
    #[serde(rename = "profession")]
    pub(super) rows: Vec<Profession>,
    pub(super) know_how_source: String,
    pub(super) know_how_system: String,
    pub(super) know_how: Vec<KnowHow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfidentialityFile {
    pub(super) source: String,
    pub(super) withheld_with_masked: bool,
    #[serde(rename = "code")]
    pub(super) rows: Vec<ConfidentialityCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlacesFile {
    pub(super) source: String,
    #[serde(rename = "facility")]
    pub(super) facilities: Vec<PlaceCode>,
    #[serde(rename = "setting")]
    pub(super) settings: Vec<PlaceCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MatrixFile {
    #[serde(rename = "row")]
    pub(super) rows: Vec<MatrixFileRow>,
}

/// A row as it is written; exactly one of the three targets, and a source or `assumed`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MatrixFileRow {
    pub(super) profession: String,
    #[serde(default)]
    pub(super) everything: bool,
    pub(super) category: Option<Category>,
    #[serde(rename = "type")]
    pub(super) type_code: Option<String>,
    pub(super) consult: bool,
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) assumed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResidencesFile {
    pub(super) source: String,
    #[serde(rename = "zone")]
    pub(super) rows: Vec<ZoneRow>,
}

/// A time zone and where people live in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ZoneRow {
    pub(super) name: String,
    #[serde(default)]
    pub(super) departments: Vec<String>,
    #[serde(default)]
    pub(super) communes: Vec<String>,
}

/// All files, read and typed; what they say together is not yet checked.
pub(super) struct Files {
    pub(super) document_types: DocumentTypesFile,
    pub(super) categories: CategoriesFile,
    pub(super) classes: ClassesFile,
    pub(super) professions: ProfessionsFile,
    pub(super) confidentiality: ConfidentialityFile,
    pub(super) places: PlacesFile,
    pub(super) matrix: MatrixFile,
    pub(super) durations: Durations,
    pub(super) residences: ResidencesFile,
    pub(super) topics: TopicsFile,
    pub(super) emergency: Emergency,
    pub(super) abuse: Abuse,
    pub(super) limits: LimitsFile,
    pub(super) carers: Carers,
    pub(super) minors: Minors,
    pub(super) protected_adults: ProtectedAdults,
    pub(super) after_death: AfterDeath,
    pub(super) secondary_use: SecondaryUse,
}

/// The text of each file, from the folder or from the built-in copy.
pub(super) struct Texts(Vec<(&'static str, Place, String)>);

impl Texts {
    pub(super) fn read(folder: Option<&Path>, faults: &mut Vec<Fault>) -> Self {
        let mut texts = Vec::new();
        for (name, built_in) in FILES {
            let Some(folder) = folder else {
                texts.push((name, place(None, name), built_in.to_owned()));
                continue;
            };
            match fs::read_to_string(folder.join(name)) {
                Ok(text) => texts.push((name, place(Some(folder), name), text)),
                Err(_) => {
                    let expected = "every file of reference data in this folder";
                    faults.push(Fault::new("file", place(Some(folder), name), "no readable file", expected));
                }
            }
        }
        Self(texts)
    }

    /// Each file's name and content without comments and layout.
    pub(super) fn tables(&self) -> impl Iterator<Item = (&'static str, toml::Table)> {
        self.0.iter().filter_map(|(name, _, text)| text.parse().ok().map(|table| (*name, table)))
    }

    /// Types each file; `None`, with a fault for each one that fails, when any of them cannot be read.
    pub(super) fn typed(&self, faults: &mut Vec<Fault>) -> Option<Files> {
        let document_types = self.one(DOCUMENT_TYPES, faults);
        let categories = self.one(CATEGORIES, faults);
        let classes = self.one(CLASSES, faults);
        let professions = self.one(PROFESSIONS, faults);
        let confidentiality = self.one(CONFIDENTIALITY, faults);
        let places = self.one(PLACES, faults);
        let matrix = self.one(MATRIX, faults);
        let durations = self.one(DURATIONS, faults);
        let residences = self.one(RESIDENCES, faults);
        let topics = self.one(TOPICS, faults);
        let emergency = self.one(EMERGENCY, faults);
        let abuse = self.one(ABUSE, faults);
        let limits = self.one(LIMITS, faults);
        let carers = self.one(CARERS, faults);
        let minors = self.one(MINORS, faults);
        let protected_adults = self.one(PROTECTED_ADULTS, faults);
        let after_death = self.one(AFTER_DEATH, faults);
        let secondary_use = self.one(SECONDARY_USE, faults);
        Some(Files {
            document_types: document_types?,
            categories: categories?,
            classes: classes?,
            professions: professions?,
            confidentiality: confidentiality?,
            places: places?,
            matrix: matrix?,
            durations: durations?,
            residences: residences?,
            topics: topics?,
            emergency: emergency?,
            abuse: abuse?,
            limits: limits?,
            carers: carers?,
            minors: minors?,
            protected_adults: protected_adults?,
            after_death: after_death?,
            secondary_use: secondary_use?,
        })
    }

    fn one<T: DeserializeOwned>(&self, wanted: &str, faults: &mut Vec<Fault>) -> Option<T> {
        let (_, place, text) = self.0.iter().find(|(name, _, _)| *name == wanted)?;
        toml::from_str(text)
            .map_err(|error| {
                let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
                let key = format!("line {}", before.matches('\n').count() + 1);
                let found = format!("a mistake ({})", error.message().replace('\n', ", "));
                faults.push(Fault::new(
                    &key,
                    place.clone(),
                    found,
                    "the fields that the built-in file shows",
                ));
            })
            .ok()
    }
}

/// Where a file lies.
pub(super) fn place(folder: Option<&Path>, name: &str) -> Place {
    Place::File(folder.map_or_else(|| PathBuf::from("config/reference"), Path::to_path_buf).join(name))
}
