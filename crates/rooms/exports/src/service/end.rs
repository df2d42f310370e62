use consent::Purpose;
use database::Tx;
use kernel::{ExportId, PersonId, SpaceId};
use uuid::Uuid;

use super::Exports;
use crate::{
    EndExport, Error,
    model::{EndReason, ExportState},
    store,
};

impl Exports {
    /// Ends an export that cannot or may not go on: nothing of its archive is left. Gives whose it was and the blobs that
    /// nobody names any more; nothing where it was over before.
    ///
    /// # Errors
    /// The consent engine's, the database's.
    pub fn end(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
        id: ExportId,
        why: EndReason,
    ) -> Result<Option<(PersonId, Vec<Uuid>)>, Error> {
        let permit = self.consent.system_permit::<EndExport>(tx, Purpose::Upkeep, space)?;
        permit.name(tx, [id.uuid()]);
        let running = [ExportState::Making.as_str(), ExportState::Ready.as_str()];
        let held = store::hold(tx, space.uuid(), id.uuid())?;
        let Some(row) = held.filter(|row| running.contains(&row.state.as_str())) else {
            return Ok(None);
        };
        permit.detail(tx, serde_json::json!({ "reason": why.as_str() }));
        let blobs = store::delete_parts(tx, space.uuid(), id.uuid())?;
        store::update(
            tx,
            space.uuid(),
            id.uuid(),
            &store::nothing_left(&row, ExportState::Ended, Some(why)),
        )?;
        Ok(Some((PersonId::from(row.person), blobs)))
    }
}
