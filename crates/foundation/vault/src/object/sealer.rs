use aws_lc_rs::aead::LessSafeKey;
use kernel::SpaceId;
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use super::{ObjectKey, SEGMENT, key::Place, layout::sealed_len};
use crate::{Error, gcm};

/// Seals an object as its bytes come in, one segment after the other.
///
/// After an error throw away the sealer and what it wrote.
pub struct ObjectSealer {
    key: LessSafeKey,
    place: Place,
    next: Option<u32>,
    pending: Zeroizing<Vec<u8>>,
}

impl ObjectSealer {
    /// A sealer for one version of an object. `key` must be fresh: see [`ObjectKey::fresh`].
    ///
    /// # Errors
    /// [`Error::Library`] when the library refuses the key.
    pub fn new(key: &ObjectKey, space: SpaceId, object: Uuid, version: u32) -> Result<Self, Error> {
        Ok(Self {
            key: gcm::key(key.bytes())?,
            place: Place { space, object, version },
            next: Some(0),
            pending: Zeroizing::default(),
        })
    }

    /// Takes more plain bytes and appends the segments that are full to `out`.
    ///
    /// A full segment waits until another byte follows, since only the end tells which segment is the last.
    ///
    /// # Errors
    /// [`Error::TooLong`] beyond 2³² segments.
    pub fn push(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        while !bytes.is_empty() {
            if self.pending.len() == SEGMENT {
                self.flush(false, out)?;
            }
            if self.pending.is_empty()
                && bytes.len() > SEGMENT
                && let Some((segment, rest)) = bytes.split_at_checked(SEGMENT)
            {
                self.emit(segment, false, out)?;
                bytes = rest;
                continue;
            }
            if self.pending.capacity() < SEGMENT {
                // Once and whole: a vector that grows would leave plain bytes behind.
                self.pending.reserve_exact(SEGMENT);
            }
            let room = SEGMENT.saturating_sub(self.pending.len()).min(bytes.len());
            let (taken, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.pending.extend_from_slice(taken);
            bytes = rest;
        }
        Ok(())
    }

    /// Appends the last segment to `out`; an empty object has one empty last segment.
    ///
    /// # Errors
    /// [`Error::TooLong`] beyond 2³² segments.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        self.flush(true, out)
    }

    fn flush(&mut self, last: bool, out: &mut Vec<u8>) -> Result<(), Error> {
        let mut segment = std::mem::take(&mut self.pending);
        self.emit(&segment, last, out)?;
        segment.zeroize();
        self.pending = segment;
        Ok(())
    }

    fn emit(&mut self, segment: &[u8], last: bool, out: &mut Vec<u8>) -> Result<(), Error> {
        let index = self.next.ok_or(Error::TooLong)?;
        self.next = index.checked_add(1);
        gcm::seal(&self.key, Place::nonce(index, last), &self.place.aad(index, last), segment, out)
    }
}

/// Seals a whole object that is already in memory.
///
/// # Errors
/// [`Error::TooLong`] beyond 2³² segments.
pub fn seal_object(
    key: &ObjectKey,
    space: SpaceId,
    object: Uuid,
    version: u32,
    plain: &[u8],
) -> Result<Vec<u8>, Error> {
    let mut sealer = ObjectSealer::new(key, space, object, version)?;
    let length = u64::try_from(plain.len()).map_err(|_| Error::TooLong)?;
    let mut out = Vec::with_capacity(usize::try_from(sealed_len(length)).map_err(|_| Error::TooLong)?);
    let mut rest = plain;
    while rest.len() > SEGMENT
        && let Some((segment, after)) = rest.split_at_checked(SEGMENT)
    {
        sealer.emit(segment, false, &mut out)?;
        rest = after;
    }
    sealer.emit(rest, true, &mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::allow_attributes, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use kernel::SeededRng;

    use super::*;

    #[test]
    fn the_counter_of_segments_never_wraps() {
        let key = ObjectKey::fresh(&SeededRng::new(1));
        let mut sealer = ObjectSealer::new(&key, Uuid::nil().into(), Uuid::nil(), 1).unwrap();
        sealer.next = Some(u32::MAX);
        let mut out = Vec::new();
        sealer.push(&vec![0; SEGMENT + 1], &mut out).unwrap();
        assert_eq!(out.len(), SEGMENT + 16, "the segment with the last possible number is sealed");
        assert!(matches!(sealer.finish(&mut out), Err(Error::TooLong)));
        assert_eq!(out.len(), SEGMENT + 16, "and nothing after it");
    }
}
