//! PDF (ISO 32000-2:2020, 7.5.5 and annex F): at its end `startxref` and the place of the last cross-reference table. A
//! linearised file has one at its beginning too, of which the place does not count, and says how long the file is.

use memchr::memmem::{find, rfind};

/// How much of the end is looked at. Readers look for `%%EOF` in the last 1024 bytes; senders add bytes of their own.
const END: usize = 8 * 1024;
/// Where the dictionary of a linearised file stands.
const BEGINNING: usize = 1024;
/// What stands before the place of the table.
const PLACE: &[u8] = b"startxref";

#[derive(Default)]
pub(super) struct Pdf {
    length: u64,
    beginning: Vec<u8>,
    end: Vec<u8>,
}

impl Pdf {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.length += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let room = BEGINNING.saturating_sub(self.beginning.len());
        self.beginning.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        let kept = END.saturating_sub(bytes.len());
        self.end.drain(..self.end.len().saturating_sub(kept));
        self.end.extend_from_slice(bytes.get(bytes.len().saturating_sub(END)..).unwrap_or_default());
    }

    pub(super) fn is_whole(&self) -> bool {
        let place = rfind(&self.end, PLACE).and_then(|at| number(&self.end, at + PLACE.len()));
        place.is_some_and(|place| (1..self.length).contains(&place))
            && self.linearised_length().is_none_or(|length| length <= self.length)
    }

    /// How long a linearised file says that it is.
    fn linearised_length(&self) -> Option<u64> {
        let dictionary = self.beginning.get(find(&self.beginning, b"/Linearized")?..)?;
        let dictionary = dictionary.get(..find(dictionary, b">>")?)?;
        let at = find(dictionary, b"/L ").map(|at| at + 3)?;
        number(dictionary, at)
    }
}

/// The number that stands after white space.
fn number(bytes: &[u8], at: usize) -> Option<u64> {
    let rest = bytes.get(at..)?.trim_ascii_start();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()
}
