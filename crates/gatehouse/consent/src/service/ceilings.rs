use chrono::{DurationRound, TimeDelta};
use database::Tx;

use crate::{Action, Consent, Error, Permit, store};

impl Consent {
    /// Counts a declaration of a care relationship, of the person and of the structure, over all spaces.
    ///
    /// # Errors
    /// [`Error::Refused`] for one too many in this hour; the database's.
    pub(crate) fn count_declaration<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
    ) -> Result<(), Error> {
        let ceilings = &self.reference.durations().relationship_ceilings;
        let now = permit.now();
        let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
        let counted = store::count_declaration(tx, permit, hour)?;
        if counted.of_person > ceilings.person_hour || counted.of_organisation > ceilings.organisation_hour {
            return Err(permit.too_many(tx));
        }
        Ok(())
    }

    /// Forgets what was counted in hours that are over; says how many rows. A job calls it.
    ///
    /// # Errors
    /// The database's.
    pub fn forget_declarations(&self, tx: &mut Tx<'_>) -> Result<usize, Error> {
        Ok(store::forget_declarations_without_permit(tx, self.clock.now() - TimeDelta::hours(2))?)
    }
}
