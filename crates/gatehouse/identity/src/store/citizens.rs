use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{PersonId, SpaceId};
use uuid::Uuid;

use crate::schema::citizen;

/// Writes down who the permit's space is about.
pub(crate) fn insert_citizen<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    person: PersonId,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(citizen::table)
        .values((
            citizen::space_id.eq(permit.space().uuid()),
            citizen::person.eq(person.uuid()),
            citizen::sealed.eq(sealed),
            citizen::changed_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Person and sealed identity of the permit's space.
pub(crate) fn identity_of<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
) -> Result<Option<(PersonId, Vec<u8>)>, Error> {
    identity_without_permit(tx, permit.space())
}

/// Person and sealed identity of a space, for a comparison that must come before the decision.
pub(crate) fn identity_without_permit(
    tx: &mut Tx<'_>,
    space: SpaceId,
) -> Result<Option<(PersonId, Vec<u8>)>, Error> {
    let found = citizen::table
        .find(space.uuid())
        .select((citizen::person, citizen::sealed))
        .first::<(Uuid, Vec<u8>)>(tx.conn())
        .optional()?;
    Ok(found.map(|(person, sealed)| (person.into(), sealed)))
}
