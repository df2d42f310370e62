use kernel::Id;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    Error,
    feed::{Format, Mark, Unreadable},
};

/// Names an import of the insurer's feed.
pub type FeedImportId = Id<FeedImport>;

/// One import of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedImport {
    /// Its id.
    pub id: FeedImportId,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// What it reads the file for.
    pub pass: FeedPass,
    /// How far it has come.
    pub mark: Mark,
    /// What it has done.
    pub counts: FeedCounts,
}

/// What a file is read for: it is read twice, so that a representative may stand after the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedPass {
    /// For the citizens.
    Citizens,
    /// For who represents whom.
    Representatives,
}

/// What an import has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedCounts {
    /// Rows that were read, rejected ones too.
    pub rows: u64,
    /// Citizens who are new.
    pub new: u64,
    /// Citizens of whom something changed.
    pub changed: u64,
    /// Citizens of whom nothing changed.
    pub same: u64,
    /// Rows that could not be taken.
    pub rejected: u64,
    /// Rows that were taken with a warning.
    pub warned: u64,
    /// Minors whose representatives changed.
    pub represented: u64,
}

/// How an import is done.
#[derive(Debug, Clone, Copy)]
pub struct FeedOptions {
    /// How the file is written.
    pub format: Format,
    /// Only say what would be done.
    pub dry_run: bool,
    /// How many rows one transaction writes.
    pub batch: usize,
}

impl FeedOptions {
    /// The usual size of a batch.
    pub const BATCH: usize = 500;
}

/// What came of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedOutcome {
    /// This file is the one that was imported last: nothing was done.
    SameFile(FeedCounts),
    /// It is done.
    Done(FeedCounts),
    /// What would be done.
    Rehearsed(FeedCounts),
}

/// Why an import ends before its end. What was done until then stays done; the same command goes on there.
#[derive(Debug, Error)]
pub enum FeedError {
    /// The file is refused whole.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The list of rejects cannot be written.
    #[error("the list of rejects cannot be written: {0}")]
    Rejects(std::io::Error),
    /// Another import has gone on from where this one stood.
    #[error("another import is under way")]
    Another,
    /// Identity's.
    #[error(transparent)]
    Identity(#[from] Error),
}

impl From<std::io::Error> for FeedError {
    fn from(error: std::io::Error) -> Self {
        Self::Unreadable(Unreadable::Io(error))
    }
}

impl From<database::Error> for FeedError {
    fn from(error: database::Error) -> Self {
        Self::Identity(Error::Database(error))
    }
}

impl database::Failure for FeedError {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Identity(error) => error.database(),
            _ => None,
        }
    }
}
