//! People who were known twice.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::{pg::PgConnection, prelude::*};
use kernel::PersonId;
use uuid::Uuid;

use crate::schema::merged_person;

/// Remembers that somebody was known twice.
pub(crate) fn insert_merged_person(
    tx: &mut Tx<'_>,
    person: PersonId,
    into: PersonId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(merged_person::table)
        .values((
            merged_person::person.eq(person.uuid()),
            merged_person::into_person.eq(into.uuid()),
            merged_person::since.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets that somebody was known twice; says since when that was remembered.
pub(crate) fn delete_merged_person(
    tx: &mut Tx<'_>,
    person: PersonId,
) -> Result<Option<DateTime<Utc>>, Error> {
    let known = merged_person::table.find(person.uuid());
    Ok(diesel::delete(known).returning(merged_person::since).get_result(tx.conn()).optional()?)
}

/// Who somebody is, where they were known twice.
pub(crate) fn person_that_stays(conn: &mut PgConnection, person: PersonId) -> Result<PersonId, Error> {
    let into: Option<Uuid> =
        merged_person::table.find(person.uuid()).select(merged_person::into_person).first(conn).optional()?;
    Ok(into.map_or(person, PersonId::from))
}

/// Who turned out to be each of these people.
pub(crate) fn known_before_as(
    conn: &mut PgConnection,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Vec<PersonId>>, Error> {
    let ids: Vec<Uuid> = people.iter().map(|person| person.uuid()).collect();
    let found: Vec<(Uuid, Uuid)> = merged_person::table
        .filter(merged_person::into_person.eq_any(ids))
        .select((merged_person::into_person, merged_person::person))
        .load(conn)?;
    let mut known: HashMap<PersonId, Vec<PersonId>> = HashMap::new();
    for (person, before) in found {
        known.entry(person.into()).or_default().push(before.into());
    }
    Ok(known)
}

/// As whom else somebody is known: who they turned out to be, and who turned out to be them.
pub(crate) fn known_as_well(conn: &mut PgConnection, person: PersonId) -> Result<Vec<PersonId>, Error> {
    let of_person = merged_person::person.eq(person.uuid()).or(merged_person::into_person.eq(person.uuid()));
    let found: Vec<(Uuid, Uuid)> = merged_person::table
        .filter(of_person)
        .order(merged_person::person)
        .select((merged_person::person, merged_person::into_person))
        .load(conn)?;
    let others = found.into_iter().flat_map(|(one, other)| [one, other]);
    Ok(others.filter(|other| *other != person.uuid()).map(PersonId::from).collect())
}
