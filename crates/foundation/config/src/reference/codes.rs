use serde::Deserialize;

use crate::Category;

/// A type of document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentType {
    /// The code in its system.
    pub code: String,
    /// OID of the code system; LOINC is 2.16.840.1.113883.6.1.
    pub system: String,
    /// Its name in French.
    pub label_fr: String,
    /// Its name in English.
    pub label_en: String,
    /// Code of its class, or `none` where none was published.
    pub class: String,
    /// The shelf it stands on.
    pub category: Category,
    /// The publication that puts it there, or `assumed`.
    pub category_source: String,
}

/// What a category is called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryLabels {
    pub(crate) code: Category,
    /// In French.
    pub label_fr: String,
    /// In English.
    pub label_en: String,
}

/// A coarse kind of document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// The code in ClasseDocument, OID 1.2.250.1.213.1.1.4.1.
    pub code: String,
    /// Its name in French.
    pub label_fr: String,
    /// Its name in English.
    pub label_en: String,
}

/// A profession of health, or of those who help.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profession {
    /// The code in ProfessionSante (TRE_G15), OID 1.2.250.1.71.1.2.7, unless the row names another system.
    pub code: String,
    /// OID of the code system where it is another one.
    pub system: Option<String>,
    /// Whether somebody of this profession comes in by a delegation alone (W6), and never declares a care relationship.
    #[serde(default)]
    pub only_by_delegation: bool,
    /// Its name in French.
    pub label_fr: String,
    /// Its name in English.
    pub label_en: String,
}

/// A speciality within a profession.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnowHow {
    /// The code in EnsembleSavoirFaire (JDV_J107), OID 1.2.250.1.213.2.28.
    pub code: String,
    /// Its name in French.
    pub label_fr: String,
    /// Its name in English.
    pub label_en: String,
}

/// Where an act of care was done: a kind of structure, or a setting.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceCode {
    /// The code in its system.
    pub code: String,
    /// OID of the code system.
    pub system: String,
    /// Its name in French.
    pub label_fr: String,
    /// Its name in English.
    pub label_en: String,
}

/// What a document's metadata may ask about who sees it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidentialityCode {
    /// The code in its system.
    pub code: String,
    /// OID of the code system.
    pub system: String,
    /// Its name in French.
    pub label_fr: String,
    /// Its name in English.
    pub label_en: String,
    /// What reading the code does.
    pub effect: Effect,
    /// Other spellings that are read as this code.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// What a confidentiality code does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing beyond the rules that hold for every document.
    None,
    /// Filter F1: hidden from the patient's side until it is released.
    WithheldFromPatient,
    /// Filter F2: hidden from legal representatives.
    HiddenFromRepresentatives,
    /// Filter F5: hidden from professionals.
    MaskedFromProfessionals,
}
