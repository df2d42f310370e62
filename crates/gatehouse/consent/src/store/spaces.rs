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
    let set =
        (space::state.eq(to.as_str()), space::state_before.eq(from.as_str()), space::changed_at.eq(now));
    Ok(diesel::update(unmoved).set(set).execute(tx.conn())? == 1)
}

/// The state that a space had before its present one.
pub(crate) fn state_before(tx: &mut Tx<'_>, id: SpaceId) -> Result<Option<SpaceState>, Error> {
    let before = space::table
        .find(id.uuid())
        .select(space::state_before)
        .first::<Option<String>>(tx.conn())
        .optional()?;
    let Some(before) = before.flatten() else { return Ok(None) };
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
