use consent::Ask;
use database::Tx;
use kernel::{Actor, SpaceId};

use crate::{Documents, Error, ListFolders, model::Folder};

impl Documents {
    /// The folders of a record, oldest first, for the holder's side.
    ///
    /// # Errors
    /// The consent engine's, the database's.
    pub fn folders(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
    ) -> Result<Vec<Folder>, Error> {
        let permit = self.consent.check::<ListFolders>(tx, actor, space, ask)?;
        self.folders_of(tx, &permit)
    }
}
