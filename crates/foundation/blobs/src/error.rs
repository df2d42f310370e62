use std::{error::Error as StdError, io};

use kernel::ErrorKind;
use thiserror::Error;

/// What can go wrong where blobs lie. No variant shows a path.
#[derive(Debug, Error)]
pub enum Error {
    /// No such blob.
    #[error("no such blob")]
    NotFound,
    /// A blob of this id is there already; blobs are never overwritten.
    #[error("a blob of this id is there already")]
    Taken,
    /// The range is empty or reaches beyond the end of the blob.
    #[error("the range does not lie in the blob")]
    Range,
    /// The disk or the quota is full. Nothing of the blob is visible.
    #[error("the place where blobs lie is full")]
    Full,
    /// The object store did not do it; it may do it later. The words are fixed.
    #[error("the object store cannot be used: {0}")]
    Away(&'static str),
    /// The options make no store; the words say which.
    #[error("{0} cannot be used")]
    Options(&'static str),
    /// Anything else that the system refused.
    #[error("the place where blobs lie cannot be used: {0}")]
    Unavailable(io::ErrorKind),
}

impl Error {
    /// The kind a door turns into a status.
    ///
    /// A full disk, or an object store that is away, is [`ErrorKind::Overloaded`]: the request was right, nothing names
    /// what was stored, and the same request will pass once the operator has made room or the store is back. A blob that is absent is [`ErrorKind::Internal`] and not "not
    /// found": it is only asked for because a row names it, so the fault is ours and must not look like an
    /// answer about the thing.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Full | Self::Away(_) => ErrorKind::Overloaded,
            Self::Range => ErrorKind::RangeNotSatisfiable,
            Self::NotFound | Self::Taken | Self::Options(_) | Self::Unavailable(_) => ErrorKind::Internal,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::AlreadyExists => Self::Taken,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            other => Self::Unavailable(other),
        }
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            object_store::Error::AlreadyExists { .. } => Self::Taken,
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                Self::Unavailable(io::ErrorKind::PermissionDenied)
            }
            // the store hides the system's error some causes down
            other => {
                let mut cause: Option<&(dyn StdError + 'static)> = Some(&other);
                while let Some(error) = cause {
                    if let Some(system) = error.downcast_ref::<io::Error>() {
                        return io::Error::from(system.kind()).into();
                    }
                    cause = error.source();
                }
                Self::Unavailable(io::ErrorKind::Other)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn generic(code: i32) -> object_store::Error {
        object_store::Error::Generic { store: "test", source: Box::new(io::Error::from_raw_os_error(code)) }
    }

    #[test]
    fn a_full_disk_or_quota_is_told_apart_and_may_be_tried_again() {
        for code in [28, 122] {
            let error = Error::from(generic(code));
            assert!(matches!(error, Error::Full), "{error:?}");
            assert_eq!(error.kind(), ErrorKind::Overloaded);
        }
    }

    #[test]
    fn another_fault_of_the_disk_is_ours() {
        let error = Error::from(generic(5));
        assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
        assert_eq!(error.kind(), ErrorKind::Internal);
    }
}
