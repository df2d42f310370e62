use std::ops::Range;

use crate::Error;

/// Plain bytes of a full segment; only the last one may be shorter.
pub const SEGMENT: usize = 65_536;
const PLAIN: u64 = 65_536;
const TAG: u64 = 16;
const SEALED: u64 = PLAIN + TAG;

/// One segment of a sealed object and where it lies in the ciphertext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its number, from 0.
    pub index: u32,
    /// Its bytes in the ciphertext, tag included.
    pub sealed: Range<u64>,
}

/// How many segments hold `plain_len` bytes; an empty object has one.
pub(super) fn count(plain_len: u64) -> u64 {
    plain_len.div_ceil(PLAIN).max(1)
}

/// Length of the ciphertext of an object of `plain_len` bytes: 16 more for each started segment.
pub fn sealed_len(plain_len: u64) -> u64 {
    plain_len.saturating_add(count(plain_len).saturating_mul(TAG))
}

/// Which bytes of the ciphertext hold the plain bytes of `range`: whole segments, in one piece. An empty range
/// gives an empty one.
///
/// # Errors
/// [`Error::Range`] when the range is reversed or ends beyond the object.
pub fn segments_of(range: &Range<u64>, plain_len: u64) -> Result<Range<u64>, Error> {
    let numbers = numbers_of(range, plain_len)?;
    if numbers.is_empty() {
        return Ok(0..0);
    }
    Ok(numbers.start.saturating_mul(SEALED)..numbers.end.saturating_mul(SEALED).min(sealed_len(plain_len)))
}

/// The numbers of the segments that hold `range`.
pub(super) fn numbers_of(range: &Range<u64>, plain_len: u64) -> Result<Range<u64>, Error> {
    if range.start > range.end || range.end > plain_len {
        return Err(Error::Range);
    }
    if range.is_empty() {
        return Ok(0..0);
    }
    Ok(range.start / PLAIN..range.end.div_ceil(PLAIN))
}

/// The segment of that number.
pub(super) fn segment(number: u64, plain_len: u64) -> Result<Segment, Error> {
    let start = number.saturating_mul(SEALED);
    Ok(Segment {
        index: u32::try_from(number).map_err(|_| Error::TooLong)?,
        sealed: start..start.saturating_add(SEALED).min(sealed_len(plain_len)),
    })
}

/// Which bytes of a segment's plain text belong to `range`.
pub(super) fn inside(number: u64, range: &Range<u64>) -> Range<usize> {
    let start = number.saturating_mul(PLAIN);
    let within = |at: u64| usize::try_from(at.saturating_sub(start).min(PLAIN)).unwrap_or(SEGMENT);
    within(range.start)..within(range.end)
}
