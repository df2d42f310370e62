//! JPEG (ITU-T T.81, annex B): segments of a marker and a length; after a start of scan, coded data in which every
//! `FF` is followed by `00` or a restart; an end of image. Cameras put more behind it, and small pictures of their own
//! into segments, so the end of this picture is found by walking to it.

use memchr::memchr;

#[derive(Default)]
pub(super) struct Jpeg {
    at: Place,
    scanned: bool,
}

#[derive(Default, Clone, Copy)]
enum Place {
    /// Between segments: the next `FF`.
    #[default]
    Between,
    /// After an `FF` between segments.
    Marker,
    /// At the length of a segment; whether it begins a scan.
    Length { scan: bool },
    /// At the second byte of the length.
    LengthEnd { scan: bool, high: u8 },
    /// In a segment of which so many bytes are left.
    Segment { scan: bool, left: u16 },
    /// In coded data.
    Scan,
    /// After an `FF` in coded data.
    ScanMarker,
    /// Behind the end of image.
    End,
}

const RESTARTS: std::ops::RangeInclusive<u8> = 0xd0..=0xd7;

impl Jpeg {
    pub(super) fn push(&mut self, mut bytes: &[u8]) {
        while let Some((&byte, rest)) = bytes.split_first() {
            match self.at {
                Place::End => return,
                Place::Between | Place::Scan => match memchr(0xff, bytes) {
                    Some(found) => {
                        let in_scan = matches!(self.at, Place::Scan);
                        self.at = if in_scan { Place::ScanMarker } else { Place::Marker };
                        bytes = bytes.get(found + 1..).unwrap_or_default();
                    }
                    None => return,
                },
                Place::Segment { scan, left } => {
                    let taken = usize::from(left).min(bytes.len());
                    bytes = bytes.get(taken..).unwrap_or_default();
                    let left = left.saturating_sub(u16::try_from(taken).unwrap_or(u16::MAX));
                    self.at = Self::inside(scan, left);
                }
                Place::Marker | Place::ScanMarker | Place::Length { .. } | Place::LengthEnd { .. } => {
                    self.at = self.after(byte);
                    bytes = rest;
                }
            }
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.scanned && matches!(self.at, Place::End)
    }

    fn after(&mut self, byte: u8) -> Place {
        match (self.at, byte) {
            (Place::Length { scan }, high) => Place::LengthEnd { scan, high },
            // The length counts its own two bytes.
            (Place::LengthEnd { scan, high }, low) => {
                self.scanned |= scan;
                Self::inside(scan, u16::from_be_bytes([high, low]).saturating_sub(2))
            }
            // A marker may be filled up by any number of `FF`.
            (place, 0xff) => place,
            (Place::ScanMarker, 0) => Place::Scan,
            (Place::ScanMarker, marker) if RESTARTS.contains(&marker) => Place::Scan,
            (_, 0xd9) => Place::End,
            // Markers without a segment: start of image, restarts, one for private use; and no marker at all.
            (_, marker) if RESTARTS.contains(&marker) || matches!(marker, 0 | 0x01 | 0xd8) => Place::Between,
            (_, marker) => Place::Length { scan: marker == 0xda },
        }
    }

    fn inside(scan: bool, left: u16) -> Place {
        match (left, scan) {
            (0, true) => Place::Scan,
            (0, false) => Place::Between,
            (left, scan) => Place::Segment { scan, left },
        }
    }
}
