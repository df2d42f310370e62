use consent::{Permit, Purpose};
use database::Tx;
use kernel::{EventId, NoticeId, SpaceId};

use super::Notifications;
use crate::{
    Error, TellNotice,
    model::{NewNotice, Notice},
    rows::NoticeRow,
    store,
};

impl Notifications {
    /// Leaves a notice in a record, as a part of the transaction of what happened. False when it was told before.
    ///
    /// The permit of the system itself comes with it: for a flow that looks at whose record it is.
    ///
    /// # Errors
    /// The consent engine's, the database's, the vault's.
    pub fn tell<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        space: SpaceId,
        new: &NewNotice,
    ) -> Result<(bool, Permit<'tx, TellNotice>), Error> {
        let permit = self.consent.system_permit::<TellNotice>(tx, Purpose::Notice, space)?;
        let notice = Notice {
            id: NoticeId::new(self.clock.as_ref(), self.rng.as_ref()),
            person: new.person,
            told: new.told.clone(),
            created_at: permit.now(),
            read_at: None,
        };
        let keys = self.vault.space(space)?;
        let row = NoticeRow::of(space.uuid(), &keys, self.rng.as_ref(), &notice, new.event)?;
        let made = store::insert(tx, &permit, row)?;
        if new.secret {
            permit.keep_secret(tx);
        }
        if made {
            permit.name(tx, [notice.id.uuid()]);
        } else {
            permit.detail(tx, serde_json::json!({ "replayed": true }));
        }
        Ok((made, permit))
    }

    /// Whether an event was told in a record: for a job that would announce it again and again. It opens nothing and leaves no
    /// line.
    ///
    /// # Errors
    /// The database's.
    pub fn is_told(&self, tx: &mut Tx<'_>, space: SpaceId, event: EventId) -> Result<bool, Error> {
        Ok(store::is_told_without_permit(tx, space.uuid(), event.uuid())?)
    }
}
