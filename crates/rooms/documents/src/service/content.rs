use std::{ops::Range, sync::Arc};

use blobs::BlobStore;
use bytes::Bytes;
use chrono::TimeDelta;
use consent::{Action, Ask, Release};
use database::Tx;
use futures_util::{
    StreamExt,
    future::ready,
    stream::{self, BoxStream},
};
use journal::Tally;
use kernel::{Actor, DocumentId, SpaceId};
use vault::{ObjectKey, ObjectOpener, segments_of};
use zeroize::Zeroizing;

use super::Documents;
use crate::{
    Error, ReadContent, ReadPacked, ReadReadable,
    model::{Document, Place},
    rows::SEALED_ONCE,
    store,
};

/// A content that was released: what is known of the document, and the right to open its bytes once.
pub struct Content {
    /// The document.
    pub document: Document,
    pub(super) release: Release,
    pub(super) key: ObjectKey,
    pub(super) place: Place,
}

/// Bytes that were opened, or that are opened while they are read.
pub enum Opened {
    /// All of them.
    Whole(Zeroizing<Vec<u8>>),
    /// One portion after the other; an error ends them.
    Portions(BoxStream<'static, Result<Bytes, Error>>),
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

    /// Releases the content of one document to be packed with others, each of which is decided alone.
    ///
    /// # Errors
    /// As [`Documents::content`].
    pub fn packed(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: DocumentId,
    ) -> Result<Content, Error> {
        self.release::<ReadPacked>(tx, actor, space, ask, id, false)
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
        let keys = self.vault.space(space)?;
        let found = self.agreed(tx, &permit, |tx| {
            let Some((row, wrapped, place)) = store::find_content(tx, &permit, id.uuid())? else {
                return Ok(None);
            };
            let form = row.form()?;
            let document = row.open(&keys)?;
            permit.confirm(&document.thing())?;
            Ok(Some((document, form, wrapped, place)))
        })?;
        let Some((document, form, wrapped, place)) = found else {
            return Err(self.absent(tx, &permit, id.uuid())?);
        };
        permit.name(tx, [id.uuid()]);
        if of_range {
            let apart = if permit.is_secret() { "/secret" } else { "" };
            let key = format!("range/{}/{id}{apart}", actor.session);
            permit.count_equals(tx, Tally { key, window: RANGES });
        }
        let key = keys.unwrap_object(id.uuid(), SEALED_ONCE, &form.binding(&document), &wrapped)?;
        let release = Release::new(&permit, id.uuid(), SEALED_ONCE);
        Ok(Content { document, release, key, place })
    }
}

/// Plain bytes that are opened at once when a content is read piece by piece: 16 segments ([`vault::SEGMENT`]).
const PORTION: u64 = 16 * 65_536;

impl Content {
    /// Opens a range of the content whole, outside of any transaction, and uses the release up.
    ///
    /// # Errors
    /// [`Error::Expired`] when the release waited too long; [`Error::Broken`] when a segment does not verify.
    pub async fn open(self, documents: &Documents, range: Range<u64>) -> Result<OpenedRange, Error> {
        let mut opening = self.redeem(documents, range)?;
        let mut bytes = Zeroizing::new(Vec::new());
        while let Some(portion) = opening.next().await? {
            bytes.extend_from_slice(&portion);
        }
        Ok(OpenedRange { bytes })
    }

    /// Opens a range of the content, outside of any transaction, and uses the release up: a short one whole, a long one
    /// portion by portion. The first portion is opened at once, so that what cannot be opened is an error and not an
    /// answer that is cut.
    ///
    /// # Errors
    /// As [`Content::open`].
    pub async fn open_portions(self, documents: &Documents, range: Range<u64>) -> Result<Opened, Error> {
        let mut opening = self.redeem(documents, range)?;
        let first = opening.next().await?.unwrap_or_default();
        if opening.left.is_empty() {
            return Ok(Opened::Whole(first));
        }
        let rest = stream::try_unfold(opening, |mut opening| async move {
            let next = opening.next().await.inspect_err(|error| {
                tracing::error!(cause = %error, "a content could not be opened to its end; the answer is cut");
            })?;
            Ok(next.map(|portion| (Bytes::from_owner(portion), opening)))
        });
        let first = stream::once(ready(Ok(Bytes::from_owner(first))));
        Ok(Opened::Portions(first.chain(rest).boxed()))
    }

    /// Begins to open a range of the content portion by portion, outside of any transaction, and uses the release up.
    ///
    /// # Errors
    /// As [`Content::open`].
    pub fn redeem(self, documents: &Documents, range: Range<u64>) -> Result<Opening, Error> {
        let (space, object, version) = self.release.redeem(documents.clock.as_ref()).ok_or(Error::Expired)?;
        let size = self.document.size;
        // Outside the content is refused before anything is opened.
        segments_of(&range, size)?;
        let opener = ObjectOpener::new(&self.key, space, object, version, size)?;
        let whole = Opening::of(opener, size, self.place, Arc::clone(&documents.blobs));
        Ok(Opening { left: range, ..whole })
    }
}

/// A content that is being opened. Each segment is verified before a byte of it is given out.
pub struct Opening {
    opener: ObjectOpener,
    size: u64,
    left: Range<u64>,
    place: Place,
    blobs: Arc<dyn BlobStore>,
}

impl Opening {
    /// Opens all of it.
    pub(super) fn of(opener: ObjectOpener, size: u64, place: Place, blobs: Arc<dyn BlobStore>) -> Self {
        Self { opener, size, left: 0..size, place, blobs }
    }

    /// The next bytes of the range; `None` after the last ones.
    ///
    /// # Errors
    /// [`Error::Broken`] when a segment does not verify; the blob store's.
    pub async fn next(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        if self.left.is_empty() {
            return Ok(None);
        }
        // Portions end where segments end, so that none is opened twice.
        let end = (self.left.start / PORTION + 1).saturating_mul(PORTION).min(self.left.end);
        let range = self.left.start..end;
        let sealed = segments_of(&range, self.size)?;
        let part: Bytes = match &self.place {
            Place::Inline(body) => {
                let place = |at: u64| usize::try_from(at).map_err(|_| Error::Broken);
                body.get(place(sealed.start)?..place(sealed.end)?).ok_or(Error::Broken)?.to_vec().into()
            }
            Place::Blob(id) => self.blobs.get_range((*id).into(), sealed.clone()).await?,
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(end - range.start).unwrap_or(0)));
        for piece in self.opener.open_range(range, |segment| -> Result<Bytes, Error> {
            let place = |at: u64| usize::try_from(at - sealed.start).map_err(|_| Error::Broken);
            let inside = place(segment.sealed.start)?..place(segment.sealed.end)?;
            if inside.end > part.len() {
                return Err(Error::Broken);
            }
            Ok(part.slice(inside))
        })? {
            bytes.extend_from_slice(&piece?);
        }
        self.left.start = end;
        Ok(Some(bytes))
    }
}
