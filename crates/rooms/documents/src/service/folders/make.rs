use consent::Ask;
use database::Tx;
use kernel::{Actor, FolderId, Private, SpaceId};

use super::{MOST, check_name, is_taken};
use crate::{
    Documents, Error, MakeFolder,
    model::Folder,
    rows::{FolderRow, seal_name, tag_of_name},
    service::traced::traced,
    store,
};

impl Documents {
    /// Makes a folder.
    ///
    /// # Errors
    /// [`Error::Metadata`] for a name that is empty or too long; [`Error::FolderTaken`] for one that is there;
    /// [`Error::TooManyFolders`]; the consent engine's.
    pub fn make_folder(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        name: &Private<String>,
    ) -> Result<Folder, Error> {
        check_name(name)?;
        let permit = self.consent.check::<MakeFolder>(tx, actor, space, ask)?;
        let there = self.folders_of(tx, &permit)?;
        if is_taken(&there, name, None) {
            return traced(tx, &permit, space.uuid(), Err(Error::FolderTaken));
        }
        if there.len() >= MOST {
            return traced(tx, &permit, space.uuid(), Err(Error::TooManyFolders { most: MOST }));
        }
        let now = permit.now();
        let id = FolderId::new(self.clock.as_ref(), self.rng.as_ref());
        let keys = self.vault.space(space)?;
        let row = FolderRow {
            space_id: space.uuid(),
            id: id.uuid(),
            name_tag: tag_of_name(&keys, name),
            sealed: seal_name(&keys, self.rng.as_ref(), id.uuid(), name)?,
            created_at: now,
            changed_at: now,
        };
        if !store::insert_folder(tx, &permit, row)? {
            // Somebody else made it between the look and the insert.
            return traced(tx, &permit, space.uuid(), Err(Error::FolderTaken));
        }
        permit.name(tx, [id.uuid()]);
        Ok(Folder { id, name: name.clone(), created_at: now, changed_at: now })
    }
}
