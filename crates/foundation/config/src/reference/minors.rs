use std::collections::BTreeMap;

use serde::Deserialize;

use super::Category;

/// When somebody is of age, and what whoever represents a minor does until then (W2).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minors {
    /// The publication.
    pub source: String,
    /// Age in years at which a person is of age.
    pub of_age_years: u32,
    /// Representatives of one minor at a time, invitations that wait among them.
    pub most: u32,
    /// Days for which the code of an invitation can be used.
    pub invitation_days: u32,
    /// Hours for which one representative suspends another one.
    pub suspension_hours: u32,
    /// Days before majority at which people are told.
    pub reminder_days: u32,
    /// The profile of the country.
    pub profile: String,
    /// The profiles that there are.
    pub profiles: BTreeMap<String, MinorsProfile>,
}

/// What representatives do, by the age of the minor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinorsProfile {
    /// What it is called in French.
    pub label_fr: String,
    /// What it is called in English.
    pub label_en: String,
    /// The steps, from birth on.
    pub steps: Vec<MinorsStep>,
}

/// What a representative does from a birthday of the minor on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinorsStep {
    /// The age in years.
    pub from_age: u32,
    /// What they do.
    pub acts: Vec<RepresentativeAct>,
    /// Shelves that they are not shown.
    pub hidden_categories: Vec<Category>,
}

/// What a representative may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepresentativeAct {
    /// See documents.
    See,
    /// Put documents in, and take their own away.
    Add,
    /// Keep folders and pins, and ask for corrections.
    Keep,
    /// Read the history.
    History,
    /// Read notices.
    Notices,
    /// Decide who sees what, who comes in, and whether the record is used.
    Decide,
}

impl RepresentativeAct {
    /// Its name in the file and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Add => "add",
            Self::Keep => "keep",
            Self::History => "history",
            Self::Notices => "notices",
            Self::Decide => "decide",
        }
    }
}

impl Minors {
    /// The profile of the country. Loading refuses reference data without it, so there is always one.
    pub fn in_force(&self) -> Option<&MinorsProfile> {
        self.profiles.get(&self.profile)
    }

    /// The steps of that profile.
    pub fn steps(&self) -> &[MinorsStep] {
        self.in_force().map_or(&[], |profile| &profile.steps)
    }
}
