use std::io;

use identity::extract::HeaderFault;
use kernel::ErrorKind;
use thiserror::Error;

/// Why an import ended before it was done. What it had written stays written, and the same file goes on from there.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file, or the file of rejects.
    #[error("{0}")]
    File(#[from] io::Error),
    /// The file is not what it was said to be.
    #[error(transparent)]
    Header(#[from] HeaderFault),
    /// The file is not the one that was looked through at first.
    #[error("the file was changed while it was read")]
    Changed,
    /// Another import was begun, or goes on with the same file.
    #[error("another import has taken over")]
    TakenOver,
    /// The house's.
    #[error(transparent)]
    Identity(identity::Error),
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl ImportError {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::File(_) => ErrorKind::Internal,
            Self::Header(_) => ErrorKind::Unprocessable,
            Self::Changed | Self::TakenOver => ErrorKind::Conflict,
            Self::Identity(error) => error.kind(),
            Self::Database(error) => error.kind(),
        }
    }
}

impl From<identity::Error> for ImportError {
    fn from(error: identity::Error) -> Self {
        match error {
            identity::Error::Missing(_) => Self::TakenOver,
            other => Self::Identity(other),
        }
    }
}

impl database::Failure for ImportError {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Identity(error) => error.database(),
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}
