use serde::Deserialize;

/// Who may come in by an emergency (W8), how often, and why.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Professions that may break the glass (`BTG`), codes of professions.toml.
    pub professions: Vec<String>,
    /// How many of these accesses there may be.
    pub ceilings: EmergencyCeilings,
    /// The reasons from which one is chosen.
    #[serde(rename = "reason")]
    pub reasons: Vec<EmergencyReason>,
}

/// How many emergency accesses may begin before the next one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyCeilings {
    /// By one person within an hour.
    pub person_hour: u32,
    /// By one person within a day.
    pub person_day: u32,
    /// By all persons of one organisation within an hour.
    pub organisation_hour: u32,
}

/// Why somebody comes in by an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyReason {
    /// Its name in rows and answers.
    pub code: String,
    /// In French.
    pub label_fr: String,
    /// In English.
    pub label_en: String,
}
