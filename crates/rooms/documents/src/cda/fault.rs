use kernel::ErrorKind;
use thiserror::Error;

/// Why bytes are not taken as a CDA document: where, and what would be right.
///
/// Places are paths of element names that this program looks for, so no text of the document is repeated; the
/// only words of the file that a message may hold are its declared encoding.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CdaFault {
    /// More bytes than the limit.
    #[error("the document has {bytes} bytes, at most {limit} are taken")]
    TooLarge {
        /// Bytes found.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The encoding named in the XML declaration is not one that is read.
    #[error(
        "encoding `{declared}` is not taken; right are UTF-8, UTF-16, ISO-8859-1, ISO-8859-15, windows-1252"
    )]
    Encoding {
        /// The label as written, cut and in ASCII.
        declared: String,
    },
    /// The bytes show another encoding than the declaration names.
    #[error(
        "the declaration says encoding `{declared}` but the bytes are {found}; declare what the bytes are"
    )]
    EncodingMismatch {
        /// The label as written, cut and in ASCII.
        declared: String,
        /// The encoding that the byte order mark or the first bytes show.
        found: &'static str,
    },
    /// A byte sequence that the encoding does not have.
    #[error("the bytes are not all valid {encoding}")]
    BadBytes {
        /// The encoding they were read in.
        encoding: &'static str,
    },
    /// A document type declaration, the door of entity bombs and outside references.
    #[error(
        "line {line}: a document type declaration (`<!DOCTYPE`) is not taken; remove it and write entities out"
    )]
    Dtd {
        /// Line, from 1.
        line: u32,
    },
    /// Elements inside one another beyond the limit.
    #[error("elements are nested more than {limit} deep")]
    TooDeep {
        /// Levels allowed.
        limit: usize,
    },
    /// More nodes, or more attributes in all, than the limit.
    #[error("the document has more than {limit} elements and texts, or more than {limit} attributes")]
    TooManyNodes {
        /// Nodes allowed, and attributes allowed.
        limit: u32,
    },
    /// One element with more attributes than the limit.
    #[error("line {line}: an element has more than {limit} attributes")]
    TooManyAttributes {
        /// Line, from 1.
        line: u32,
        /// Attributes allowed.
        limit: usize,
    },
    /// More namespace declarations in force at one place than the limit.
    #[error("line {line}: more than {limit} namespace declarations are in force")]
    TooManyNamespaces {
        /// Line, from 1.
        line: u32,
        /// Declarations allowed.
        limit: usize,
    },
    /// Not XML.
    #[error("line {line}, column {column}: not well-formed XML, {reason}")]
    NotWellFormed {
        /// Line, from 1.
        line: u32,
        /// Column in characters, from 1.
        column: u32,
        /// What is wrong, in our words.
        reason: &'static str,
    },
    /// XML, but no CDA.
    #[error("the root is not `ClinicalDocument` in namespace `urn:hl7-org:v3`")]
    NotClinicalDocument,
    /// An element or attribute that must be there is absent or has a `nullFlavor`.
    #[error("`{path}` is missing: {expected}")]
    Missing {
        /// Where it should be.
        path: String,
        /// What should be there.
        expected: &'static str,
    },
    /// An element that may be there once is there more than once, so its meaning is not certain.
    #[error("`{path}` is there more than once; once is right")]
    Repeated {
        /// Where.
        path: String,
    },
    /// A value that cannot be read.
    #[error("`{path}` cannot be read: {expected}")]
    Value {
        /// Where.
        path: String,
        /// What should be there.
        expected: &'static str,
    },
    /// A text or attribute of the header longer than the limit.
    #[error("`{path}` is longer than {limit} bytes")]
    TooLong {
        /// Where.
        path: String,
        /// Bytes allowed.
        limit: usize,
    },
    /// A list of the header with more items than the limit.
    #[error("`{path}` is there more than {limit} times")]
    TooMany {
        /// Where.
        path: String,
        /// Items allowed.
        limit: usize,
    },
}

impl CdaFault {
    /// The kind of error, for the answer of a door.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            _ => ErrorKind::Unprocessable,
        }
    }

    /// The path of the element or attribute at fault, when it is one.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Missing { path, .. }
            | Self::Repeated { path }
            | Self::Value { path, .. }
            | Self::TooLong { path, .. }
            | Self::TooMany { path, .. } => Some(path),
            _ => None,
        }
    }

    /// What should be at [`CdaFault::path`], when there is more to say than the message of the other faults.
    pub fn expected(&self) -> Option<&'static str> {
        match self {
            Self::Missing { expected, .. } | Self::Value { expected, .. } => Some(expected),
            _ => None,
        }
    }
}
