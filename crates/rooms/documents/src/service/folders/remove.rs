use consent::{Ask, Sought};
use database::Tx;
use kernel::{Actor, FolderId, SpaceId};

use crate::{Documents, Error, RemoveFolder, store};

impl Documents {
    /// Removes a folder. The documents that stood in it stay where they always are: in the record.
    ///
    /// # Errors
    /// Absent where there is no such folder; the consent engine's.
    pub fn remove_folder(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: FolderId,
    ) -> Result<(), Error> {
        let permit = self.consent.check::<RemoveFolder>(tx, actor, space, ask)?;
        if !store::delete_folder(tx, &permit, id.uuid())? {
            return Err(permit.absent(tx, Sought::Folder, id.uuid()).into());
        }
        permit.name(tx, [id.uuid()]);
        Ok(())
    }
}
