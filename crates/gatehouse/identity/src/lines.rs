use std::io::{self, BufRead};

/// Longest line that is looked at, in bytes. Rows of a directory and of a feed have some hundred.
const LONGEST: usize = 64 * 1024;

/// The lines of a source, one after the other; never more than one of them in memory, and never a long one whole.
pub struct Lines<R> {
    source: R,
    number: u64,
    read_to: u64,
    line: Vec<u8>,
}

/// A line without what ends it.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// All of it.
    Whole(&'a [u8]),
    /// It is longer than any row is; the rest of it was passed over.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    /// From the beginning of a source.
    pub fn new(source: R) -> Self {
        Self::from(source, 0, 0)
    }

    /// From the byte `read_to`, where the source stands, after `number` lines.
    pub fn from(source: R, number: u64, read_to: u64) -> Self {
        Self { source, number, read_to, line: Vec::new() }
    }

    /// Number of the line that was read last, counted from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The byte after the line that was read last.
    pub fn read_to(&self) -> u64 {
        self.read_to
    }

    /// The source, wherever it stands.
    pub fn into_inner(self) -> R {
        self.source
    }

    /// The next line; none at the end. A line that is not ended is a line.
    ///
    /// # Errors
    /// The source's.
    pub fn read(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let (mut any, mut too_long) = (false, false);
        loop {
            let bytes = match self.source.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                filled => filled?,
            };
            if bytes.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', bytes);
            let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
            if self.line.len() + part.len() > LONGEST {
                too_long = true;
            } else if !too_long {
                self.line.extend_from_slice(part);
            }
            let used = end.map_or(bytes.len(), |at| at + 1);
            self.source.consume(used);
            self.read_to += u64::try_from(used).unwrap_or_default();
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        if too_long {
            return Ok(Some(Line::TooLong));
        }
        let line = self.line.as_slice();
        Ok(Some(Line::Whole(line.strip_suffix(b"\r").unwrap_or(line))))
    }
}
