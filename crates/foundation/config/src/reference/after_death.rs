use serde::{Deserialize, Serialize};

/// Who may be shown documents of somebody who died, for which reason, and how (W9).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterDeath {
    /// The publication.
    pub source: String,
    /// Days for which a request that one admin wrote down waits for another one.
    pub proposal_days: u32,
    /// Days that the doctor has to choose documents.
    pub selection_days: u32,
    /// Days for which whoever asked sees what was chosen.
    pub access_days: u32,
    /// Requests, selections and accesses of one record at a time.
    pub most_running: u32,
    /// Those who may ask.
    pub claimants: Vec<Claimant>,
    /// The reasons that there are.
    pub reasons: Vec<ClaimReason>,
}

/// Somebody who may ask.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claimant {
    /// Their code.
    pub code: String,
    /// In which of two ways they ask.
    pub by: ClaimedBy,
    /// What they are called in French.
    pub label_fr: String,
    /// What they are called in English.
    pub label_en: String,
    /// The reasons that count, by their codes.
    pub reasons: Vec<String>,
}

/// A reason for which documents of somebody who died are shown.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimReason {
    /// Its code.
    pub code: String,
    /// What it is called in French.
    pub label_fr: String,
    /// What it is called in English.
    pub label_en: String,
}

/// In which way somebody asks to be shown documents of somebody who died.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimedBy {
    /// As somebody close, to whom a refusal of the holder is an answer.
    Heir,
    /// As a doctor whom a court charged.
    Expert,
}

impl AfterDeath {
    /// Who asks, by the code.
    pub fn claimant(&self, code: &str) -> Option<&Claimant> {
        self.claimants.iter().find(|known| known.code == code)
    }

    /// The reason of this code.
    pub fn reason(&self, code: &str) -> Option<&ClaimReason> {
        self.reasons.iter().find(|known| known.code == code)
    }
}
