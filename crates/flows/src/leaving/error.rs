use kernel::ErrorKind;
use thiserror::Error as ThisError;

/// What can come of leaving with everything.
#[derive(Debug, ThisError)]
pub enum Error {
    /// Of the archive.
    #[error(transparent)]
    Exports(#[from] exports::Error),
    /// Of what goes into it.
    #[error(transparent)]
    Record(#[from] documents::Error),
    /// Of the job that makes it.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
}

impl Error {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Exports(error) => error.kind(),
            Self::Record(error) => error.kind(),
            Self::Outbox(error) => error.kind(),
        }
    }

    /// Whether whoever asked may not have it any more.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Exports(exports::Error::Consent(consent::Error::Refused(_)))
                | Self::Record(documents::Error::Consent(consent::Error::Refused(_)))
        )
    }
}

impl From<database::Error> for Error {
    fn from(error: database::Error) -> Self {
        Self::Record(error.into())
    }
}

impl From<consent::Error> for Error {
    fn from(error: consent::Error) -> Self {
        Self::Record(error.into())
    }
}

impl database::Failure for Error {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Exports(error) => error.database(),
            Self::Record(error) => error.database(),
            Self::Outbox(error) => error.database(),
        }
    }
}
