use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The shelf on which a citizen finds a document. Labels are in the reference data.
///
/// Source: the enumeration of document categories in the public GraphQL schema of the mobile application of Mon
/// espace santé (15 codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// `SYNTHESE`
    Summary,
    /// `ORD_SOIN`
    Prescription,
    /// `RADIO_SC`
    Imaging,
    /// `BIOLOGIE`
    Laboratory,
    /// `CPT_REND`
    Report,
    /// `DEPISTAG`
    Prevention,
    /// `CERT_MED`
    Certificate,
    /// `AUTR_DOC`
    Other,
    /// `DOC_ADM`
    Administrative,
    /// `SYNTH_PML`
    ProfileSummary,
    /// `DIR_ANT`
    AdvanceDirectives,
    /// `CAR_VAC`
    Vaccination,
    /// `VDP`
    Wishes,
    /// `REMB`
    Reimbursement,
    /// `QUEST_SANTE`
    Questionnaire,
}

impl Category {
    /// All of them, in the order of the source.
    pub const ALL: [Self; 15] = [
        Self::Summary,
        Self::Prescription,
        Self::Imaging,
        Self::Laboratory,
        Self::Report,
        Self::Prevention,
        Self::Certificate,
        Self::Other,
        Self::Administrative,
        Self::ProfileSummary,
        Self::AdvanceDirectives,
        Self::Vaccination,
        Self::Wishes,
        Self::Reimbursement,
        Self::Questionnaire,
    ];

    /// The code, as in metadata, SQL and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Summary => "SYNTHESE",
            Self::Prescription => "ORD_SOIN",
            Self::Imaging => "RADIO_SC",
            Self::Laboratory => "BIOLOGIE",
            Self::Report => "CPT_REND",
            Self::Prevention => "DEPISTAG",
            Self::Certificate => "CERT_MED",
            Self::Other => "AUTR_DOC",
            Self::Administrative => "DOC_ADM",
            Self::ProfileSummary => "SYNTH_PML",
            Self::AdvanceDirectives => "DIR_ANT",
            Self::Vaccination => "CAR_VAC",
            Self::Wishes => "VDP",
            Self::Reimbursement => "REMB",
            Self::Questionnaire => "QUEST_SANTE",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The code names no category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the code of a category, such as `BIOLOGIE`")]
pub struct NoSuchCategory;

impl FromStr for Category {
    type Err = NoSuchCategory;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|category| category.code() == code).ok_or(NoSuchCategory)
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
