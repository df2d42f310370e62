use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::PersonId;

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
