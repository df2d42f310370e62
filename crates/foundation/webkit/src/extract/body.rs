use std::io;

use actix_web::{
    HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use kernel::ErrorKind;

use crate::{Fault, Problem, ProblemKind};

/// Most bytes of a JSON or form body, as `app_data` of the application or of one resource; 256 KiB without it.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

impl Default for BodyLimit {
    fn default() -> Self {
        Self(256 * 1024)
    }
}

/// Reads a whole small body.
pub(super) async fn read(request: &HttpRequest, mut payload: Payload) -> Result<Bytes, Problem> {
    let BodyLimit(limit) = request.app_data::<BodyLimit>().copied().unwrap_or_default();
    let too_large = || {
        let expected = format!("at most {limit} bytes");
        Problem::fault(ErrorKind::TooLarge, Fault::new("", expected))
    };
    if declared_length(request).is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(piece) = payload.try_next().await.map_err(|error| of_payload(&error))? {
        if body.len() + piece.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

fn declared_length(request: &HttpRequest) -> Option<usize> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The media type of the body, lower case and without parameters; empty when there is none.
pub(super) fn media_type(request: &HttpRequest) -> String {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = header.and_then(|value| value.split(';').next()).unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// A body of a media type that a route does not take.
pub(super) fn wrong_media_type(expected: &str) -> Problem {
    Problem::fault(ErrorKind::UnsupportedMedia, Fault::new("header:content-type", expected))
}

/// The problem of a body that could not be read to its end.
pub(crate) fn of_payload(error: &PayloadError) -> Problem {
    match error {
        PayloadError::Overflow => Problem::fault(
            ErrorKind::TooLarge,
            Fault::new("", "fewer bytes: the server takes no body this large"),
        ),
        PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
            Problem::new(ProblemKind::SlowRequest)
        }
        PayloadError::Incomplete(_) => {
            Problem::new(ErrorKind::Invalid).detail("the body ends before its announced length")
        }
        _ => Problem::new(ErrorKind::Invalid).detail("the body could not be read"),
    }
}
