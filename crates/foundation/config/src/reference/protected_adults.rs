use serde::{Deserialize, Serialize};

/// What decisions of judges make of those who are in charge of a protected adult (W3).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectedAdults {
    /// The publication.
    pub source: String,
    /// The longest that a decision lasts, in years.
    pub longest_years: u32,
    /// Days for which a decision that one admin wrote down waits for another one.
    pub proposal_days: u32,
    /// People in charge of one adult at a time, decisions that wait among them.
    pub most: u32,
    /// The measures that there are.
    pub measures: Vec<ProtectionMeasure>,
}

/// A measure of protection.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectionMeasure {
    /// Its code.
    pub code: String,
    /// What it is called in French.
    pub label_fr: String,
    /// What it is called in English.
    pub label_en: String,
    /// What whoever is in charge may be by it.
    pub with: Vec<ProtectedWith>,
}

/// What somebody does who is in charge of a protected adult.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProtectedWith {
    /// Acts for the adult.
    Representation,
    /// Helps as far as the adult consents.
    Assistance,
}

impl ProtectedWith {
    /// Its name in the file and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Representation => "representation",
            Self::Assistance => "assistance",
        }
    }
}

impl ProtectedAdults {
    /// The measure of this code.
    pub fn measure(&self, code: &str) -> Option<&ProtectionMeasure> {
        self.measures.iter().find(|known| known.code == code)
    }
}
