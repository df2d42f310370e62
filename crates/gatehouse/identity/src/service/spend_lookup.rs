use chrono::{DurationRound, TimeDelta};
use database::{Desk, Tx};
use kernel::{Actor, AdminRole, Capacity};

use crate::{BeginMediation, Error, FindPatient, Identity, LookupsOver, store};

impl Identity {
    /// Spends one look-up of whoever asks and may look anybody up: of the person, then of the organisation, then of the network
    /// that the request came from. What is over stops the count there: nobody alone uses up what is everybody's. It is counted
    /// before anything is looked for and in a transaction of its own, so that all look-ups count alike, found or not, on every
    /// server. Software that acts for an establishment counts as the establishment.
    ///
    /// # Errors
    /// A refusal for whoever looks nobody up; [`Error::TooManyLookups`] when one of the three is spent: the first of an hour
    /// leaves its line, which counts the others.
    pub fn spend_lookup(&self, desk: &Desk, actor: &Actor, network: &str) -> Result<(), Error> {
        let over = desk.write(|tx| {
            self.consent.preflight_lookup::<FindPatient>(tx, actor)?;
            self.count_lookup(tx, actor, network)
        })?;
        let Some(over) = over else { return Ok(()) };
        desk.write(|tx| {
            let permit = self.consent.check_lookup::<FindPatient>(tx, actor)?;
            permit.spent(tx, over.of);
            Err(Error::TooManyLookups(over))
        })
    }

    /// The same for a mediator, who looks somebody up to help them.
    pub(super) fn spend_lookup_of_mediator(
        &self,
        desk: &Desk,
        actor: &Actor,
        network: &str,
    ) -> Result<(), Error> {
        let over = desk.write(|tx| self.count_lookup(tx, actor, network))?;
        let Some(over) = over else { return Ok(()) };
        desk.write(|tx| {
            let admin = self.consent.check_admin::<BeginMediation>(tx, actor, &[AdminRole::Mediator])?;
            admin.spent(tx, over.of);
            Err(Error::TooManyLookups(over))
        })
    }

    /// Forgets what was spent in hours that are over; says how many rows. A job calls it.
    ///
    /// # Errors
    /// The database's.
    pub fn forget_lookups(&self, tx: &mut Tx<'_>) -> Result<usize, Error> {
        Ok(store::forget_spent(tx, self.clock.now() - TimeDelta::hours(2))?)
    }

    /// Counts a look-up of somebody who may look people up; gives the first of the three that is over.
    pub(super) fn count_lookup(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        network: &str,
    ) -> Result<Option<LookupsOver>, Error> {
        let limits = self.settings.lookups;
        let now = self.clock.now();
        let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
        let wait = (hour + TimeDelta::hours(1) - now).to_std().unwrap_or_default();
        let (person, organisation) = (actor.person.uuid(), actor.organisation().map(kernel::Id::uuid));
        let is_software = matches!(actor.capacity, Capacity::Establishment { .. });
        // One order for everybody, so that two look-ups wait for each other and never in a circle.
        let subjects = [
            ("person", Some(person.as_bytes().as_slice()).filter(|_| !is_software), limits.person),
            ("organisation", organisation.as_ref().map(|id| id.as_bytes().as_slice()), limits.organisation),
            ("network", Some(network.as_bytes()), limits.network),
        ];
        for (of, subject, limit) in subjects {
            let Some(subject) = subject else { continue };
            let tags = self.vault.blind("identity.lookup-budget", &[of.as_bytes(), subject])?;
            // The key in force comes first; after a rotation an hour is begun anew.
            let tag = tags.first().ok_or(Error::Missing("index key"))?;
            if store::spend(tx, of, &tag.bytes, hour)? > limit {
                return Ok(Some(LookupsOver { of, wait }));
            }
        }
        Ok(None)
    }
}
