use std::sync::Arc;

use kernel::{ErrorKind, SpaceId};
use thiserror::Error;

use crate::{MasterFault, Purpose};

/// What can go wrong with keys and sealed values. No variant holds a key, a plain value or a sealed one.
#[derive(Debug, Error)]
pub enum Error {
    /// The seal does not hold: altered, cut, from another space, another place or another key.
    #[error("a sealed value does not open: it was altered, cut or comes from elsewhere")]
    Broken,
    /// The space never had a key here, or its key was destroyed.
    #[error("space `{0}` has no key")]
    NoSpaceKey(SpaceId),
    /// A service key that is not in the ring: retired, or never made.
    #[error("no {purpose} key has the id `{id}`")]
    UnknownKey {
        /// What the key is for.
        purpose: Purpose,
        /// Its number.
        id: u32,
    },
    /// A service key that counts and whose row does not open here.
    #[error("the {purpose} key `{id}` does not open here: {why}")]
    ClosedKey {
        /// What the key is for.
        purpose: Purpose,
        /// Its number.
        id: u32,
        /// What its row was refused for.
        why: Arc<Self>,
    },
    /// A key was asked for what its purpose does not do, such as signing with a cursor key.
    #[error("keys for {purpose} do not {act}")]
    Misused {
        /// What the key is for.
        purpose: Purpose,
        /// What was asked of it.
        act: &'static str,
    },
    /// A key cannot be rotated or retired now; the sentence says why.
    #[error("{0}")]
    Refused(&'static str),
    /// A range that is not inside the object.
    #[error("the range lies outside the object")]
    Range,
    /// More segments than a 4-byte counter can number.
    #[error("the object is too long to be sealed")]
    TooLong,
    /// The cryptographic library refused its input.
    #[error("the cryptographic library refused to {0}")]
    Library(&'static str),
    /// The master keys cannot be read or used.
    #[error(transparent)]
    Master(#[from] MasterFault),
    /// The key store cannot be reached or holds something unreadable.
    #[error(transparent)]
    Store(#[from] database::Error),
}

impl Error {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NoSpaceKey(_) => ErrorKind::NotFound,
            Self::Refused(_) => ErrorKind::Conflict,
            Self::Range => ErrorKind::RangeNotSatisfiable,
            Self::TooLong => ErrorKind::TooLarge,
            Self::Store(error) => error.kind(),
            Self::Broken
            | Self::UnknownKey { .. }
            | Self::ClosedKey { .. }
            | Self::Misused { .. }
            | Self::Library(_)
            | Self::Master(_) => ErrorKind::Internal,
        }
    }
}

impl database::Failure for Error {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
