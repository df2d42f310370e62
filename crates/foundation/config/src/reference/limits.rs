use serde::Deserialize;

/// A sector of activity whose purposes the law forbids, whoever consents (G2).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForbiddenSector {
    /// The code in SecteurActivite (TRE_R02).
    pub code: String,
    /// What the law says, in French.
    pub because_fr: String,
    /// What the law says, in English.
    pub because_en: String,
    /// The articles.
    pub source: String,
}

/// The file of limits, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsFile {
    pub(super) occupational: OccupationalSectors,
    #[serde(rename = "forbidden")]
    pub(super) rows: Vec<ForbiddenSector>,
}

/// Sectors of occupational medicine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OccupationalSectors {
    pub(super) source: String,
    pub(super) sectors: Vec<String>,
}
