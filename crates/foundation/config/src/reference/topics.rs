use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a holder can hide as a whole: the codes that tell of it, and what they do not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its name in rows and answers: small letters and underscores.
    pub key: String,
    /// Its name in French.
    pub label_fr: String,
    /// Its name in English.
    pub label_en: String,
    /// In French: what it covers, and what a machine cannot recognise.
    pub covers_fr: String,
    /// The same in English.
    pub covers_en: String,
    /// The codes that tell of it, by system and then in the order of the file.
    pub codes: Vec<TopicCode>,
    /// The publication that chose the codes, if any.
    pub source: Option<String>,
    /// Whether this product chose them.
    pub assumed: bool,
}

/// A code that tells of a topic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicCode {
    /// The system it belongs to.
    pub system: CodeSystem,
    /// The code; the beginning of one where the system is matched by prefix.
    pub code: String,
}

/// The systems of which a document's codes may tell of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeSystem {
    /// Substances of medicines, WHO ATC/DDD; matched by prefix.
    Atc,
    /// Medicines of the French public database (BDPM), code CIS.
    Cis,
    /// Results and scores, LOINC.
    Loinc,
    /// Diseases and reasons of contact, CIM-10 in its French edition; matched by prefix.
    Icd10,
    /// The type of the document itself, a code of document-types.toml.
    Type,
    /// What was done, as a document's metadata name it (CCAM, TA_ASIP, SNOMED CT).
    Event,
}

impl CodeSystem {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Atc, Self::Cis, Self::Loinc, Self::Icd10, Self::Type, Self::Event];

    /// Its name in rows, files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Atc => "atc",
            Self::Cis => "cis",
            Self::Loinc => "loinc",
            Self::Icd10 => "icd10",
            Self::Type => "type",
            Self::Event => "event",
        }
    }

    /// Whether a code covers all longer codes that begin with it.
    pub fn is_prefix(self) -> bool {
        matches!(self, Self::Atc | Self::Icd10)
    }
}

impl TopicCode {
    /// Whether a document that carries this code tells of the topic.
    ///
    /// Where prefixes count, dots, other marks and small letters do not: `f32.1` is `F321`, and `F32` covers both. A
    /// code of no letter and no digit covers nothing.
    pub fn covers(&self, system: CodeSystem, code: &str) -> bool {
        if self.system != system {
            return false;
        }
        if system.is_prefix() {
            let beginning = bare(&self.code);
            !beginning.is_empty() && bare(code).starts_with(&beginning)
        } else {
            !code.is_empty() && self.code == code
        }
    }
}

/// Letters and digits of a code, in capitals.
fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// The file of topics, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicsFile {
    /// The publication that each system's codes come from.
    pub(super) sources: BTreeMap<CodeSystem, String>,
    /// Types of document that sum up the whole person.
    pub(super) mentions_only: Vec<String>,
    #[serde(rename = "topic")]
    pub(super) rows: Vec<TopicRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicRow {
    pub(super) key: String,
    pub(super) label_fr: String,
    pub(super) label_en: String,
    pub(super) covers_fr: String,
    pub(super) covers_en: String,
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) assumed: bool,
    pub(super) codes: BTreeMap<CodeSystem, Vec<String>>,
}

impl From<TopicRow> for Topic {
    fn from(row: TopicRow) -> Self {
        let one = |system| move |code| TopicCode { system, code };
        Self {
            key: row.key,
            label_fr: row.label_fr,
            label_en: row.label_en,
            covers_fr: row.covers_fr,
            covers_en: row.covers_en,
            codes: row
                .codes
                .into_iter()
                .flat_map(|(system, codes)| codes.into_iter().map(one(system)))
                .collect(),
            source: row.source,
            assumed: row.assumed,
        }
    }
}
