//! What stands beside the documents and goes with them: folders, pins, requests for correction.

use chrono::{DateTime, Utc};
use consent::Permit;
use database::Tx;
use kernel::{CorrectionId, PersonId, Private, SpaceId};
use uuid::Uuid;

use super::Ends;
use crate::{
    BringOver, Documents, Error,
    model::CorrectionState,
    rows::{CorrectionRow, FolderRow, seal_name, tag_of_name},
    service::{corrections::Ending, folders::MOST},
    store,
};

/// Most requests that an admin is shown at once.
const REQUESTS: i64 = 100;

impl Documents {
    /// Puts documents into folders of the same names, and pins them, as they were where they come from.
    pub(super) fn bring_marks(&self, tx: &mut Tx<'_>, ends: &Ends<'_>, series: &[Uuid]) -> Result<(), Error> {
        let marks = store::marks(tx, &ends.leaving, series)?;
        let folders = store::folders(tx, &ends.leaving)?;
        let keys = self.vault.space(ends.leaving.space())?;
        let named: Vec<(Uuid, Private<String>)> = folders
            .into_iter()
            .map(|row| Ok((row.id, row.open(&keys)?.name)))
            .collect::<Result<_, Error>>()?;
        for (one, mark) in marks {
            let name = mark.folder.and_then(|id| named.iter().find(|(known, _)| *known == id.uuid()));
            if let Some((id, name)) = name {
                let folder = self.folder_named(tx, &ends.arriving, *id, name)?;
                store::put_in_folder(tx, &ends.arriving, one, folder)?;
            }
            if let Some(since) = mark.pinned_at {
                store::pin(tx, &ends.arriving, one, Some(since))?;
            }
        }
        Ok(())
    }

    /// The folder of that name, made where there is none and a place is left.
    fn folder_named(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, BringOver>,
        id: Uuid,
        name: &Private<String>,
    ) -> Result<Option<Uuid>, Error> {
        let keys = self.vault.space(permit.space())?;
        let (rows, name_tag) = (store::folders(tx, permit)?, tag_of_name(&keys, name));
        if let Some(there) = rows.iter().find(|row| row.id == id || row.name_tag == name_tag) {
            return Ok(Some(there.id));
        }
        let Some(slot) = (1..=MOST).find(|slot| rows.iter().all(|row| row.slot != *slot)) else {
            return Ok(None);
        };
        let row = FolderRow {
            space_id: permit.space().uuid(),
            id,
            slot,
            name_tag,
            sealed: seal_name(&keys, self.rng.as_ref(), id, name)?,
            created_at: permit.now(),
            changed_at: permit.now(),
        };
        match store::insert_folder(tx, permit, row)? {
            true => Ok(Some(id)),
            false => Err(database::Error::Transient("others make folders at the same time").into()),
        }
    }

    /// Brings the requests for correction of documents along; whoever is to answer finds them where the document is.
    pub(super) fn bring_corrections(
        &self,
        tx: &mut Tx<'_>,
        ends: &Ends<'_>,
        series: &[Uuid],
    ) -> Result<(), Error> {
        let rows = store::corrections_of(tx, &ends.leaving, series)?;
        let (keys_there, keys) =
            (self.vault.space(ends.leaving.space())?, self.vault.space(ends.arriving.space())?);
        for row in rows {
            let correction = row.open(&keys_there)?;
            let space = ends.arriving.space().uuid();
            let row = CorrectionRow::of(space, &keys, self.rng.as_ref(), &correction)?;
            store::put_correction(tx, &ends.arriving, row)?;
            store::move_waiting(tx, &ends.arriving, &correction)?;
        }
        Ok(())
    }

    /// Ends the requests whose documents went to whom they are about.
    pub(super) fn answer_not_mine(
        &self,
        tx: &mut Tx<'_>,
        ends: &Ends<'_>,
        series: &[Uuid],
        (by, name): &(PersonId, Private<String>),
    ) -> Result<(), Error> {
        let keys = self.vault.space(ends.leaving.space())?;
        for one in series {
            let Some(row) = store::waiting_about(tx, &ends.leaving, *one)? else { continue };
            let correction = row.open(&keys)?;
            let ending = Ending { state: CorrectionState::Withdrawn, by: *by, name, words: None };
            self.end_correction(tx, &ends.leaving, correction, &ending)?;
        }
        Ok(())
    }

    /// Whether all of these are requests of a record that wait and say that a document is not the holder's; for an admin
    /// who was let in. It shows nothing of them.
    ///
    /// # Errors
    /// The database's.
    pub fn are_not_mine(&self, tx: &mut Tx<'_>, space: SpaceId, corrections: &[Uuid]) -> Result<bool, Error> {
        Ok(store::are_not_mine(tx, space, corrections)?)
    }

    /// The requests of some records that wait and say that a document is not the holder's, at most 100 of them, oldest
    /// first: their ids, and when they were made. For an admin who was let in; nothing of the documents is shown.
    ///
    /// # Errors
    /// The database's.
    pub fn requests_not_mine(
        &self,
        tx: &mut Tx<'_>,
        spaces: &[SpaceId],
    ) -> Result<Vec<(SpaceId, CorrectionId, DateTime<Utc>)>, Error> {
        Ok(store::requests_not_mine(tx, spaces, REQUESTS)?)
    }
}
