use std::{collections::VecDeque, ops::Range, sync::Arc};

use blobs::BlobStore;
use bytes::Bytes;
use consent::{Ask, Permit, Release};
use database::Tx;
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use kernel::{Actor, ExportId, SpaceId};
use uuid::Uuid;
use vault::{ObjectKey, ObjectOpener, segments_of};

use super::{
    Exports,
    list::own,
    pack::{SEALED_ONCE, binding},
};
use crate::{Error, TakeOutExport, model::ExportState, rows::PartRow, store};

/// Rows of parts that one statement brings.
const AT_ONCE: i64 = 1_000;
/// Plain bytes that are opened at once: 16 segments.
const PORTION: u64 = 16 * 65_536;

/// An archive that was released: the right to open its parts once, in order.
pub struct Archive {
    /// The bytes of all of it.
    pub bytes: u64,
    space: SpaceId,
    release: Release,
    parts: VecDeque<Part>,
    blobs: Arc<dyn BlobStore>,
}

struct Part {
    id: Uuid,
    key: ObjectKey,
    size: u64,
    opened: u64,
    place: Place,
}

enum Place {
    Inline(Vec<u8>),
    Blob(Uuid),
}

impl Exports {
    /// Releases the archive of one of the caller's own exports, with the permit: whoever filled it looks whether all that is in
    /// it is shown still, before a byte leaves.
    ///
    /// # Errors
    /// Absent for one that does not exist or is somebody else's; [`Error::NotReady`]; a refusal, also without a second factor
    /// that was just shown.
    pub fn take_out<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: ExportId,
    ) -> Result<(Archive, Permit<'tx, TakeOutExport>), Error> {
        let permit = self.consent.check::<TakeOutExport>(tx, actor, space, ask)?;
        let row = own(tx, &permit, id)?;
        let state = ExportState::parse(&row.state).ok_or(Error::Broken)?;
        let is_over = row.keep_until.is_none_or(|until| until <= permit.now());
        let state = if state == ExportState::Ready && is_over { ExportState::Expired } else { state };
        if state != ExportState::Ready {
            permit.turn_down(tx, id.uuid(), consent::Reason::Contradicts);
            return Err(Error::NotReady(state));
        }
        let keys = self.vault.space(space)?;
        let (mut parts, mut after) = (VecDeque::new(), -1);
        loop {
            let rows = store::parts(tx, &permit, id.uuid(), after, AT_ONCE)?;
            let Some(last) = rows.last() else { break };
            after = last.number;
            for row in rows {
                let size = u64::try_from(row.size).map_err(|_| Error::Broken)?;
                let bound = binding(id.uuid(), row.number, size);
                let key = keys.unwrap_object(row.id, SEALED_ONCE, &bound, &row.object_key)?;
                parts.push_back(Part { id: row.id, key, size, opened: 0, place: place_of(row)? });
            }
        }
        let bytes = u64::try_from(row.bytes).map_err(|_| Error::Broken)?;
        let all: u64 = parts.iter().map(|part| part.size).sum();
        if all != bytes {
            return Err(Error::Broken);
        }
        permit.detail(tx, serde_json::json!({ "bytes": bytes }));
        let release = Release::new(&permit, id.uuid(), SEALED_ONCE);
        Ok((Archive { bytes, space, release, parts, blobs: Arc::clone(&self.blobs) }, permit))
    }
}

fn place_of(row: PartRow) -> Result<Place, Error> {
    match (row.blob_id, row.body) {
        (Some(blob), _) => Ok(Place::Blob(blob)),
        (None, Some(body)) => Ok(Place::Inline(body)),
        (None, None) => Err(Error::Broken),
    }
}

impl Archive {
    /// Opens the archive portion by portion, outside of any transaction, and uses the release up. The first portion is opened at
    /// once, so that what cannot be opened is an error and not an answer that is cut.
    ///
    /// # Errors
    /// [`Error::Expired`] when the release waited too long; [`Error::Broken`] when a segment does not verify.
    pub async fn open(self, exports: &Exports) -> Result<BoxStream<'static, Result<Bytes, Error>>, Error> {
        let redeemed = self.release.redeem(exports.clock.as_ref()).ok_or(Error::Expired)?;
        if redeemed.0 != self.space {
            return Err(Error::Broken);
        }
        let mut opening = Opening { space: self.space, parts: self.parts, blobs: self.blobs };
        let first = opening.next().await?;
        let rest = stream::try_unfold(opening, |mut opening| async move {
            let next = opening.next().await.inspect_err(|error| {
                tracing::error!(cause = %error, "an archive could not be opened to its end; the answer is cut");
            })?;
            Ok(next.map(|portion| (portion, opening)))
        });
        Ok(stream::iter(first.map(Ok)).chain(rest).boxed())
    }
}

struct Opening {
    space: SpaceId,
    parts: VecDeque<Part>,
    blobs: Arc<dyn BlobStore>,
}

impl Opening {
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        while let Some(part) = self.parts.front_mut() {
            if part.opened < part.size {
                let range = part.opened..part.opened.saturating_add(PORTION).min(part.size);
                part.opened = range.end;
                return part.open(self.space, self.blobs.as_ref(), range).await.map(Some);
            }
            self.parts.pop_front();
        }
        Ok(None)
    }
}

impl Part {
    async fn open(&self, space: SpaceId, blobs: &dyn BlobStore, range: Range<u64>) -> Result<Bytes, Error> {
        let place = |at: u64| usize::try_from(at).map_err(|_| Error::Broken);
        let sealed = segments_of(&range, self.size)?;
        let bytes: Bytes = match &self.place {
            Place::Inline(body) => {
                let inside = body.get(place(sealed.start)?..place(sealed.end)?).ok_or(Error::Broken)?;
                Bytes::copy_from_slice(inside)
            }
            Place::Blob(id) => blobs.get_range((*id).into(), sealed.clone()).await?,
        };
        let opener = ObjectOpener::new(&self.key, space, self.id, SEALED_ONCE, self.size)?;
        let mut plain = Vec::with_capacity(place(range.end - range.start)?);
        for piece in opener.open_range(range, |segment| -> Result<Bytes, Error> {
            let inside =
                place(segment.sealed.start - sealed.start)?..place(segment.sealed.end - sealed.start)?;
            if inside.end > bytes.len() {
                return Err(Error::Broken);
            }
            Ok(bytes.slice(inside))
        })? {
            plain.extend_from_slice(&piece?);
        }
        Ok(Bytes::from(plain))
    }
}
