use std::collections::BTreeMap;

use serde::Deserialize;

/// How long rights live when nobody says otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Durations {
    /// A professional and the person in their care (W5).
    pub care_relationship: CareRelationshipDurations,
    /// A result that the patient does not see yet (F1).
    pub release_to_patient: ReleaseDurations,
    /// An access that the holder gives (W7).
    pub temporary_access: TemporaryAccessDurations,
    /// An access in an emergency (W8).
    pub emergency: EmergencyDurations,
    /// A second factor that was shown (G0).
    pub second_factor: SecondFactorDurations,
    /// Between telling somebody of a record to come and its creation (G1).
    pub opposition: OppositionDurations,
    /// A mediator and a citizen together.
    pub mediation: MediationDurations,
    /// The recovery of a lost second factor.
    pub recovery: RecoveryDurations,
    /// What one admin proposes and another one confirms.
    pub proposal: ProposalDurations,
}

/// Days of a care relationship; they end with the last day in the patient's time zone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CareRelationshipDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Days for a profession that is not named.
    pub default_days: u32,
    /// The most days that a holder may choose.
    pub maximum_days: u32,
    /// Days by profession.
    pub days: BTreeMap<String, u32>,
}

impl CareRelationshipDurations {
    /// Days for this profession.
    pub fn days_for(&self, profession: &str) -> u32 {
        self.days.get(profession).copied().unwrap_or(self.default_days)
    }
}

/// Days until a withheld result is released by itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Days when the author names none.
    pub default_days: u32,
    /// The most days that an author may name.
    pub maximum_days: u32,
}

/// Bounds of a temporary access.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemporaryAccessDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// The shortest one.
    pub minimum_minutes: u32,
    /// The longest one.
    pub maximum_days: u32,
    /// Hours of a declared guest.
    pub guest_hours: u32,
}

/// Life of an emergency access.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Hours of the access.
    pub access_hours: u32,
    /// Days within which a second person looks at it again.
    pub review_days: u32,
}

/// How long a second factor that was shown counts as just shown.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Minutes after it was shown.
    pub fresh_minutes: u32,
}

/// How long somebody may oppose the creation of a record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OppositionDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Days after being told.
    pub days: u32,
}

/// The session of a mediator and a citizen together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediationDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Minutes of the session.
    pub session_minutes: u32,
    /// Sessions that one mediator may begin on a day.
    pub sessions_a_day: u32,
}

/// How long the recovery of a lost second factor waits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoveryDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Hours after it was asked for.
    pub wait_hours: u32,
}

/// How long a proposal of an admin waits for another one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Days after it was made.
    pub days: u32,
}
