use std::ops::Range;

use aws_lc_rs::aead::LessSafeKey;
use kernel::SpaceId;
use uuid::Uuid;

use super::{ObjectKey, Segment, key::Place, layout};
use crate::{Error, Plain, gcm};

/// Opens a sealed object, whole or in part; a byte comes out only after its segment is verified.
///
/// `plain_len` is the length that the row says. Opening the whole object or its last segment finds a wrong one; a
/// room that answers ranges binds the length into [`crate::SpaceKeys::wrap_object`], and a wrong one is found
/// before the first byte.
pub struct ObjectOpener {
    key: LessSafeKey,
    place: Place,
    plain_len: u64,
}

impl ObjectOpener {
    /// An opener for one version of an object.
    ///
    /// # Errors
    /// [`Error::Library`] when the library refuses the key.
    pub fn new(
        key: &ObjectKey,
        space: SpaceId,
        object: Uuid,
        version: u32,
        plain_len: u64,
    ) -> Result<Self, Error> {
        Ok(Self { key: gcm::key(key.bytes())?, place: Place { space, object, version }, plain_len })
    }

    /// Opens the plain bytes of `range`, piece by piece; `fetch` brings the ciphertext of one segment.
    ///
    /// Only the segments that hold the range are fetched and opened. The iterator ends after its first error.
    ///
    /// # Errors
    /// [`Error::Range`] at once for a range outside the object; each piece is [`Error::Broken`] when its segment
    /// was altered, cut, moved or belongs elsewhere, or whatever `fetch` answered.
    pub fn open_range<'a, B, E, F>(
        &'a self,
        range: Range<u64>,
        mut fetch: F,
    ) -> Result<impl Iterator<Item = Result<Plain, E>> + use<'a, B, E, F>, Error>
    where
        B: AsRef<[u8]>,
        E: From<Error>,
        F: FnMut(&Segment) -> Result<B, E>,
    {
        let mut failed = false;
        Ok(layout::numbers_of(&range, self.plain_len)?.map_while(move |number| {
            if failed {
                return None;
            }
            let piece = self.piece(number, &range, &mut fetch);
            failed = piece.is_err();
            Some(piece)
        }))
    }

    /// Opens the whole object from its whole ciphertext.
    ///
    /// # Errors
    /// [`Error::Broken`] when anything is altered, missing, moved or too much.
    pub fn open_all(&self, sealed: &[u8]) -> Result<Plain, Error> {
        let length = usize::try_from(self.plain_len).map_err(|_| Error::TooLong)?;
        if u64::try_from(sealed.len()).ok() != Some(layout::sealed_len(self.plain_len)) {
            return Err(Error::Broken);
        }
        let mut plain = Plain::from(Vec::with_capacity(length));
        for number in 0..layout::count(self.plain_len) {
            let segment = layout::segment(number, self.plain_len)?;
            let bytes = part(sealed, &segment).ok_or(Error::Broken)?;
            plain.bytes_mut().extend_from_slice(&self.open_segment(&segment, bytes)?);
        }
        Ok(plain)
    }

    fn piece<B, E, F>(&self, number: u64, range: &Range<u64>, fetch: &mut F) -> Result<Plain, E>
    where
        B: AsRef<[u8]>,
        E: From<Error>,
        F: FnMut(&Segment) -> Result<B, E>,
    {
        let segment = layout::segment(number, self.plain_len)?;
        let sealed = fetch(&segment)?;
        let mut plain = self.open_segment(&segment, sealed.as_ref())?;
        let inside = layout::inside(number, range);
        plain.bytes_mut().truncate(inside.end);
        plain.bytes_mut().drain(..inside.start.min(inside.end));
        Ok(plain)
    }

    fn open_segment(&self, segment: &Segment, sealed: &[u8]) -> Result<Plain, Error> {
        let expected = segment.sealed.end.saturating_sub(segment.sealed.start);
        if u64::try_from(sealed.len()).ok() != Some(expected) {
            return Err(Error::Broken);
        }
        let last = segment.sealed.end == layout::sealed_len(self.plain_len);
        let index = segment.index;
        gcm::open(&self.key, Place::nonce(index, last), &self.place.aad(index, last), sealed)
    }
}

fn part<'a>(sealed: &'a [u8], segment: &Segment) -> Option<&'a [u8]> {
    let start = usize::try_from(segment.sealed.start).ok()?;
    let end = usize::try_from(segment.sealed.end).ok()?;
    sealed.get(start..end)
}
