use kernel::ErrorKind;
use thiserror::Error;

/// What can go wrong with jobs. No variant shows a payload.
#[derive(Debug, Error)]
pub enum Error {
    /// The kind is not a word of small letters, digits, `.`, `_` and `-`, of at most 64 bytes.
    #[error("`{0}` is not a kind of job")]
    Kind(String),
    /// The payload holds more than ids and small facts.
    #[error("the payload has {found} bytes, and {most} are the most")]
    TooLarge {
        /// Bytes of its JSON.
        found: usize,
        /// The most it may have.
        most: usize,
    },
    /// The payload cannot be opened, or is not JSON.
    #[error("the payload of the job cannot be read")]
    Payload,
    /// No dead letter has this id, or what it carried was emptied.
    #[error("no dead job `{0}` that can be tried again")]
    NotDead(kernel::JobId),
    /// The lease ended and another runner has the job: what this one did must not be committed.
    #[error("the job was taken over by another runner")]
    Overtaken,
    /// Two handlers for one kind.
    #[error("the kind `{0}` has two handlers")]
    TwoHandlers(&'static str),
    /// A thread could not be started.
    #[error("no thread could be started for the runner: {0}")]
    Thread(std::io::ErrorKind),
    /// The vault's.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl Error {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NotDead(_) => ErrorKind::NotFound,
            Self::Overtaken => ErrorKind::Conflict,
            Self::Vault(error) => error.kind(),
            Self::Database(error) => error.kind(),
            Self::Kind(_)
            | Self::TooLarge { .. }
            | Self::Payload
            | Self::TwoHandlers(_)
            | Self::Thread(_) => ErrorKind::Internal,
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
            Self::Vault(error) => database::Failure::database(error),
            _ => None,
        }
    }
}
