use consent::{Ask, Sought};
use database::Tx;
use kernel::{Actor, NoticeId, SpaceId};

use super::Notifications;
use crate::{Error, ReadNotice, model::Notice, store};

impl Notifications {
    /// One notice, marked as read by that: for what answers it.
    ///
    /// # Errors
    /// As [`Notifications::mark_read`].
    pub fn read_one(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: NoticeId,
    ) -> Result<Notice, Error> {
        let permit = self.consent.check::<ReadNotice>(tx, actor, space, ask)?;
        let Some(row) = store::one(tx, &permit, id.uuid())? else {
            return Err(permit.absent(tx, Sought::Notice, id.uuid()).into());
        };
        store::mark_read(tx, &permit, id.uuid())?;
        permit.name(tx, [id.uuid()]);
        Ok(row.open(self.vault.space(space)?.as_ref())?)
    }
}
