use chrono::{DateTime, Days, Utc};
use chrono_tz::Tz;
use database::Tx;
use kernel::{EventId, PersonId, Private, SpaceId};

use super::Carer;
use crate::{
    Ask, Consent, Error, Provision, Purpose, SpaceFacts, SpaceState,
    check::system_party,
    ending_event::event_of,
    rules::{CARER, CarerAct, CarerTerms},
    store,
};

/// Somebody who is a carer until a day that is near.
#[derive(Debug, Clone)]
pub struct CarerEnding {
    /// What the carer is called.
    pub name: Private<String>,
    /// Whom to tell beside the holder: the carer, where notices are among what they may read and the end is not one that the holder
    /// brought nearer.
    pub person: Option<PersonId>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// The time zone of the holder.
    pub zone: Tz,
    /// This end of this carer, as events: one for the holder and one for the carer. Another end is another one.
    pub events: [EventId; 2],
    /// Whether the invitation was made in secret.
    pub secret: bool,
}

impl Consent {
    /// The records with a carer who is one no more within the time in which holders are told, after a place in their order:
    /// without a permit, since it opens none.
    ///
    /// # Errors
    /// The database's.
    pub fn spaces_of_ending_carers(
        &self,
        tx: &mut Tx<'_>,
        after: Option<SpaceId>,
        most: i64,
    ) -> Result<Vec<SpaceId>, Error> {
        let now = self.clock.now();
        let until = self.told_until(now);
        Ok(store::spaces_where_ends_without_permit(tx, CARER, (now, until), after, most)?)
    }

    /// The carers of one record who are carers no more within that time: without a permit, since whoever runs the service is told
    /// nothing of them, and telling the holder leaves its own line.
    ///
    /// # Errors
    /// The database's.
    pub fn ending_carers_without_permit(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
    ) -> Result<Vec<CarerEnding>, Error> {
        let now = self.clock.now();
        let ahead = store::load(tx, &self.vault, space, now)?;
        let (facts, _) = self.facts_of(system_party(Purpose::Notice), ahead, Ask::default())?;
        let in_use = |space: &&SpaceFacts| matches!(space.state, SpaceState::Created | SpaceState::Active);
        let Some(zone) = facts.space.as_ref().filter(in_use).map(|space| space.zone) else {
            return Ok(Vec::new());
        };
        let until = self.told_until(now);
        // An end that nobody said came of an act: another invitation that was accepted goes on from there.
        let is_said =
            |one: &&Provision| one.terms::<CarerTerms>().is_some_and(|terms| terms.until == one.ends_at);
        let running = facts.running(CARER).filter(is_said);
        let running = running.filter_map(|one| Some((Carer::of(one, now)?, one.secret)));
        let ending = running.filter_map(|(one, secret)| {
            let ends = one.until.filter(|end| *end <= until)?;
            let person = one.person.filter(|_| !one.nearer && one.may.acts.contains(&CarerAct::Notices));
            let events = [0, 1].map(|to| event_of(one.id, ends, to));
            Some(CarerEnding { name: one.name?, person, until: ends, zone, events, secret })
        });
        Ok(ending.collect())
    }

    /// Up to which end holders are told now.
    fn told_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let days = Days::new(u64::from(self.reference.carers().reminder_days));
        now.checked_add_days(days).unwrap_or(now)
    }
}
