use consent::Ask;
use database::Tx;
use kernel::{Actor, ExportId, SpaceId};
use uuid::Uuid;

use super::{Exports, list::own};
use crate::{Error, RemoveExport, store};

impl Exports {
    /// Removes one of the caller's own exports, whatever became of it: one that is being made stops. Gives the blobs that
    /// nobody names any more.
    ///
    /// # Errors
    /// Absent for one that does not exist or is somebody else's; the consent engine's.
    pub fn remove(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: ExportId,
    ) -> Result<Vec<Uuid>, Error> {
        let permit = self.consent.check::<RemoveExport>(tx, actor, space, ask)?;
        own(tx, &permit, id)?;
        // Whoever makes it waits, and then finds nothing.
        store::hold(tx, space.uuid(), id.uuid())?;
        let blobs = store::delete_parts(tx, space.uuid(), id.uuid())?;
        store::delete(tx, space.uuid(), id.uuid())?;
        Ok(blobs)
    }
}
