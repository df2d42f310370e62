use std::{
    fmt,
    future::{Ready, ready},
};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{ETAG, HeaderName, HeaderValue, IF_MATCH},
};
use kernel::ErrorKind;

use crate::{Fault, Problem, ProblemKind};

/// The strong tag of one version of a thing (RFC 9110 §8.8.3), made from ids and counters only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// A tag over what identifies the version; characters that a tag cannot hold are dropped.
    pub fn of(version: impl fmt::Display) -> Self {
        let text = version.to_string();
        Self(text.chars().filter(|char| char.is_ascii_graphic() && !matches!(char, '"' | ',')).collect())
    }

    /// The header to answer with.
    pub fn header(&self) -> (HeaderName, HeaderValue) {
        // INVARIANT: the tag is visible ASCII without quotes, always a valid header value.
        (ETAG, HeaderValue::try_from(self.to_string()).unwrap_or(HeaderValue::from_static("\"\"")))
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// The header `If-Match` of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// Not sent.
    Absent,
    /// `*`: whatever the version is.
    Any,
    /// One of these versions.
    OneOf(Vec<ETag>),
}

impl IfMatch {
    /// Compares with the current version. Call it **after** the decision, on a thing that the caller may see:
    /// before it, the answer would tell that a hidden thing exists.
    ///
    /// # Errors
    /// 428 when the header is absent, 412 when another version is the current one.
    pub fn require(&self, current: &ETag) -> Result<(), Problem> {
        match self {
            Self::Absent => Err(Problem::new(ProblemKind::PreconditionRequired)),
            Self::Any => Ok(()),
            Self::OneOf(tags) if tags.contains(current) => Ok(()),
            Self::OneOf(_) => Err(Problem::new(ErrorKind::PreconditionFailed)),
        }
    }

    fn parse(header: &str) -> Option<Self> {
        if header.trim() == "*" {
            return Some(Self::Any);
        }
        // Our tags hold no comma. A weak tag never matches strongly, so it is read and left out.
        let tags = header.split(',').map(str::trim).map(|tag| {
            let (weak, tag) = tag.strip_prefix("W/").map_or((false, tag), |tag| (true, tag));
            let inner = tag.strip_prefix('"')?.strip_suffix('"')?;
            let readable = inner.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
            readable.then(|| (!weak).then(|| ETag(inner.to_owned())))
        });
        let tags: Option<Vec<Option<ETag>>> = tags.collect();
        Some(Self::OneOf(tags?.into_iter().flatten().collect()))
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.headers().get(IF_MATCH) {
            None => Ok(Self::Absent),
            Some(header) => header.to_str().ok().and_then(Self::parse).ok_or_else(|| {
                let expected = "`*`, or tags in double quotes separated by commas";
                Problem::fault(ErrorKind::Invalid, Fault::new("header:if-match", expected))
            }),
        })
    }
}
