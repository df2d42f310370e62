use std::{collections::HashMap, sync::Arc};

use consent::{Purpose, Release};
use database::Tx;
use kernel::SpaceId;
use uuid::Uuid;
use vault::{ObjectKey, ObjectOpener, SpaceKeys, seal_object};
use zeroize::Zeroizing;

use super::{Ends, Transfer};
use crate::{
    BringOver, Documents, Error, Opening,
    model::Place,
    rows::{DocumentRow, SEALED_ONCE},
    store,
};

/// How many documents, with all their versions, one transaction brings over.
const AT_ONCE: i64 = 20;

/// Documents that were taken to be brought over: their contents are still sealed under the key of where they lie.
pub struct Taken {
    /// The documents whose rows open.
    pub documents: Vec<TakenDocument>,
    /// How many have a row that does not open.
    pub broken: usize,
    last: Option<Uuid>,
}

impl Taken {
    /// After which document the next ones come; none where there are no more.
    pub fn last(&self) -> Option<Uuid> {
        self.last
    }
}

/// One document that was taken.
pub struct TakenDocument {
    series: Uuid,
    /// The contents that have to be sealed anew, one for each version that was never where it goes.
    pub contents: Vec<Content>,
}

/// The content of one version, where it lies.
pub struct Content {
    id: Uuid,
    size: u64,
    key: ObjectKey,
    place: Place,
}

/// A document whose contents are sealed under the key of where it goes.
pub struct Sealed {
    pub(super) series: Uuid,
    /// By version: the key of its content, and where that lies.
    pub(super) contents: HashMap<Uuid, (ObjectKey, Place)>,
}

impl Sealed {
    /// Of a document, before any content is sealed.
    pub fn of(taken: &TakenDocument) -> Self {
        Self { series: taken.series, contents: HashMap::with_capacity(taken.contents.len()) }
    }
}

impl Documents {
    /// Takes the next documents that are to be brought over, after one. To be asked in a transaction that leaves nothing
    /// ([`database::Desk::rehearse`]): [`Documents::arrive`] decides again and leaves the lines.
    ///
    /// # Errors
    /// A refusal for a space that does not exist; the vault's, the database's.
    pub fn next_of(&self, tx: &mut Tx<'_>, transfer: &Transfer, after: Option<Uuid>) -> Result<Taken, Error> {
        let ends = self.ends(tx, transfer)?;
        let after = after.unwrap_or(Uuid::nil());
        let series = series_of(tx, &ends, transfer, after)?;
        let last = series.last().copied();
        if series.is_empty() {
            return Ok(Taken { documents: Vec::new(), broken: 0, last });
        }
        // What was there before has its content there still.
        let at_home = store::ids_there_before(tx, &ends.arriving, &series)?;
        let keys = self.vault.space(transfer.from())?;
        let mut found: HashMap<Uuid, Result<Vec<Content>, Error>> =
            series.iter().map(|one| (*one, Ok(Vec::new()))).collect();
        for (row, wrapped, place) in store::contents_of(tx, &ends.leaving, &series)? {
            let (id, one) = (row.id, row.series_id);
            if at_home.contains(&id) {
                continue;
            }
            let content = content_of(row, &keys, &wrapped, place);
            if let Some(contents) = found.get_mut(&one) {
                match (contents.as_mut(), content) {
                    (Ok(contents), Ok(content)) => contents.push(content),
                    (Ok(_), Err(error)) => *contents = Err(error),
                    (Err(_), _) => {}
                }
            }
        }
        let mut taken = Taken { documents: Vec::with_capacity(series.len()), broken: 0, last };
        for one in series {
            match found.remove(&one) {
                Some(Ok(contents)) => taken.documents.push(TakenDocument { series: one, contents }),
                Some(Err(error)) => {
                    tracing::error!(cause = %error, "a document cannot be brought over: its row does not open");
                    taken.broken += 1;
                }
                None => {}
            }
        }
        Ok(taken)
    }

    /// Releases one content, just before it is opened: a store may be slow, and what was released long ago is decided anew.
    ///
    /// # Errors
    /// A refusal for a space that does not exist; the database's.
    pub fn release_of(
        &self,
        tx: &mut Tx<'_>,
        transfer: &Transfer,
        content: &Content,
    ) -> Result<Release, Error> {
        let leaving = self.consent.system_permit::<BringOver>(tx, Purpose::Life, transfer.from())?;
        if !store::is_there(tx, &leaving, content.id)? {
            return Err(database::Error::Transient("a document went while it was brought over").into());
        }
        Ok(Release::new(&leaving, content.id, SEALED_ONCE))
    }

    /// Opens a content and seals it under the key of where it goes, outside of any transaction. A large one is stored
    /// durably: a row names it afterwards, or the sweeper removes it.
    ///
    /// # Errors
    /// [`Error::Expired`] when it waited too long; [`Error::Broken`] when a content does not verify; the vault's, the blob
    /// store's.
    pub async fn seal_over(
        &self,
        transfer: &Transfer,
        content: &Content,
        release: Release,
        sealed: &mut Sealed,
    ) -> Result<(), Error> {
        let Content { size, key, place, .. } = content;
        let (space, id, version) = release.redeem(self.clock.as_ref()).ok_or(Error::Expired)?;
        let opener = ObjectOpener::new(key, space, id, version, *size)?;
        let mut opening = Opening::of(opener, *size, place.clone(), Arc::clone(&self.blobs));
        let mut plain = Zeroizing::new(Vec::new());
        while let Some(portion) = opening.next().await? {
            plain.extend_from_slice(&portion);
        }
        sealed.contents.insert(id, self.seal_for(transfer.to(), id, &plain).await?);
        Ok(())
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

fn content_of(row: DocumentRow, keys: &SpaceKeys, wrapped: &[u8], place: Place) -> Result<Content, Error> {
    let (id, form) = (row.id, row.form()?);
    let document = row.open(keys)?;
    let key = keys.unwrap_object(id, SEALED_ONCE, &form.binding(&document), wrapped)?;
    Ok(Content { id, size: document.size, key, place })
}

/// The documents that are next after one, each named by its first version, in order.
fn series_of(
    tx: &mut Tx<'_>,
    ends: &Ends<'_>,
    transfer: &Transfer,
    after: Uuid,
) -> Result<Vec<Uuid>, database::Error> {
    let Ends { leaving, arriving } = ends;
    match transfer {
        Transfer::Merge { .. } => store::series_there::<BringOver>(tx, leaving, after, AT_ONCE),
        Transfer::Split { stays, .. } => store::series_gone_to(tx, arriving, stays.uuid(), after, AT_ONCE),
        Transfer::NotMine { corrections, .. } => {
            store::series_not_mine(tx, leaving, corrections, after, AT_ONCE)
        }
    }
}
