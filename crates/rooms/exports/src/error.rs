use kernel::ErrorKind;
use thiserror::Error;

use crate::model::ExportState;

/// What can come of using the room of exports.
#[derive(Debug, Error)]
pub enum Error {
    /// The consent engine's answer.
    #[error(transparent)]
    Consent(#[from] consent::Error),
    /// There is nothing to take out: the export is not ready, or is no more.
    #[error("the export is {}; it is taken out while it is ready", .0.as_str())]
    NotReady(ExportState),
    /// There are as many exports as are kept for one person.
    #[error("at most {most} exports are kept at a time; remove one of them first")]
    TooMany {
        /// How many.
        most: usize,
    },
    /// The export was ended, removed or taken over meanwhile: nothing of this work counts.
    #[error("the export goes on no more")]
    Over,
    /// Something is in the archive that its owner sees no more.
    #[error("something in the export is not shown to you any more; ask for a new one")]
    Changed,
    /// More than an archive can hold, or a name that cannot be one.
    #[error("the archive cannot be written")]
    Unwritable,
    /// The sealed archive does not open.
    #[error("the archive cannot be opened")]
    Broken,
    /// The release was used too late.
    #[error("the archive was not fetched in time; ask again")]
    Expired,
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// The vault's.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The blob store's.
    #[error(transparent)]
    Blobs(#[from] blobs::Error),
}

impl Error {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Consent(error) => error.kind(),
            Self::NotReady(_) | Self::TooMany { .. } | Self::Over | Self::Changed => ErrorKind::Conflict,
            Self::Unwritable | Self::Broken => ErrorKind::Internal,
            Self::Expired => ErrorKind::Overloaded,
            Self::Database(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Blobs(error) => error.kind(),
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
            _ => None,
        }
    }
}
