use std::collections::HashMap;

use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{PersonId, SpaceId};
use uuid::Uuid;
use vault::Tag;

use crate::{
    IdentityStatus,
    schema::{citizen, citizen_account},
};

/// Person and sealed identity of a space that were read ahead for one errand; none when nobody was registered for it.
pub(crate) struct IdentityAhead {
    pub(crate) space: SpaceId,
    pub(crate) found: Option<CitizenRow>,
}

/// Person and sealed identity of a space, and how sure that identity is.
#[derive(Clone)]
pub(crate) struct CitizenRow {
    pub(crate) person: PersonId,
    pub(crate) sealed: Vec<u8>,
    pub(crate) status: IdentityStatus,
    /// Tag of the row of the feed that was written last.
    pub(crate) feed_tag: Option<Vec<u8>>,
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

/// Writes anew who the permit's space is about, as a row of the feed says it.
pub(crate) fn update_citizen<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    sealed: &[u8],
    status: IdentityStatus,
    feed_tag: &Tag,
) -> Result<(), Error> {
    diesel::update(citizen::table.find(permit.space().uuid()))
        .set((
            citizen::sealed.eq(sealed),
            citizen::status.eq(status.as_str()),
            citizen::feed_tag.eq(feed_tag.bytes.to_vec()),
            citizen::changed_at.eq(permit.now()),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes anew who the permit's space is about.
pub(crate) fn update_sealed<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    sealed: &[u8],
) -> Result<(), Error> {
    diesel::update(citizen::table.find(permit.space().uuid()))
        .set((citizen::sealed.eq(sealed), citizen::changed_at.eq(permit.now())))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes how sure the identity of the permit's space is.
pub(crate) fn update_status<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    status: IdentityStatus,
) -> Result<(), Error> {
    diesel::update(citizen::table.find(permit.space().uuid()))
        .set((citizen::status.eq(status.as_str()), citizen::changed_at.eq(permit.now())))
        .execute(tx.conn())?;
    Ok(())
}

/// Remembers by which row of the feed a citizen is known, where nothing else has changed.
pub(crate) fn update_feed_tag(tx: &mut Tx<'_>, space: SpaceId, feed_tag: &Tag) -> Result<(), Error> {
    diesel::update(citizen::table.find(space.uuid()))
        .set(citizen::feed_tag.eq(feed_tag.bytes.to_vec()))
        .execute(tx.conn())?;
    Ok(())
}

/// Whom a row of the feed is about.
pub(crate) struct NewCitizenRow<'a> {
    pub(crate) person: PersonId,
    pub(crate) sealed: &'a [u8],
    pub(crate) status: IdentityStatus,
    pub(crate) feed_tag: &'a Tag,
}

/// Writes down who the spaces of these permits are about, and makes their accounts; one permit for each, in order.
pub(crate) fn insert_citizens<A: Action>(
    tx: &mut Tx<'_>,
    permits: &[Permit<'_, A>],
    new: &[NewCitizenRow<'_>],
) -> Result<(), Error> {
    let rows: Vec<_> = permits
        .iter()
        .zip(new)
        .map(|(permit, row)| {
            (
                citizen::space_id.eq(permit.space().uuid()),
                citizen::person.eq(row.person.uuid()),
                citizen::sealed.eq(row.sealed),
                citizen::changed_at.eq(permit.now()),
                citizen::status.eq(row.status.as_str()),
                citizen::feed_tag.eq(row.feed_tag.bytes.to_vec()),
            )
        })
        .collect();
    diesel::insert_into(citizen::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// Person and sealed identity of the permit's space.
pub(crate) fn identity_of<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
) -> Result<Option<CitizenRow>, Error> {
    identity_without_permit(tx, permit.space())
}

/// Person and sealed identity of a space, for a comparison that must come before the decision.
pub(crate) fn identity_without_permit(tx: &mut Tx<'_>, space: SpaceId) -> Result<Option<CitizenRow>, Error> {
    if let Some(ahead) = tx.take_laid(|ahead: &IdentityAhead| ahead.space == space) {
        return Ok(ahead.found);
    }
    Ok(identities_without_permit(tx, &[space])?.remove(&space))
}

/// Person and sealed identity of several spaces: one prepared statement.
pub(crate) fn identities_without_permit(
    tx: &mut Tx<'_>,
    spaces: &[SpaceId],
) -> Result<HashMap<SpaceId, CitizenRow>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    let found: Vec<Row> = citizen::table
        .filter(citizen::space_id.eq_any(ids))
        .select((citizen::space_id, citizen::person, citizen::sealed, citizen::status, citizen::feed_tag))
        .load(tx.conn())?;
    read(found)
}

/// Person and sealed identity of the record of each of these people, of those who have one.
pub(crate) fn identities_of_people_without_permit(
    tx: &mut Tx<'_>,
    people: &[PersonId],
) -> Result<HashMap<SpaceId, CitizenRow>, Error> {
    let ids: Vec<Uuid> = people.iter().map(|person| person.uuid()).collect();
    let spaces: Vec<Uuid> = citizen_account::table
        .filter(citizen_account::person.eq_any(ids))
        .select(citizen_account::space_id)
        .load(tx.conn())?;
    let spaces: Vec<SpaceId> = spaces.into_iter().map(SpaceId::from).collect();
    identities_without_permit(tx, &spaces)
}

/// As [`identities_without_permit`], locked until the transaction ends, in one order for everybody. Whoever writes an identity
/// or its tags reads it under this lock: two who did not would each write what the other has not seen.
pub(crate) fn lock_identities(
    tx: &mut Tx<'_>,
    spaces: &[SpaceId],
) -> Result<HashMap<SpaceId, CitizenRow>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    let found: Vec<Row> = citizen::table
        .filter(citizen::space_id.eq_any(ids))
        .order(citizen::space_id)
        .select((citizen::space_id, citizen::person, citizen::sealed, citizen::status, citizen::feed_tag))
        .for_no_key_update()
        .load(tx.conn())?;
    read(found)
}

type Row = (Uuid, Uuid, Vec<u8>, String, Option<Vec<u8>>);

fn read(found: Vec<Row>) -> Result<HashMap<SpaceId, CitizenRow>, Error> {
    let unknown = Error::Row { table: "identity.citizen", what: "the status is unknown" };
    found
        .into_iter()
        .map(|(space, person, sealed, status, feed_tag)| {
            let status = IdentityStatus::parse(&status).ok_or_else(|| unknown.clone())?;
            Ok((space.into(), CitizenRow { person: person.into(), sealed, status, feed_tag }))
        })
        .collect()
}
