use consent::{Ask, Sought};
use database::Tx;
use kernel::{Actor, NoticeId, SpaceId};

use super::Notifications;
use crate::{Error, ReadNotice, store};

impl Notifications {
    /// Marks a notice as read; one that was read stays as it is.
    ///
    /// # Errors
    /// Absent for one that does not exist or is for somebody else; the consent engine's, the database's.
    pub fn mark_read(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: NoticeId,
    ) -> Result<(), Error> {
        let permit = self.consent.check::<ReadNotice>(tx, actor, space, ask)?;
        if !store::mark_read(tx, &permit, id.uuid())? {
            return Err(permit.absent(tx, Sought::Notice, id.uuid()).into());
        }
        permit.name(tx, [id.uuid()]);
        Ok(())
    }
}
