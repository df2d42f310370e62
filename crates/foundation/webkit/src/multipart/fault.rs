use actix_web::error::PayloadError;
use kernel::ErrorKind;

use crate::{Fault, Problem, extract};

/// Why a multipart body cannot be read.
#[derive(Debug)]
pub(super) enum MultipartFault {
    /// The stream ended before the closing delimiter.
    Truncated,
    /// The first bytes are not the delimiter that `Content-Type` announced.
    NoDelimiter,
    /// Something other than a line end or `--` follows a delimiter.
    AfterDelimiter,
    /// The headers of a part are too long or no headers.
    PartHeaders,
    /// There are bytes after the closing delimiter.
    AfterTheEnd,
    /// A part is longer than its limit.
    PartTooLarge(usize),
    /// The connection failed, or a limit of the whole body was met.
    Payload(PayloadError),
}

impl MultipartFault {
    /// The problem, naming the part that was being read (`metadata`, `file`, or none yet).
    pub(super) fn problem(self, part: &str) -> Problem {
        let pointer = if part.is_empty() { String::new() } else { format!("part:{part}") };
        let invalid = |expected: &str, found: &str| {
            Problem::fault(ErrorKind::Invalid, Fault::new(pointer.clone(), expected).found(found))
                .detail("the multipart body cannot be read")
        };
        match self {
            Self::Truncated => invalid("a closing delimiter: the body is cut off", "the end of the body"),
            Self::NoDelimiter => {
                invalid("the delimiter that `Content-Type` announces, at the first byte", "other bytes")
            }
            Self::AfterDelimiter => invalid("a line end or `--` after the delimiter", "other bytes"),
            Self::PartHeaders => invalid(
                "`Content-Disposition: form-data; name=\"…\"` and at most 8192 bytes of headers",
                "headers that cannot be read",
            ),
            Self::AfterTheEnd => invalid("nothing after the closing delimiter", "more bytes"),
            Self::PartTooLarge(limit) => {
                Problem::fault(ErrorKind::TooLarge, Fault::new(pointer, format!("at most {limit} bytes")))
            }
            Self::Payload(error) => extract::of_payload(&error),
        }
    }
}
