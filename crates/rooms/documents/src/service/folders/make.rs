use consent::{Ask, Permit, Sought};
use database::{Tx, idempotency::IdempotencyClaim};
use kernel::{Actor, FolderId, Private, SpaceId};

use super::{MOST, check_name, is_taken};
use crate::{
    Documents, Error, MakeFolder,
    model::Folder,
    rows::{FolderRow, seal_name, tag_of_name},
    service::{claimed::sent_again, traced::traced},
    store,
};

/// How often a folder is tried when others are made at the same time.
const TRIES: u8 = 16;

impl Documents {
    /// Makes a folder, once for each `Idempotency-Key`.
    ///
    /// # Errors
    /// [`Error::Metadata`] for a name that is empty or too long; [`Error::FolderTaken`] for one that is there;
    /// [`Error::TooManyFolders`]; [`Error::KeyReused`]; the consent engine's.
    pub fn make_folder(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        name: &Private<String>,
        claim: Option<&IdempotencyClaim>,
    ) -> Result<Folder, Error> {
        check_name(name)?;
        let permit = self.consent.check::<MakeFolder>(tx, actor, space, ask)?;
        let made = self.make_folder_under(tx, &permit, name, claim);
        traced(tx, &permit, space.uuid(), made)
    }

    fn make_folder_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, MakeFolder>,
        name: &Private<String>,
        claim: Option<&IdempotencyClaim>,
    ) -> Result<Folder, Error> {
        let id = FolderId::new(self.clock.as_ref(), self.rng.as_ref());
        if let Some(made) = self.claimed(tx, permit, claim, id.uuid())? {
            let made = FolderId::from(made);
            let there = self.folders_of(tx, permit)?.into_iter().find(|folder| folder.id == made);
            let Some(folder) = there else {
                return Err(permit.absent(tx, Sought::Folder, made.uuid()).into());
            };
            permit.name(tx, [made.uuid()]);
            sent_again(tx, permit);
            return Ok(folder);
        }
        let now = permit.now();
        let keys = self.vault.space(permit.space())?;
        for _ in 0..TRIES {
            let rows = store::folders(tx, permit)?;
            let slot = (1..=MOST).find(|slot| rows.iter().all(|row| row.slot != *slot));
            if is_taken(&self.open_folders(permit, rows)?, name, None) {
                return Err(Error::FolderTaken);
            }
            let slot = slot.ok_or(Error::TooManyFolders { most: MOST })?;
            let row = FolderRow {
                space_id: permit.space().uuid(),
                id: id.uuid(),
                slot,
                name_tag: tag_of_name(&keys, name),
                sealed: seal_name(&keys, self.rng.as_ref(), id.uuid(), name)?,
                created_at: now,
                changed_at: now,
            };
            if store::insert_folder(tx, permit, row)? {
                permit.name(tx, [id.uuid()]);
                return Ok(Folder { id, name: name.clone(), created_at: now, changed_at: now });
            }
            // Somebody else made one of this name, or in this place, since the look.
        }
        Err(database::Error::Transient("others make folders at the same time").into())
    }
}
