use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{PersonId, SpaceId};

use crate::{Action, Permit, SpaceState, schema::space};

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

/// Writes the next state of the permit's space where it is still the one that was decided about; says whether it was.
pub(crate) fn update_state<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    from: SpaceState,
    to: SpaceState,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let unmoved = space::table.find(permit.space().uuid()).filter(space::state.eq(from.as_str()));
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
