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
        let mut ending = Vec::new();
        for one in facts.running(CARER) {
            let Some(ends) = one.ends_at.filter(|end| *end <= until) else { continue };
            // An end that nobody said came of an act: another invitation that was accepted goes on from there, if it still stands.
            let is_said = one.terms::<CarerTerms>().is_some_and(|terms| terms.until == one.ends_at);
            if !is_said && self.goes_on(tx, space, one, ends)? {
                continue;
            }
            let Some(carer) = Carer::of(one, now) else { continue };
            let person =
                carer.person.filter(|_| !carer.nearer && carer.may.acts.contains(&CarerAct::Notices));
            let events = [0, 1].map(|to| event_of(carer.id, ends, to));
            let Some(name) = carer.name else { continue };
            ending.push(CarerEnding { name, person, until: ends, zone, events, secret: one.secret });
        }
        Ok(ending)
    }

    /// Whether somebody is a carer of the same record from the very end of a provision on.
    fn goes_on(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
        one: &Provision,
        ends: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let then = store::load(tx, &self.vault, space, ends)?;
        let (facts, _) = self.facts_of(system_party(Purpose::Notice), then, Ask::default())?;
        Ok(facts.running(CARER).any(|next| next.person == one.person && next.starts_at == ends))
    }

    /// Up to which end holders are told now.
    fn told_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let days = Days::new(u64::from(self.reference.carers().reminder_days));
        now.checked_add_days(days).unwrap_or(now)
    }
}
