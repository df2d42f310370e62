use chrono::{DateTime, Utc};
use config::Reference;
use consent::service::{Dispute, DisputeState, Disputed};
use journal::Who;
use kernel::{DisputeId, Private};
use serde::Serialize;
use utoipa::ToSchema;
use webkit::Problem;

use super::{
    Coded,
    history_line::{OutcomeCode, WhoView},
    words_of_acts,
};
use crate::positions::List;

/// What the holder's side said was not right, with what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dispute)]
pub(crate) struct DisputeView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: DisputeId,
    /// The line, as the history names it to its reader.
    line: String,
    /// What the line says.
    about: DisputedView,
    /// What became of it.
    state: DisputeStateCode,
    /// Name of who sent it.
    #[schema(value_type = String)]
    sent_by: Private<String>,
    /// When.
    sent_at: DateTime<Utc>,
    /// What was not right.
    #[schema(value_type = String)]
    words: Private<String>,
    /// Since when an auditor looks into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reviewed_at: Option<DateTime<Utc>>,
    /// When it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    answered_at: Option<DateTime<Utc>>,
    /// Name of who answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    answered_by: Option<Private<String>>,
    /// The answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    answer: Option<Private<String>>,
}

/// A dispute as the auditor who looks into it reads it: nothing names the patient but what the patient wrote.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewedDispute {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: DisputeId,
    /// What the line says.
    about: DisputedView,
    /// What became of it.
    state: DisputeStateCode,
    /// When it was sent.
    sent_at: DateTime<Utc>,
    /// What was not right.
    #[schema(value_type = String)]
    words: Private<String>,
    /// The answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    answer: Option<Private<String>>,
}

/// The line that a dispute is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DisputedLine)]
pub(crate) struct DisputedView {
    /// When it was done.
    at: DateTime<Utc>,
    /// Who did it.
    who: WhoView,
    /// What.
    act: Coded,
    /// In which way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    way: Option<Coded>,
    /// Whether it was done.
    outcome: OutcomeCode,
}

/// What became of a dispute.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DisputeState)]
pub(crate) enum DisputeStateCode {
    /// It was sent.
    Sent,
    /// An auditor looks into it.
    InReview,
    /// It was answered.
    Answered,
}

impl From<DisputeState> for DisputeStateCode {
    fn from(state: DisputeState) -> Self {
        match state {
            DisputeState::Sent => Self::Sent,
            DisputeState::InReview => Self::InReview,
            DisputeState::Answered => Self::Answered,
        }
    }
}

impl DisputedView {
    fn of(about: Disputed, reference: &Reference) -> Self {
        let Disputed { at, who, act, way, outcome, .. } = about;
        Self {
            at,
            who: WhoView::new(who, reference),
            act: words_of_acts::act(&act),
            way: way.as_deref().map(words_of_acts::way),
            outcome: OutcomeCode::of(outcome),
        }
    }
}

impl DisputeView {
    /// A dispute for the holder's side, whose lines this list names.
    ///
    /// # Errors
    /// 500 or 503 when the keys cannot be used.
    pub(crate) fn of(one: Dispute, lines: &List<'_>, reference: &Reference) -> Result<Self, Problem> {
        Ok(Self {
            id: one.id,
            line: lines.seal(&one.line.to_be_bytes())?,
            about: DisputedView::of(one.words.about, reference),
            state: one.state.into(),
            sent_by: one.words.sent_by,
            sent_at: one.sent_at,
            words: one.words.words,
            reviewed_at: one.reviewed_at,
            answered_at: one.answered_at,
            answered_by: one.words.answered_by,
            answer: one.words.answer,
        })
    }
}

impl ReviewedDispute {
    pub(crate) fn of(one: Dispute, reference: &Reference) -> Self {
        // A citizen who acts in a record is mostly the patient, or somebody of the family.
        let is_named = !matches!(one.words.about.who, Who::Citizen { .. } | Who::Guest { .. });
        let mut about = DisputedView::of(one.words.about, reference);
        about.who.name = about.who.name.filter(|_| is_named);
        Self {
            id: one.id,
            about,
            state: one.state.into(),
            sent_at: one.sent_at,
            words: one.words.words,
            answer: one.words.answer,
        }
    }
}
