use database::Tx;
use kernel::{Actor, AdminRole, DisputeId, Limit};

use super::{ListWaitingDisputes, WaitingDispute};
use crate::{Consent, Error, store};

impl Consent {
    /// The disputes that wait in whatever record, oldest first, after one of them, and where the next page begins. Whose they
    /// are and what they say is not here. Auditors answer: they read what was done and never what about, and they are not those
    /// who keep identities, whose own lines may be disputed and who could tell whose record it is.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; the database's.
    pub fn waiting_disputes(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        after: Option<DisputeId>,
        limit: Limit,
    ) -> Result<(Vec<WaitingDispute>, Option<DisputeId>), Error> {
        let admin = self.check_admin::<ListWaitingDisputes>(tx, actor, &[AdminRole::Auditor])?;
        let mut found = store::waiting_disputes(tx, &admin, after, limit.and_one())?;
        let more = found.len() > limit.size();
        found.truncate(limit.size());
        let next = found.last().filter(|_| more).map(|last| last.id);
        Ok((found, next))
    }
}
