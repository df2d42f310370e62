use chrono::{DateTime, Utc};
use documents::{Correction, CorrectionKind, CorrectionState};
use kernel::{CorrectionId, DocumentId, Private};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A request for correction with what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CorrectionRequest)]
pub(crate) struct CorrectionView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: CorrectionId,
    /// The version that it is about.
    #[schema(value_type = Uuid)]
    document: DocumentId,
    /// What is wrong.
    kind: CorrectionKindCode,
    /// What became of it.
    state: CorrectionStateCode,
    /// Name of who asked.
    #[schema(value_type = String, example = "Camille DESMAUX")]
    asked_by: Private<String>,
    /// When.
    asked_at: DateTime<Utc>,
    /// What is wrong, in their words.
    #[schema(value_type = String)]
    message: Private<String>,
    /// Name of who answered or took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    answered_by: Option<Private<String>>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    answered_at: Option<DateTime<Utc>>,
    /// The answer in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    answer: Option<Private<String>>,
}

/// What is wrong with a document.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CorrectionKind)]
pub(crate) enum CorrectionKindCode {
    /// Something in it is not right.
    Wrong,
    /// It is about somebody else.
    NotMine,
}

/// What became of a request for correction.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CorrectionState)]
enum CorrectionStateCode {
    /// It waits for an answer.
    Open,
    /// A new version was deposited.
    Corrected,
    /// The document was withdrawn, or moved to the record it belongs to.
    Withdrawn,
    /// The author leaves the document as it is and says why.
    Declined,
    /// Whoever asked has taken it back.
    TakenBack,
}

impl From<Correction> for CorrectionView {
    fn from(correction: Correction) -> Self {
        let words = correction.words;
        Self {
            id: correction.id,
            document: correction.document,
            kind: match correction.kind {
                CorrectionKind::Wrong => CorrectionKindCode::Wrong,
                CorrectionKind::NotMine => CorrectionKindCode::NotMine,
            },
            state: match correction.state {
                CorrectionState::Open => CorrectionStateCode::Open,
                CorrectionState::Corrected => CorrectionStateCode::Corrected,
                CorrectionState::Withdrawn => CorrectionStateCode::Withdrawn,
                CorrectionState::Declined => CorrectionStateCode::Declined,
                CorrectionState::TakenBack => CorrectionStateCode::TakenBack,
            },
            asked_by: words.asked_by,
            asked_at: correction.asked_at,
            message: words.message,
            answered_by: words.answered_by,
            answered_at: correction.answered_at,
            answer: words.answer,
        }
    }
}

impl From<CorrectionKindCode> for CorrectionKind {
    fn from(code: CorrectionKindCode) -> Self {
        match code {
            CorrectionKindCode::Wrong => Self::Wrong,
            CorrectionKindCode::NotMine => Self::NotMine,
        }
    }
}
