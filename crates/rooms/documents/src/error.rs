use kernel::{CorrectionId, DocumentId, ErrorKind};
use thiserror::Error;

use crate::{
    cda::CdaFault,
    content::ContentFault,
    model::{CorrectionState, Status},
    photos::PhotoFault,
};

/// What can come of using the room of documents.
#[derive(Debug, Error)]
pub enum Error {
    /// The consent engine's answer.
    #[error(transparent)]
    Consent(#[from] consent::Error),
    /// What was sent is not a content that is taken.
    #[error(transparent)]
    Content(#[from] ContentFault),
    /// Several files of which no document can be made.
    #[error(transparent)]
    Photos(#[from] PhotoFault),
    /// The header of a clinical document cannot be read.
    #[error(transparent)]
    Cda(#[from] CdaFault),
    /// The metadata breaks a rule: where, and what would be right.
    #[error("`{pointer}`: {expected}")]
    Metadata {
        /// JSON pointer into the metadata.
        pointer: &'static str,
        /// What was found, when it may be repeated.
        found: Option<String>,
        /// What would be right.
        expected: String,
    },
    /// More bytes than this caller may deposit.
    #[error("the file has {size} bytes; at most {limit} are taken")]
    TooLarge {
        /// Bytes sent.
        size: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// The document is about somebody else. The traits are named only to who may see the record.
    #[error("the identity given with the document is not the one of this record")]
    OtherPatient {
        /// Names of the strict traits that differ; empty when the caller may not know.
        differing: Vec<&'static str>,
    },
    /// A document with this identifier of the same producer is there already.
    #[error("a document with this unique identifier is, or was, in the record")]
    AlreadyThere {
        /// Which one; none when it was withdrawn.
        document: Option<DocumentId>,
    },
    /// The `Idempotency-Key` was used for another request.
    #[error("this key was used for another request; use a new one for what is new")]
    KeyReused,
    /// The document is somebody else's: it is seen, and not changed.
    #[error("only its author, or the citizen who brought it, may do this with a document")]
    NotYours,
    /// The version is not the current one.
    #[error("this version is not the current one")]
    NotCurrent {
        /// Where it stands.
        status: Status,
    },
    /// The document was put aside, and is not replaced as long as it is.
    #[error("the document was put aside; take it back first")]
    PutAside,
    /// Another folder has this name.
    #[error("a folder of this record has this name already")]
    FolderTaken,
    /// There are as many folders as there can be.
    #[error("a record has at most {most} folders")]
    TooManyFolders {
        /// How many.
        most: i16,
    },
    /// A citizen brought the document: there is no author to ask.
    #[error(
        "you, or somebody for you, brought this document: give it another title, replace it or withdraw it"
    )]
    OwnDocument,
    /// A request for correction of this document waits already.
    #[error("a request for correction of this document waits for its answer already")]
    CorrectionWaits {
        /// The request.
        request: CorrectionId,
    },
    /// The request was answered, or taken back.
    #[error("this request waits for an answer no more")]
    CorrectionEnded {
        /// What became of it.
        state: CorrectionState,
    },
    /// Nothing was corrected since it was asked.
    #[error("no new version of the document was deposited since: replace it first, or answer `declined`")]
    NotCorrected,
    /// Somebody changed the document meanwhile.
    #[error("the document was changed since it was read")]
    Changed,
    /// The release was used too late.
    #[error("the content was not fetched in time; ask again")]
    Expired,
    /// Too many documents are read at once.
    #[error("too many documents are read at this moment; ask again")]
    Busy,
    /// The sealed content does not open.
    #[error("the content cannot be opened")]
    Broken,
    /// The database's.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// The vault's.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The identity's.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The blob store's.
    #[error(transparent)]
    Blobs(#[from] blobs::Error),
}

impl Error {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Consent(error) => error.kind(),
            Self::Content(fault) => fault.kind(),
            Self::Photos(PhotoFault::NoPhoto { .. }) => ErrorKind::UnsupportedMedia,
            Self::Photos(PhotoFault::Damaged { .. }) => ErrorKind::Unprocessable,
            Self::Photos(
                PhotoFault::TooMany { .. } | PhotoFault::TooLarge { .. } | PhotoFault::TooLargeTogether,
            ) => ErrorKind::TooLarge,
            Self::Cda(fault) => fault.kind(),
            Self::Metadata { .. } | Self::OtherPatient { .. } | Self::OwnDocument => ErrorKind::Unprocessable,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::AlreadyThere { .. }
            | Self::KeyReused
            | Self::NotCurrent { .. }
            | Self::PutAside
            | Self::FolderTaken
            | Self::TooManyFolders { .. }
            | Self::CorrectionWaits { .. }
            | Self::CorrectionEnded { .. }
            | Self::NotCorrected => ErrorKind::Conflict,
            Self::NotYours => ErrorKind::Forbidden,
            Self::Changed => ErrorKind::PreconditionFailed,
            Self::Expired | Self::Busy => ErrorKind::Overloaded,
            Self::Broken => ErrorKind::Internal,
            Self::Database(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Identity(error) => error.kind(),
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
            Self::Identity(error) => error.database(),
            _ => None,
        }
    }
}
