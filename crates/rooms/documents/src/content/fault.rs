use kernel::ErrorKind;
use thiserror::Error;

use super::Kind;
use crate::cda::CdaFault;

/// Why a content is not taken: what was found, what was declared, what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContentFault {
    /// No byte.
    #[error("the content is empty; send the bytes of the file")]
    Empty,
    /// The bytes are a kind that is taken, but not the declared one.
    #[error(
        "the content is {found} but was declared as `{declared}`; declare `{found}` or send the right file"
    )]
    Mismatch {
        /// The media type of what the bytes are.
        found: &'static str,
        /// What was declared, cut and in ASCII.
        declared: String,
    },
    /// A kind that is not taken.
    #[error("the content is {found}, which is not taken; right are {}", Kind::list())]
    Unknown {
        /// What the bytes look like.
        found: &'static str,
    },
    /// A file of a kind that is taken, which is cut or whose picture is damaged.
    #[error("the content is cut or damaged; send {expected}")]
    Damaged {
        /// What a whole one is.
        expected: &'static str,
    },
    /// Text with a character set other than UTF-8.
    #[error("text is taken in UTF-8 only, and was declared as `{declared}`")]
    Charset {
        /// The declared character set, cut and in ASCII.
        declared: String,
    },
    /// XML of which not even the root can be looked at.
    #[error(transparent)]
    Xml(#[from] CdaFault),
}

impl ContentFault {
    /// The kind of error, for the answer of a door.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Empty => ErrorKind::Invalid,
            Self::Damaged { .. } => ErrorKind::Unprocessable,
            Self::Xml(fault) => fault.kind(),
            Self::Mismatch { .. } | Self::Unknown { .. } | Self::Charset { .. } => {
                ErrorKind::UnsupportedMedia
            }
        }
    }

    /// What was found in the bytes, when it has a name.
    pub fn found(&self) -> Option<&'static str> {
        match self {
            Self::Mismatch { found, .. } | Self::Unknown { found } => Some(found),
            _ => None,
        }
    }
}
