use database::Tx;
use kernel::{Actor, Limit};
use uuid::Uuid;

use crate::{Documents, Error, ListWaitingCorrections, model::WaitingCorrection, store};

impl Documents {
    /// What waits for one's answer in whatever record, oldest first, after a request, and where the next page begins: ids
    /// and times. What it is about is read in the record, where it is decided.
    ///
    /// # Errors
    /// The consent engine's: for professionals in good standing and listed establishments.
    pub fn waiting_corrections(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        after: Option<Uuid>,
        limit: Limit,
    ) -> Result<(Vec<WaitingCorrection>, Option<Uuid>), Error> {
        let permit = self.consent.check_lookup::<ListWaitingCorrections>(tx, actor)?;
        let mut found = store::waiting_for(tx, &permit, after, limit.and_one())?;
        let more = found.len() > limit.size();
        found.truncate(limit.size());
        let next = found.last().filter(|_| more).map(|last| last.id.uuid());
        Ok((found, next))
    }
}
