use identity::TraitFault;
use kernel::ErrorKind;
use thiserror::Error;
use webkit::Problem;

use crate::{people::DirectoryFault, provider::KeyFault};

/// What can go wrong in the sandbox.
#[derive(Debug, Error)]
pub enum Error {
    /// No persona has this id.
    #[error("there is no such persona; `GET /sandbox/personas` lists them")]
    NoSuchPersona,
    /// Software is no person.
    #[error("software shows no second factor; ask without `second_factor`")]
    ShowsNothing,
    /// A made-up number or trait is none.
    #[error("the made-up people are not right: {0}")]
    MadeUp(&'static str),
    /// A provider's key.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// Identity's.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The room's.
    #[error(transparent)]
    Documents(#[from] documents::Error),
    /// A notice's.
    #[error(transparent)]
    Notice(#[from] flows::notify::Fault),
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl Error {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NoSuchPersona | Self::ShowsNothing => ErrorKind::Unprocessable,
            Self::MadeUp(_) | Self::Key(_) => ErrorKind::Internal,
            Self::Identity(error) => error.kind(),
            Self::Documents(error) => error.kind(),
            Self::Notice(error) => error.kind(),
            Self::Database(error) => error.kind(),
        }
    }
}

impl From<DirectoryFault> for Error {
    fn from(_: DirectoryFault) -> Self {
        Self::MadeUp("the directory")
    }
}

impl From<TraitFault> for Error {
    fn from(_: TraitFault) -> Self {
        Self::MadeUp("the traits of the holder")
    }
}

impl database::Failure for Error {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Identity(error) => error.database(),
            Self::Documents(error) => error.database(),
            Self::Notice(error) => error.database(),
            Self::Database(error) => Some(error),
            Self::NoSuchPersona | Self::ShowsNothing | Self::MadeUp(_) | Self::Key(_) => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::from_error(error.kind(), &error)
    }
}
