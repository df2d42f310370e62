use chrono::{DateTime, Days, TimeDelta, Utc};
use chrono_tz::Tz;
use database::Tx;
use kernel::{EventId, ProvisionId, SpaceId};
use serde_json::json;

use crate::{
    Act, Action, Ask, Consent, Error, Permit, Provision, Purpose, SpaceState,
    change::ids,
    check::system_party,
    ending_event::event_of,
    rules::{CARE_RELATIONSHIP, REPRESENTATIVE, acts_for_adult, is_said, opens},
    store,
};

/// Ending what those gave who represent the holder no more.
pub struct EndWhatFell;

impl Action for EndWhatFell {
    const NAME: &'static str = "representatives.end-what-fell";
    const ACT: Act = Act::Maintain;
}

/// What the look at ended representations is written down as.
const WHAT: &str = "representatives";
/// How far back each look begins before the end of the one before: what was said then may have been committed later.
const OVERLAP: TimeDelta = TimeDelta::hours(1);

/// What became of a record of which a representation has ended.
pub struct Fallen<'tx> {
    /// The permit under which it was looked at.
    pub permit: Permit<'tx, EndWhatFell>,
    /// Whether something ended by it.
    pub ended: bool,
    /// The event of the holder's being of age, where nobody represents the holder any more.
    pub alone: Option<EventId>,
}

/// A minor who is of age before long.
#[derive(Debug, Clone)]
pub struct OfAgeSoon {
    /// From when.
    pub from: DateTime<Utc>,
    /// The time zone of the holder.
    pub zone: Tz,
    /// The event of telling it, the same for the same end.
    pub event: EventId,
}

impl Consent {
    /// The time in which representations have ended that nobody has looked at: up to now.
    ///
    /// # Errors
    /// The database's.
    pub fn to_look_at_representations(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<(DateTime<Utc>, DateTime<Utc>), Error> {
        let now = self.clock.now();
        let from = store::looked_until(tx, WHAT)?.map_or(DateTime::UNIX_EPOCH, |until| until - OVERLAP);
        Ok((from.min(now), now))
    }

    /// Writes down that all that ended until then was looked at.
    ///
    /// # Errors
    /// The database's.
    pub fn looked_at_representations(&self, tx: &mut Tx<'_>, until: DateTime<Utc>) -> Result<(), Error> {
        Ok(store::write_looked_until(tx, WHAT, until)?)
    }

    /// The records of which a representation ends within a time, after a place in their order: without a permit, since it opens
    /// none.
    ///
    /// # Errors
    /// The database's.
    pub fn spaces_of_ending_representations(
        &self,
        tx: &mut Tx<'_>,
        within: (DateTime<Utc>, DateTime<Utc>),
        after: Option<SpaceId>,
        most: i64,
    ) -> Result<Vec<SpaceId>, Error> {
        Ok(store::spaces_where_ends_without_permit(tx, REPRESENTATIVE, within, after, most)?)
    }

    /// Ends what those gave in the name of a holder whom they represent no more: it counted no more already, and now it says so.
    /// What hides stays, for the holder to look at. What rests while somebody is suspended rests on.
    ///
    /// # Errors
    /// The database's.
    pub fn end_what_fell<'tx>(&self, tx: &mut Tx<'tx>, space: SpaceId) -> Result<Fallen<'tx>, Error> {
        let permit = self.system_permit::<EndWhatFell>(tx, Purpose::Upkeep, space)?;
        let change = self.change(tx, &permit)?;
        let (facts, now) = (permit.facts(), permit.now());
        let standing = change.standing(tx, now)?;
        let holder = facts.space.as_ref().map(|space| space.holder);
        let represents_still = |one: &Provision| {
            let by = |other: &&Provision| other.person == Some(one.given_by) && is_said(facts, other);
            standing.iter().any(|other| by(&other)) || acts_for_adult(facts, one.given_by)
        };
        let fell = |one: &Provision| {
            let by = one.given_by;
            let declared = one.kind == CARE_RELATIONSHIP && one.person == Some(by);
            let in_own_right = Some(by) == holder || by.uuid().is_nil() || declared;
            (opens(one) || one.kind == REPRESENTATIVE) && !in_own_right && !represents_still(one)
        };
        let ended = ids(&change.end(tx, now, fell)?);
        if ended.is_empty() {
            drop(change);
        } else {
            change.settle(tx)?;
        }
        permit.name(tx, ended.iter().map(|id| id.uuid()));
        permit.detail(tx, json!({ "ended": ended }));
        let keys = self.vault.space(space)?;
        let all = store::of_kinds(tx, &permit, keys.as_ref(), &[REPRESENTATIVE], MOST_LOOKED_AT)?;
        let is_represented = all.iter().any(|one| one.runs_at(now) && !ended.contains(&one.id));
        let last = all.iter().filter_map(|one| Some((one.ends_at?, one.id))).max();
        let alone = last.filter(|_| !is_represented).map(|(end, id)| event_of(id, end, 0));
        Ok(Fallen { permit, ended: !ended.is_empty(), alone })
    }

    /// When the minor of a record is of age, where that is before long: without a permit, since telling it leaves its own line.
    ///
    /// # Errors
    /// The database's.
    pub fn of_age_soon_without_permit(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
    ) -> Result<Option<OfAgeSoon>, Error> {
        let now = self.clock.now();
        let ahead = store::load(tx, &self.vault, space, now)?;
        let (facts, _) = self.facts_of(system_party(Purpose::Notice), ahead, Ask::default())?;
        let Some(known) = &facts.space else { return Ok(None) };
        if !matches!(known.state, SpaceState::Created | SpaceState::Active) {
            return Ok(None);
        }
        let until = self.of_age_told_until(now);
        let ending = facts.provisions.iter().filter(|one| is_said(&facts, one));
        let ending = ending.filter_map(|one| Some((one.ends_at.filter(|end| *end <= until)?, one.id)));
        let first: Option<(DateTime<Utc>, ProvisionId)> = ending.min_by_key(|(end, id)| (*end, *id));
        let told = |(from, id): (DateTime<Utc>, ProvisionId)| OfAgeSoon {
            from,
            zone: known.zone,
            event: event_of(id, from, 1),
        };
        Ok(first.map(told))
    }

    /// Up to which majority people are told now.
    pub fn of_age_told_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let days = Days::new(u64::from(self.reference.minors().reminder_days));
        now.checked_add_days(days).unwrap_or(now)
    }
}

/// How many of the representations that there were are looked at.
const MOST_LOOKED_AT: i64 = 1_000;
