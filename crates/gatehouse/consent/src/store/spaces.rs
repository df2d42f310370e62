use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{PersonId, SpaceId};
use uuid::Uuid;

use crate::{Action, Permit, SpaceState, schema::space, service::AnnouncedSpace};

/// Adds the row of a new space.
pub(crate) fn insert_space<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    holder: PersonId,
    state: SpaceState,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(space::table)
        .values((
            space::space_id.eq(permit.space().uuid()),
            space::holder.eq(holder.uuid()),
            space::state.eq(state.as_str()),
            space::zone.eq(zone.name()),
            space::opened_at.eq(now),
            space::changed_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes the next state of the permit's space where it is still the one that was decided about; says whether it was. A
/// double that went into another record takes no step of its own.
pub(crate) fn update_state<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    from: SpaceState,
    to: SpaceState,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let unmoved = space::table
        .find(permit.space().uuid())
        .filter(space::state.eq(from.as_str()))
        .filter(space::merged_into.is_null());
    let (next, at) = (space::state.eq(to.as_str()), space::changed_at.eq(now));
    let moved = match (from, to) {
        (_, SpaceState::Deceased) => {
            let died = (space::alive_state.eq(from.as_str()), space::deceased_since.eq(now));
            diesel::update(unmoved).set((next, at, died)).execute(tx.conn())?
        }
        (SpaceState::Deceased, _) => {
            let alive =
                (space::alive_state.eq(None::<String>), space::deceased_since.eq(None::<DateTime<Utc>>));
            diesel::update(unmoved).set((next, at, alive)).execute(tx.conn())?
        }
        _ => {
            let before = space::state_before.eq(from.as_str());
            diesel::update(unmoved).set((next, at, before)).execute(tx.conn())?
        }
    };
    Ok(moved == 1)
}

/// The digest of the permit's space, in which nobody else says anything until the transaction ends.
pub(crate) fn hold<A: Action>(tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<Option<Vec<u8>>, Error> {
    let row = space::table.find(permit.space().uuid()).select(space::digest);
    Ok(row.for_no_key_update().first(tx.conn())?)
}

/// As [`hold`], beside others who hold it so.
pub(crate) fn hold_beside<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
) -> Result<Option<Vec<u8>>, Error> {
    Ok(space::table.find(permit.space().uuid()).select(space::digest).for_share().first(tx.conn())?)
}

/// Takes a space before it is decided about: nobody else says anything in it until the transaction ends. Says whether there is
/// such a space.
pub(crate) fn lock(tx: &mut Tx<'_>, id: SpaceId) -> Result<bool, Error> {
    let row = space::table.find(id.uuid()).select(space::space_id).for_no_key_update();
    Ok(row.first::<Uuid>(tx.conn()).optional()?.is_some())
}

/// The state of a space as its row says; nobody is let in by it.
pub(crate) fn state_of(tx: &mut Tx<'_>, id: SpaceId) -> Result<Option<SpaceState>, Error> {
    let state: Option<String> =
        space::table.find(id.uuid()).select(space::state).first(tx.conn()).optional()?;
    Ok(state.as_deref().and_then(SpaceState::parse))
}

/// A time to oppose that stands still.
pub(crate) struct Stopped {
    /// When it would be over.
    pub(crate) until: DateTime<Utc>,
    /// Since when the holder counts as dead.
    pub(crate) since: DateTime<Utc>,
}

/// How the time to oppose the creation of the permit's space stood when its holder was reported dead.
pub(crate) fn stopped<A: Action>(tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<Option<Stopped>, Error> {
    type Row = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let (until, since): Row = space::table
        .find(permit.space().uuid())
        .select((space::opposition_until, space::deceased_since))
        .first(tx.conn())?;
    Ok(until.zip(since).map(|(until, since)| Stopped { until, since }))
}

/// Writes until when the creation of the permit's space may be opposed.
pub(crate) fn update_opposition<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    until: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(space::table.find(permit.space().uuid()))
        .set(space::opposition_until.eq(until))
        .execute(tx.conn())?;
    Ok(())
}

/// The state that a space had before it was suspended, or while its holder was not known as dead.
pub(crate) fn state_before(tx: &mut Tx<'_>, id: SpaceId) -> Result<Option<SpaceState>, Error> {
    type Row = (String, Option<String>, Option<String>);
    let found: Option<Row> = space::table
        .find(id.uuid())
        .select((space::state, space::state_before, space::alive_state))
        .first(tx.conn())
        .optional()?;
    let is_dead = |now: &str| now == SpaceState::Deceased.as_str();
    let before = found.and_then(|(now, before, alive)| if is_dead(&now) { alive } else { before });
    let Some(before) = before else { return Ok(None) };
    let unknown = Error::Row { table: "consent.space", what: "an unknown state of a space" };
    SpaceState::parse(&before).map(Some).ok_or(unknown)
}

/// Adds the rows of spaces whose creation may be opposed, each under its permit and until its instant.
pub(crate) fn insert_announced<A: Action>(
    tx: &mut Tx<'_>,
    new: &[(&Permit<'_, A>, &AnnouncedSpace, DateTime<Utc>)],
) -> Result<(), Error> {
    let row = |(permit, one, until): &(&Permit<'_, A>, &AnnouncedSpace, DateTime<Utc>)| {
        (
            space::space_id.eq(permit.space().uuid()),
            space::holder.eq(one.holder.uuid()),
            space::state.eq(SpaceState::OppositionRunning.as_str()),
            space::zone.eq(one.zone.name()),
            space::opened_at.eq(permit.now()),
            space::changed_at.eq(permit.now()),
            space::opposition_until.eq(*until),
        )
    };
    let rows: Vec<_> = new.iter().map(row).collect();
    diesel::insert_into(space::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// Locks and gives some spaces whose time to oppose was over at an instant, the longest over first. Those that somebody
/// else works on are left out.
pub(crate) fn lock_unopposed(tx: &mut Tx<'_>, now: DateTime<Utc>, most: i64) -> Result<Vec<SpaceId>, Error> {
    let due: Vec<Uuid> = space::table
        .filter(space::state.eq(SpaceState::OppositionRunning.as_str()))
        .filter(space::opposition_until.le(now))
        .order(space::opposition_until)
        .limit(most)
        .select(space::space_id)
        .for_no_key_update()
        .skip_locked()
        .load(tx.conn())?;
    Ok(due.into_iter().map(SpaceId::from).collect())
}

/// Until when the creation of the permit's space may be opposed.
pub(crate) fn opposition_until<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
) -> Result<Option<DateTime<Utc>>, Error> {
    Ok(space::table.find(permit.space().uuid()).select(space::opposition_until).first(tx.conn())?)
}

/// Writes another time zone of the permit's space.
pub(crate) fn update_zone<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(space::table.find(permit.space().uuid()))
        .set((space::zone.eq(zone.name()), space::changed_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}
