use std::{
    convert::Infallible,
    future::{Ready, ready},
    ops::Range,
};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{
        Method,
        header::{CONTENT_RANGE, HeaderName, HeaderValue, IF_RANGE, RANGE},
    },
};
use kernel::ErrorKind;

use crate::{ETag, Problem};

/// The header `Range` of a read, with its `If-Range`.
///
/// The rule (RFC 9110 §14.2): one byte range is served as asked, cut at the end of the content. Several ranges,
/// another unit, a header that cannot be read and an `If-Range` of another version are ignored: the whole content
/// is answered by 200. A single range that lies wholly outside is answered by 416 with the length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedRange {
    bounds: Option<Bounds>,
    only_for: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bounds {
    From { first: u64, last: Option<u64> },
    Last(u64),
}

/// What to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// 200 with everything.
    Whole,
    /// 206 with these bytes.
    Part(Range<u64>),
}

impl WantedRange {
    /// Whether one byte range is asked for, as far as the header alone says.
    pub fn is_asked(&self) -> bool {
        self.bounds.is_some()
    }

    /// Decides on content of `length` bytes. Call it after the decision, on content that the caller may read:
    /// a 416 tells the length.
    ///
    /// # Errors
    /// 416 when the range lies outside.
    pub fn of(&self, length: u64, version: &ETag) -> Result<Extent, Problem> {
        if self.only_for.as_ref().is_some_and(|tag| *tag != version.to_string()) {
            return Ok(Extent::Whole);
        }
        let outside = || Problem::new(ErrorKind::RangeNotSatisfiable).content_length(length);
        match self.bounds {
            None => Ok(Extent::Whole),
            Some(Bounds::From { first, .. }) if first >= length => Err(outside()),
            Some(Bounds::From { first, last }) => {
                let end = last.map_or(length, |last| last.saturating_add(1).min(length));
                Ok(Extent::Part(first..end))
            }
            Some(Bounds::Last(count)) if count == 0 || length == 0 => Err(outside()),
            Some(Bounds::Last(count)) => Ok(Extent::Part(length.saturating_sub(count)..length)),
        }
    }

    fn parse(header: &str) -> Option<Bounds> {
        let (unit, range) = header.split_once('=')?;
        let (first, last) = range.trim().split_once('-')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
            return None;
        }
        match (first, last) {
            ("", count) => number(count).map(Bounds::Last),
            (first, "") => number(first).map(|first| Bounds::From { first, last: None }),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some(Bounds::From { first, last: Some(last) })
            }
        }
    }
}

/// A number of any length; one that is beyond every content is as good as the largest (RFC 9110 §14.1.2).
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

impl FromRequest for WantedRange {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
        let asked = (*request.method() == Method::GET).then(|| text(RANGE)).flatten();
        ready(Ok(Self {
            bounds: asked.and_then(Self::parse),
            only_for: text(IF_RANGE).map(|tag| tag.trim().to_owned()),
        }))
    }
}

/// The header of a 206: which bytes of how many; `part` must not be empty.
pub fn content_range(part: &Range<u64>, length: u64) -> (HeaderName, HeaderValue) {
    let text = format!("bytes {}-{}/{length}", part.start, part.end.saturating_sub(1));
    // INVARIANT: digits and ASCII signs, always a valid header value.
    (CONTENT_RANGE, HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("bytes */*")))
}
