use std::{collections::HashSet, sync::Arc};

use database::Tx;
use diesel::PgConnection;
use kernel::{DocumentId, SpaceId};
use uuid::Uuid;
use vault::ObjectOpener;

use super::{Documents, Opening};
use crate::{
    Error,
    model::Place,
    rows::{DocumentRow, SEALED_ONCE},
    store::{self, NamedBlob},
};

/// A sealed content at its place. It is read to see whether it would open; no byte of it comes out.
pub struct Stored {
    row: DocumentRow,
    wrapped: Vec<u8>,
    place: Place,
}

/// Why a stored content would not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The row was changed outside the program, or its key is not here.
    Row,
    /// Its blob is not in the store.
    Gone,
    /// The sealed bytes are damaged, cut or those of another content.
    Damaged,
}

impl Stored {
    /// The document, and its blob when the content lies in the store.
    pub fn names(&self) -> (DocumentId, Option<Uuid>) {
        let blob = match self.place {
            Place::Blob(id) => Some(id),
            Place::Inline(_) => None,
        };
        (DocumentId::from(self.row.id), blob)
    }

    /// Where it comes in the order of [`Documents::stored_after`].
    pub fn position(&self) -> (Uuid, Uuid) {
        (self.row.space_id, self.row.id)
    }
}

impl Documents {
    /// The blobs that documents name as this connection sees them, the newest first and so many at most; for backups and
    /// the operator's look, and says nothing about a space.
    ///
    /// # Errors
    /// The database's.
    pub fn newest_blobs(conn: &mut PgConnection, most: usize) -> Result<Vec<NamedBlob>, Error> {
        Ok(store::newest_blobs(conn, i64::try_from(most).unwrap_or(i64::MAX))?)
    }

    /// Which of these blobs a document names; for the sweeper, and says nothing about a space.
    ///
    /// # Errors
    /// The database's.
    pub fn named_blobs(&self, tx: &mut Tx<'_>, blobs: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
        Ok(store::named_blobs(tx, blobs)?)
    }

    /// Contents to be looked at with [`Documents::flaw`], so many at most, after the last one of the batch before; for
    /// the operator's look.
    ///
    /// # Errors
    /// The database's.
    pub fn stored_after(
        &self,
        tx: &mut Tx<'_>,
        after: Option<(Uuid, Uuid)>,
        most: usize,
    ) -> Result<Vec<Stored>, Error> {
        let found = store::stored_after(tx, after, i64::try_from(most).unwrap_or(i64::MAX))?;
        Ok(found.into_iter().map(|(row, wrapped, place)| Stored { row, wrapped, place }).collect())
    }

    /// Opens a stored content from end to end, throws what was opened away, and says why it would not open, if it would
    /// not.
    ///
    /// # Errors
    /// The key store's or the blob store's, when they do not answer.
    pub async fn flaw(&self, stored: Stored) -> Result<Option<Flaw>, Error> {
        let Stored { row, wrapped, place } = stored;
        let (space, id) = (SpaceId::from(row.space_id), row.id);
        let keys = match self.vault.space(space) {
            Ok(keys) => keys,
            Err(vault::Error::Store(error)) => return Err(error.into()),
            Err(_) => return Ok(Some(Flaw::Row)),
        };
        let (Ok(form), Ok(document)) = (row.form(), row.open(&keys)) else { return Ok(Some(Flaw::Row)) };
        let Ok(key) = keys.unwrap_object(id, SEALED_ONCE, &form.binding(&document), &wrapped) else {
            return Ok(Some(Flaw::Row));
        };
        let opener = ObjectOpener::new(&key, space, id, SEALED_ONCE, document.size)?;
        let mut opening = Opening::of(opener, document.size, place, Arc::clone(&self.blobs));
        loop {
            match opening.next().await {
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                Err(Error::Blobs(blobs::Error::NotFound)) => return Ok(Some(Flaw::Gone)),
                Err(Error::Broken | Error::Vault(_) | Error::Blobs(blobs::Error::Range)) => {
                    return Ok(Some(Flaw::Damaged));
                }
                Err(error) => return Err(error),
            }
        }
    }
}
