//! TIFF (revision 6.0, 1992, section 2): a header names the first directory, which names the strips or tiles of a picture
//! by their place. The first directory, the values that it names and the picture where it is one strip must lie in the
//! file. Of several strips only their list is looked at: it may stand behind them or before.

use std::ops::Range;

/// Tags that say where a picture lies, each with the one of its lengths: strips, tiles, a JPEG of the old kind.
const PICTURES: [(u16, u16); 3] = [(273, 279), (324, 325), (513, 514)];
/// Bytes of one value of each type of field, from 1 on: byte, ASCII, short, long, rational, and the signed ones.
const WIDTHS: [u64; 12] = [1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
/// Bytes of one entry of a directory.
const ENTRY: u64 = 12;

#[derive(Default)]
pub(super) struct Tiff {
    length: u64,
    header: Vec<u8>,
    directory: Vec<u8>,
}

struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    /// The value itself where it fits into four bytes, else its place.
    value: u32,
}

impl Tiff {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let start = self.length;
        self.length += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.header.extend_from_slice(part(bytes, start, 0..8));
        let Some(at) = self.place_of_directory() else { return };
        self.directory.extend_from_slice(part(bytes, start, at..at + 2));
        if let Some(entries) = self.number_of_entries() {
            self.directory.extend_from_slice(part(bytes, start, at + 2..at + 2 + entries * ENTRY));
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        let Some(entries) = self.entries() else { return false };
        let pictured = PICTURES.iter().any(|(place, lengths)| {
            let find = |tag| entries.iter().find(|entry| entry.tag == tag);
            let length = find(*lengths).filter(|length| length.count == 1).map_or(1, |length| length.value);
            find(*place).is_some_and(|place| match place.count {
                0 => false,
                // One strip: its place and length stand in the entries themselves.
                1 => self.holds(u64::from(place.value), u64::from(length)),
                _ => true,
            })
        });
        pictured
            && entries.iter().all(|entry| match width(entry) {
                bytes if bytes > 4 => self.holds(u64::from(entry.value), bytes),
                _ => true,
            })
    }

    fn holds(&self, at: u64, bytes: u64) -> bool {
        at >= 8 && at.saturating_add(bytes) <= self.length
    }

    fn place_of_directory(&self) -> Option<u64> {
        let at = u64::from(self.long(&self.header, 4)?);
        (at >= 8).then_some(at)
    }

    fn number_of_entries(&self) -> Option<u64> {
        self.short(&self.directory, 0).map(u64::from)
    }

    /// The entries of the first directory; none when it did not come whole.
    fn entries(&self) -> Option<Vec<Entry>> {
        let number = self.number_of_entries()?;
        let read = |index: u64| {
            let at = usize::try_from(2 + index * ENTRY).ok()?;
            let kind = self.short(&self.directory, at + 2)?;
            let count = self.long(&self.directory, at + 4)?;
            let is_short = kind == 3 && count == 1;
            let value = if is_short {
                u32::from(self.short(&self.directory, at + 8)?)
            } else {
                self.long(&self.directory, at + 8)?
            };
            Some(Entry { tag: self.short(&self.directory, at)?, kind, count, value })
        };
        (0..number).map(read).collect()
    }

    fn short(&self, bytes: &[u8], at: usize) -> Option<u16> {
        let two = *bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little() { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    }

    fn long(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let four = *bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little() { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    fn is_little(&self) -> bool {
        self.header.first() == Some(&b'I')
    }
}

/// Bytes of all values of an entry; a type that nobody knows takes none.
fn width(entry: &Entry) -> u64 {
    let one = usize::from(entry.kind).checked_sub(1).and_then(|index| WIDTHS.get(index));
    one.map_or(0, |one| one * u64::from(entry.count))
}

/// What of `wanted` lies in bytes that begin at `start`.
fn part(bytes: &[u8], start: u64, wanted: Range<u64>) -> &[u8] {
    let within =
        |at: u64| usize::try_from(at.saturating_sub(start)).map_or(bytes.len(), |at| at.min(bytes.len()));
    bytes.get(within(wanted.start)..within(wanted.end)).unwrap_or_default()
}
