use chrono::{DateTime, Utc};
use kernel::{Assurance, ExportId, PersonId, Private, SessionId, SpaceId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::zip::Entry;

/// An export, as its owner follows it.
#[derive(Debug, Clone)]
pub struct Export {
    /// Its id.
    pub id: ExportId,
    /// How it stands.
    pub state: ExportState,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Documents that are in it.
    pub done: u64,
    /// Documents that its owner may see and that will be in it; none before they were counted.
    pub total: Option<u64>,
    /// Bytes of the archive, once it is ready.
    pub bytes: u64,
    /// Since when it can be taken out.
    pub ready_at: Option<DateTime<Utc>>,
    /// Until when it can be.
    pub keep_until: Option<DateTime<Utc>>,
    /// Why it ended, if it did.
    pub ended: Option<EndReason>,
}

/// How an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    /// It is being made, or waits to be.
    Making,
    /// It can be taken out.
    Ready,
    /// It was stopped; nothing of it is left.
    Ended,
    /// Its time was over; nothing of it is left.
    Expired,
}

impl ExportState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Making, Self::Ready, Self::Ended, Self::Expired];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Making => "making",
            Self::Ready => "ready",
            Self::Ended => "ended",
            Self::Expired => "expired",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Why an export ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Whoever asked may not have one any more.
    RightEnded,
    /// Something in it was not shown to its owner any more.
    Changed,
    /// Something of the record cannot be read; the operator knows of it.
    Unreadable,
}

impl EndReason {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::RightEnded, Self::Changed, Self::Unreadable];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RightEnded => "right_ended",
            Self::Changed => "changed",
            Self::Unreadable => "unreadable",
        }
    }

    /// The reason of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// Who asked, as the job that makes the export decides for them: sealed in its row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asker {
    /// The session in which it was asked.
    pub session: SessionId,
    /// The name to write in the journal.
    pub name: Private<String>,
    /// How surely the person was known.
    pub assurance: Assurance,
    /// The way in which the person came.
    pub way: String,
}

/// An export that is to be made: for whom, and how far it has come.
#[derive(Debug, Clone)]
pub struct Order {
    /// The record.
    pub space: SpaceId,
    /// The export.
    pub id: ExportId,
    /// Whose it is.
    pub person: PersonId,
    /// As whom they asked.
    pub asker: Asker,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// How it stands.
    pub state: ExportState,
    /// After which document it goes on.
    pub after: Option<Uuid>,
    /// How many parts there are.
    pub parts: u32,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many documents are in them.
    pub done: u64,
    /// How many there will be.
    pub total: Option<u64>,
    /// How often it was begun anew.
    pub begun_anew: u32,
}

/// What was packed in one go: the entries of the directory, and what the files that describe all of it say of them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Fragment {
    /// Of the directory.
    pub entries: Vec<Entry>,
    /// Of the description.
    pub said: Vec<Value>,
}
