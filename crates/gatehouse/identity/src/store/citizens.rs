use std::collections::HashMap;

use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{PersonId, SpaceId};
use uuid::Uuid;

use crate::schema::citizen;

/// Person and sealed identity of a space that were read ahead for one errand; none when nobody was registered for it.
pub(crate) struct IdentityAhead {
    pub(crate) space: SpaceId,
    pub(crate) found: Option<(PersonId, Vec<u8>)>,
}

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
    if let Some(ahead) = tx.take_laid(|ahead: &IdentityAhead| ahead.space == space) {
        return Ok(ahead.found);
    }
    Ok(identities_without_permit(tx, &[space])?.remove(&space))
}

/// Person and sealed identity of several spaces: one prepared statement.
pub(crate) fn identities_without_permit(
    tx: &mut Tx<'_>,
    spaces: &[SpaceId],
) -> Result<HashMap<SpaceId, (PersonId, Vec<u8>)>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    let found = citizen::table
        .filter(citizen::space_id.eq_any(ids))
        .select((citizen::space_id, citizen::person, citizen::sealed))
        .load::<(Uuid, Uuid, Vec<u8>)>(tx.conn())?;
    Ok(found.into_iter().map(|(space, person, sealed)| (space.into(), (person.into(), sealed))).collect())
}
