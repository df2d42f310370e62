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
    /// A care relationship that waits for the holder's approval (W5).
    pub relationship_request: RelationshipRequestDurations,
    /// A code that the holder hands over (W5, W7).
    pub code: CodeDurations,
    /// What somebody in charge passes on to their team (W6).
    pub delegation: DelegationDurations,
    /// How long no mail is written about a record that is kept discreet.
    pub discretion: DiscretionDurations,
    /// How many care relationships may be declared.
    pub relationship_ceilings: RelationshipCeilings,
    /// How much a holder may say in preferences (F4, F5, G3).
    pub preferences: PreferenceLimits,
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
    /// Days for occupational medicine; 0 ends with the day on which it began.
    pub occupational_days: u32,
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

/// How long a care relationship that was asked for waits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationshipRequestDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Days after it was asked for.
    pub days: u32,
}

/// How long a code that nobody has used yet can be used, and how often somebody may be wrong.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Minutes of a code that opens a care relationship.
    pub relationship_minutes: u32,
    /// Minutes of a code that opens a temporary access.
    pub temporary_access_minutes: u32,
    /// Wrong codes within an hour after which one who tries is refused until the next.
    pub wrong_tries_an_hour: u32,
}

/// How long no mail is written about a record that a professional keeps discreet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscretionDurations {
    /// The publication.
    #[serde(default)]
    pub source: Option<String>,
    /// Assumed where nothing was published.
    #[serde(default)]
    pub assumed: bool,
    /// Days; the holder ends it sooner, or makes the silence last.
    pub by_professional_days: u32,
}

/// How long a delegation lives at most, if the right that it comes from lives as long.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelegationDurations {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// The most days that a grantor may name.
    pub maximum_days: u32,
}

/// How many care relationships may begin before the next one is refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationshipCeilings {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Declared by one person within an hour.
    pub person_hour: u32,
    /// Declared by all persons of one organisation within an hour.
    pub organisation_hour: u32,
}

/// How much the preferences of one space may hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreferenceLimits {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Named exceptions.
    pub most_exceptions: u32,
    /// Hidden topics, those that the holder made with them.
    pub most_topics: u32,
    /// Blocked persons and organisations.
    pub most_blocks: u32,
    /// Default masks for future documents.
    pub most_default_masks: u32,
    /// Codes of one topic that the holder made.
    pub most_codes_of_a_topic: u32,
    /// Documents that the holder added to one topic by hand.
    pub most_documents_of_a_topic: u32,
}
