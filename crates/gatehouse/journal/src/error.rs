use kernel::ErrorKind;
use thiserror::Error;

/// What can go wrong with the journal.
#[derive(Debug, Error)]
pub enum Error {
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// The vault's.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// A line that cannot be read.
    #[error("a line of the journal cannot be read: {0}")]
    Line(&'static str),
    /// The copy outside the database cannot be read or written.
    #[error("the outside copy of the checkpoints: {0}")]
    Outside(#[from] std::io::Error),
}

impl Error {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Database(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Line(_) | Self::Outside(_) => ErrorKind::Internal,
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

impl database::Failure for Error {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}
