use chrono::NaiveDate;
use database::Tx;
use kernel::{Actor, AdminRole};

use crate::{CountMediations, Error, Identity, MediatorDay, store};

impl Identity {
    /// How many sessions together each mediator began on each day since a day, the newest first. Nobody who was helped is in
    /// it.
    ///
    /// # Errors
    /// A refusal for whoever is no auditor; the database's.
    pub fn mediator_days(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        since: NaiveDate,
    ) -> Result<Vec<MediatorDay>, Error> {
        let _permit = self.consent.check_admin::<CountMediations>(tx, actor, &[AdminRole::Auditor])?;
        Ok(store::mediator_days(tx.conn(), since)?)
    }
}
