use std::{collections::HashMap, sync::Arc};

use consent::Release;
use database::Tx;
use kernel::SpaceId;
use uuid::Uuid;
use vault::{ObjectKey, ObjectOpener, seal_object};
use zeroize::Zeroizing;

use super::{Ends, Transfer};
use crate::{BringOver, Documents, Error, Opening, model::Place, rows::SEALED_ONCE, store};

/// How many documents, with all their versions, one transaction brings over.
const AT_ONCE: i64 = 20;

/// Documents that were taken to be brought over: their contents are still sealed under the key of where they lie.
pub struct Taken {
    series: Vec<Uuid>,
    contents: Vec<Content>,
}

impl Taken {
    /// Whether there is nothing left to bring over.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }
}

/// The content of one version, where it lies.
struct Content {
    size: u64,
    release: Release,
    key: ObjectKey,
    place: Place,
}

/// Documents whose contents are sealed under the key of where they go.
pub struct Sealed {
    pub(super) series: Vec<Uuid>,
    /// By version: the key of its content, and where that lies.
    pub(super) contents: HashMap<Uuid, (ObjectKey, Place)>,
}

impl Documents {
    /// Takes the next documents that are to be brought over. To be asked in a transaction that leaves nothing
    /// ([`database::Desk::rehearse`]): [`Documents::arrive`] decides again and leaves the lines.
    ///
    /// # Errors
    /// A refusal for a space that does not exist; the vault's, the database's.
    pub fn next_of(&self, tx: &mut Tx<'_>, transfer: &Transfer) -> Result<Taken, Error> {
        let ends = self.ends(tx, transfer)?;
        let series = series_of(tx, &ends, transfer)?;
        if series.is_empty() {
            return Ok(Taken { series, contents: Vec::new() });
        }
        // What was there before has its content there still.
        let at_home = store::ids_there_before(tx, &ends.arriving, &series)?;
        let keys = self.vault.space(transfer.from())?;
        let mut contents = Vec::new();
        for (row, wrapped, place) in store::contents_of(tx, &ends.leaving, &series)? {
            let id = row.id;
            if at_home.contains(&id) {
                continue;
            }
            let form = row.form()?;
            let document = row.open(&keys)?;
            let key = keys.unwrap_object(id, SEALED_ONCE, &form.binding(&document), &wrapped)?;
            let release = Release::new(&ends.leaving, id, SEALED_ONCE);
            contents.push(Content { size: document.size, release, key, place });
        }
        Ok(Taken { series, contents })
    }

    /// Opens the contents and seals them under the key of where they go, outside of any transaction. Large ones are stored
    /// durably: a row names them afterwards, or the sweeper removes them.
    ///
    /// # Errors
    /// [`Error::Expired`] when it waited too long; [`Error::Broken`] when a content does not verify; the vault's, the blob
    /// store's.
    pub async fn seal_over(&self, transfer: &Transfer, taken: Taken) -> Result<Sealed, Error> {
        let mut contents = HashMap::with_capacity(taken.contents.len());
        for Content { size, release, key, place } in taken.contents {
            let (space, id, version) = release.redeem().ok_or(Error::Expired)?;
            let opener = ObjectOpener::new(&key, space, id, version, size)?;
            let mut opening = Opening::of(opener, size, place, Arc::clone(&self.blobs));
            let mut plain = Zeroizing::new(Vec::new());
            while let Some(portion) = opening.next().await? {
                plain.extend_from_slice(&portion);
            }
            contents.insert(id, self.seal_for(transfer.to(), id, &plain).await?);
        }
        Ok(Sealed { series: taken.series, contents })
    }

    async fn seal_for(&self, to: SpaceId, id: Uuid, plain: &[u8]) -> Result<(ObjectKey, Place), Error> {
        let key = ObjectKey::fresh(self.rng.as_ref());
        let sealed = seal_object(&key, to, id, SEALED_ONCE, plain)?;
        let size = u64::try_from(plain.len()).map_err(|_| Error::Broken)?;
        if size <= self.settings.inline_bytes {
            return Ok((key, Place::Inline(sealed)));
        }
        let blob = kernel::DocumentId::new(self.clock.as_ref(), self.rng.as_ref()).uuid();
        self.blobs.put(blob.into(), sealed.into()).await?;
        Ok((key, Place::Blob(blob)))
    }
}

/// The documents that are next, each named by its first version.
fn series_of(tx: &mut Tx<'_>, ends: &Ends<'_>, transfer: &Transfer) -> Result<Vec<Uuid>, database::Error> {
    let Ends { leaving, arriving } = ends;
    match transfer {
        Transfer::Merge { .. } => store::series_there::<BringOver>(tx, leaving, AT_ONCE),
        Transfer::Split { stays, .. } => store::series_gone_to(tx, arriving, stays.uuid(), AT_ONCE),
        Transfer::NotMine { corrections, .. } => store::series_not_mine(tx, leaving, corrections, AT_ONCE),
    }
}
