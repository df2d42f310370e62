use std::ops::Range;

use bytes::Bytes;
use chrono::TimeDelta;
use consent::{Action, Ask, Release};
use database::Tx;
use journal::Tally;
use kernel::{Actor, DocumentId, SpaceId};
use vault::{ObjectKey, ObjectOpener, segments_of};
use zeroize::Zeroizing;

use super::Documents;
use crate::{
    Error, ReadContent, ReadReadable,
    model::{Document, Place},
    rows::SEALED_ONCE,
    store,
};

/// A content that was released: what is known of the document, and the right to open its bytes once.
pub struct Content {
    /// The document.
    pub document: Document,
    release: Release,
    key: ObjectKey,
    place: Place,
}

/// Bytes that were opened: each segment was verified before it was given out.
pub struct OpenedRange {
    /// The bytes asked for.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Requests for ranges of one version by one session within this time are one line with a number.
const RANGES: TimeDelta = TimeDelta::minutes(5);

impl Documents {
    /// Releases the content of one document.
    ///
    /// A request for a range has a release of its own; those of one session on one version within five minutes are
    /// one line of the journal with a durable number.
    ///
    /// # Errors
    /// Absent and hidden are one and the same answer.
    pub fn content(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: DocumentId,
        of_range: bool,
    ) -> Result<Content, Error> {
        self.release::<ReadContent>(tx, actor, space, ask, id, of_range)
    }

    /// Releases the content of one document to be read in the form made for people ([`Documents::make_readable`]).
    ///
    /// # Errors
    /// As [`Documents::content`].
    pub fn readable(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: DocumentId,
    ) -> Result<Content, Error> {
        self.release::<ReadReadable>(tx, actor, space, ask, id, false)
    }

    pub(super) fn release<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: DocumentId,
        of_range: bool,
    ) -> Result<Content, Error> {
        let permit = self.consent.check::<A>(tx, actor, space, ask)?;
        let Some((row, wrapped, place)) = store::find_content(tx, &permit, id.uuid())? else {
            return Err(permit.absent(tx, id.uuid()).into());
        };
        let keys = self.vault.space(space)?;
        let form = row.form()?;
        let document = row.open(&keys)?;
        permit.confirm(&document.thing())?;
        permit.name(tx, [id.uuid()]);
        if of_range {
            let key = format!("range/{}/{id}", actor.session);
            permit.count_equals(tx, Tally { key, window: RANGES });
        }
        let key = keys.unwrap_object(id.uuid(), SEALED_ONCE, &form.binding(&document), &wrapped)?;
        let release = Release::new(&permit, id.uuid(), SEALED_ONCE);
        Ok(Content { document, release, key, place })
    }
}

impl Content {
    /// Opens a range of the content, outside of any transaction, and uses the release up.
    ///
    /// # Errors
    /// [`Error::Expired`] when the release waited too long; [`Error::Broken`] when a segment does not verify.
    pub async fn open(self, documents: &Documents, range: Range<u64>) -> Result<OpenedRange, Error> {
        let (space, object, version) = self.release.redeem().ok_or(Error::Expired)?;
        let size = self.document.size;
        let sealed = segments_of(&range, size)?;
        let opener = ObjectOpener::new(&self.key, space, object, version, size)?;
        let part: Bytes = match self.place {
            Place::Inline(body) => {
                let place = |at: u64| usize::try_from(at).map_err(|_| Error::Broken);
                body.get(place(sealed.start)?..place(sealed.end)?).ok_or(Error::Broken)?.to_vec().into()
            }
            Place::Blob(id) => documents.blobs.get_range(id.into(), sealed.clone()).await?,
        };
        let mut bytes = Zeroizing::new(Vec::new());
        for piece in opener.open_range(range, |segment| -> Result<Bytes, Error> {
            let place = |at: u64| usize::try_from(at - sealed.start).map_err(|_| Error::Broken);
            let inside = place(segment.sealed.start)?..place(segment.sealed.end)?;
            if inside.end > part.len() {
                return Err(Error::Broken);
            }
            Ok(part.slice(inside))
        })? {
            bytes.extend_from_slice(&piece?);
        }
        Ok(OpenedRange { bytes })
    }
}
