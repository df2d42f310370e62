use chrono::{DateTime, Utc};
use kernel::{CorrectionId, DocumentId, OrganisationId, PersonId, Private};
use serde::{Deserialize, Serialize};

/// A request of the holder's side that a document be corrected, with what became of it.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Its id.
    pub id: CorrectionId,
    /// The version that it is about.
    pub document: DocumentId,
    /// The document over its versions.
    pub series: DocumentId,
    /// What is wrong.
    pub kind: CorrectionKind,
    /// What became of it.
    pub state: CorrectionState,
    /// The professional who counts as the document's author.
    pub addressee: Option<PersonId>,
    /// The structure for which it was deposited.
    pub addressee_organisation: Option<OrganisationId>,
    /// Who asked.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Who answered, or took it back.
    pub answered_by: Option<PersonId>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// What is sealed.
    pub words: CorrectionWords,
}

/// What people wrote, and their names at that time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CorrectionWords {
    /// Name of who asked.
    pub asked_by: Private<String>,
    /// What is wrong, in their words.
    pub message: Private<String>,
    /// Name of who answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answered_by: Option<Private<String>>,
    /// The answer in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answer: Option<Private<String>>,
}

/// What is wrong with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionKind {
    /// Something in it is not right.
    Wrong,
    /// It is about somebody else.
    NotMine,
}

impl CorrectionKind {
    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::NotMine => "not_mine",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Wrong, Self::NotMine].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What became of a request for correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionState {
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

impl CorrectionState {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Corrected, Self::Withdrawn, Self::Declined, Self::TakenBack];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Corrected => "corrected",
            Self::Withdrawn => "withdrawn",
            Self::Declined => "declined",
            Self::TakenBack => "taken_back",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A request that waits for an answer, as its addressee's list names it: ids and a time, nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingCorrection {
    /// The request.
    pub id: CorrectionId,
    /// The record it stands in.
    pub space: kernel::SpaceId,
    /// The document it is about.
    pub document: DocumentId,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
}
