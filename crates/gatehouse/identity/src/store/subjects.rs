use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::PersonId;
use uuid::Uuid;
use vault::Tag;

use crate::schema::login_subject;

/// The citizen whom a provider means, by any of these tags.
pub(crate) fn person_under(tx: &mut Tx<'_>, tags: &[Tag]) -> Result<Option<PersonId>, Error> {
    let bytes: Vec<Vec<u8>> = tags.iter().map(|tag| tag.bytes.to_vec()).collect();
    let found = login_subject::table
        .filter(login_subject::tag.eq_any(bytes))
        .select(login_subject::person)
        .first::<Uuid>(tx.conn())
        .optional()?;
    Ok(found.map(PersonId::from))
}

/// Remembers whom a provider means; what is remembered already stays.
pub(crate) fn insert_subject(
    tx: &mut Tx<'_>,
    tag: &Tag,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(login_subject::table)
        .values((
            login_subject::tag.eq(tag.bytes.to_vec()),
            login_subject::index_key_id.eq(tag.key.cast_signed()),
            login_subject::person.eq(person.uuid()),
            login_subject::created_at.eq(now),
        ))
        .on_conflict(login_subject::tag)
        .do_nothing()
        .execute(tx.conn())?;
    Ok(())
}
