use consent::{Ask, Sought};
use database::Tx;
use kernel::{Actor, FolderId, Private, SpaceId};

use super::{check_name, is_taken};
use crate::{
    Documents, Error, RenameFolder,
    model::Folder,
    rows::{seal_name, tag_of_name},
    service::traced::traced,
    store,
};

impl Documents {
    /// Gives a folder another name.
    ///
    /// # Errors
    /// As [`Documents::make_folder`]; absent where there is no such folder.
    pub fn rename_folder(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: FolderId,
        name: &Private<String>,
    ) -> Result<Folder, Error> {
        check_name(name)?;
        let permit = self.consent.check::<RenameFolder>(tx, actor, space, ask)?;
        let there = self.folders_of(tx, &permit)?;
        let Some(folder) = there.iter().find(|folder| folder.id == id).cloned() else {
            return Err(permit.absent(tx, Sought::Folder, id.uuid()).into());
        };
        if is_taken(&there, name, Some(id)) {
            return traced(tx, &permit, id.uuid(), Err(Error::FolderTaken));
        }
        let keys = self.vault.space(space)?;
        let sealed = seal_name(&keys, self.rng.as_ref(), id.uuid(), name)?;
        let named = (sealed, tag_of_name(&keys, name));
        match store::rename_folder(tx, &permit, id.uuid(), named, permit.now())? {
            Some(true) => {}
            Some(false) => return Err(permit.absent(tx, Sought::Folder, id.uuid()).into()),
            None => return traced(tx, &permit, id.uuid(), Err(Error::FolderTaken)),
        }
        permit.name(tx, [id.uuid()]);
        Ok(Folder { name: name.clone(), changed_at: permit.now(), ..folder })
    }
}
