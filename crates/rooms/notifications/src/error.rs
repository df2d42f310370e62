use kernel::ErrorKind;
use thiserror::Error;

/// What can come of using the room of notices.
#[derive(Debug, Error)]
pub enum Error {
    /// The consent engine's answer.
    #[error(transparent)]
    Consent(#[from] consent::Error),
    /// What a notice says cannot be written down.
    #[error("the notice cannot be written")]
    Broken,
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// The vault's.
    #[error(transparent)]
    Vault(#[from] vault::Error),
}

impl Error {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Consent(error) => error.kind(),
            Self::Broken => ErrorKind::Internal,
            Self::Database(error) => error.kind(),
            Self::Vault(error) => error.kind(),
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
            Self::Consent(error) => error.database(),
            Self::Vault(error) => database::Failure::database(error),
            Self::Broken => None,
        }
    }
}
