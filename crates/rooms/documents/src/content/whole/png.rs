//! PNG (ISO/IEC 15948:2004, 5.3): after a signature, chunks of a length, a name, data and a checksum of both; at least one
//! `IDAT`, and `IEND` last. A chunk whose name begins with a small letter may be passed over by readers.

use crc32fast::Hasher;

const SIGNATURE: u32 = 8;

pub(super) struct Png {
    at: Place,
    /// What of the head or of the checksum has come.
    held: Vec<u8>,
    checksum: Hasher,
    name: [u8; 4],
    pictured: bool,
    broken: bool,
}

#[derive(Clone, Copy)]
enum Place {
    Signature { left: u32 },
    Head,
    Data { left: u32 },
    Checksum,
    End,
}

impl Default for Png {
    fn default() -> Self {
        Self {
            at: Place::Signature { left: SIGNATURE },
            held: Vec::with_capacity(8),
            checksum: Hasher::new(),
            name: [0; 4],
            pictured: false,
            broken: false,
        }
    }
}

impl Png {
    pub(super) fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.broken {
            let taken = match self.at {
                Place::End => return,
                Place::Signature { left } | Place::Data { left } => {
                    usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len())
                }
                Place::Head => (8 - self.held.len()).min(bytes.len()),
                Place::Checksum => (4 - self.held.len()).min(bytes.len()),
            };
            let (piece, rest) = bytes.split_at(taken);
            self.take(piece);
            bytes = rest;
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.pictured && !self.broken && matches!(self.at, Place::End)
    }

    fn take(&mut self, piece: &[u8]) {
        let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        match self.at {
            Place::Signature { left } => {
                let left = left.saturating_sub(length);
                self.at = if left == 0 { Place::Head } else { Place::Signature { left } };
            }
            Place::Data { left } => {
                self.checksum.update(piece);
                let left = left.saturating_sub(length);
                self.at = if left == 0 { Place::Checksum } else { Place::Data { left } };
            }
            Place::Head => {
                self.held.extend_from_slice(piece);
                if let [a, b, c, d, name @ ..] = self.held.as_slice()
                    && let Ok(name) = <[u8; 4]>::try_from(name)
                {
                    self.begin(u32::from_be_bytes([*a, *b, *c, *d]), name);
                }
            }
            Place::Checksum => {
                self.held.extend_from_slice(piece);
                if let Ok(said) = <[u8; 4]>::try_from(self.held.as_slice()) {
                    self.end(u32::from_be_bytes(said));
                }
            }
            Place::End => {}
        }
    }

    fn begin(&mut self, length: u32, name: [u8; 4]) {
        self.held.clear();
        self.name = name;
        self.checksum = Hasher::new();
        self.checksum.update(&name);
        // The greatest length of a chunk.
        self.broken = length > i32::MAX.unsigned_abs();
        self.at = if length == 0 { Place::Checksum } else { Place::Data { left: length } };
    }

    fn end(&mut self, said: u32) {
        self.held.clear();
        let is_critical = self.name[0].is_ascii_uppercase();
        self.broken |= is_critical && said != self.checksum.clone().finalize();
        self.pictured |= &self.name == b"IDAT";
        self.at = if &self.name == b"IEND" { Place::End } else { Place::Head };
    }
}
