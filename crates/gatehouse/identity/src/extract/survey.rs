use std::io::{self, Read};

use aws_lc_rs::digest::{Context, SHA256};
use thiserror::Error;

use super::Encoding;

/// What is known of a file before any row of it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// SHA-256 of its bytes: the same file again is the same.
    pub digest: [u8; 32],
    /// How many bytes it has.
    pub length: u64,
    /// How its letters are written.
    pub encoding: Encoding,
}

/// Why a file is not read.
#[derive(Debug, Error)]
pub enum SurveyFault {
    /// It could not be read.
    #[error("it cannot be read: {0}")]
    Read(#[from] io::Error),
    /// It has no byte.
    #[error("it is empty")]
    Empty,
    /// It is packed.
    #[error("it is packed (`{0}`): unpack it first")]
    Packed(&'static str),
    /// It is written in another way.
    #[error("its text is UTF-16: save it as UTF-8")]
    Utf16,
    /// Some of its letters are UTF-8 and others are not.
    #[error(
        "its letters are UTF-8 in {utf8} places and something else in {other}: two files may have been put together"
    )]
    Mixed {
        /// Letters beyond ASCII that are UTF-8.
        utf8: u64,
        /// Bytes that are not.
        other: u64,
    },
}

const CHUNK: usize = 256 * 1024;
/// In Latin-1 two letters stand side by side by chance as one of UTF-8 does, once in so many.
const BY_CHANCE: u64 = 50;

/// Looks a file through from its beginning to its end.
///
/// # Errors
/// [`SurveyFault`].
pub fn survey(source: &mut impl Read) -> Result<Survey, SurveyFault> {
    let mut digest = Context::new(&SHA256);
    let (mut length, mut letters) = (0_u64, Letters::default());
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = source.read(&mut chunk)?;
        let bytes = chunk.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        if length == 0 {
            refuse_other_kinds(bytes)?;
        }
        digest.update(bytes);
        letters.take(bytes);
        length += u64::try_from(read).unwrap_or(u64::MAX);
    }
    if length == 0 {
        return Err(SurveyFault::Empty);
    }
    let digest = digest.finish().as_ref().try_into().unwrap_or([0; 32]);
    Ok(Survey { digest, length, encoding: letters.encoding()? })
}

fn refuse_other_kinds(bytes: &[u8]) -> Result<(), SurveyFault> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    if begins(b"PK\x03\x04") {
        return Err(SurveyFault::Packed("zip"));
    }
    if begins(b"\x1f\x8b") {
        return Err(SurveyFault::Packed("gzip"));
    }
    if begins(b"\xff\xfe") || begins(b"\xfe\xff") {
        return Err(SurveyFault::Utf16);
    }
    Ok(())
}

/// Counts letters beyond ASCII.
#[derive(Default)]
struct Letters {
    utf8: u64,
    other: u64,
    /// The beginning of a letter whose end comes with the next bytes.
    begun: Vec<u8>,
}

impl Letters {
    fn take(&mut self, bytes: &[u8]) {
        let joined = [self.begun.as_slice(), bytes].concat();
        let mut rest = joined.as_slice();
        self.begun.clear();
        loop {
            match str::from_utf8(rest) {
                Ok(text) => {
                    self.utf8 += beyond_ascii(text);
                    return;
                }
                Err(fault) => {
                    let (good, bad) = rest.split_at(fault.valid_up_to());
                    self.utf8 += beyond_ascii(str::from_utf8(good).unwrap_or_default());
                    let Some(wrong) = fault.error_len() else {
                        self.begun = bad.to_vec();
                        return;
                    };
                    self.other += 1;
                    rest = bad.get(wrong..).unwrap_or_default();
                }
            }
        }
    }

    fn encoding(&self) -> Result<Encoding, SurveyFault> {
        let other = self.other + u64::from(!self.begun.is_empty());
        if other == 0 {
            return Ok(Encoding::Utf8);
        }
        if self.utf8.saturating_mul(BY_CHANCE) <= other {
            return Ok(Encoding::Latin1);
        }
        Err(SurveyFault::Mixed { utf8: self.utf8, other })
    }
}

fn beyond_ascii(text: &str) -> u64 {
    if text.is_ascii() {
        return 0;
    }
    u64::try_from(text.chars().filter(|letter| !letter.is_ascii()).count()).unwrap_or(u64::MAX)
}
