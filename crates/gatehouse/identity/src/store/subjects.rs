use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::PersonId;
use uuid::Uuid;
use vault::Tag;

use crate::schema::login_subject;

/// A citizen who is known by a provider's subject.
#[derive(Queryable)]
pub(crate) struct KnownSubject {
    tag: Vec<u8>,
    index_key_id: i32,
    person: Uuid,
}

impl KnownSubject {
    pub(crate) fn person(&self) -> PersonId {
        self.person.into()
    }
}

/// The citizen whom a provider means, by any of these tags; by that of the newest key where several know one.
pub(crate) fn subject_under(tx: &mut Tx<'_>, tags: &[Tag]) -> Result<Option<KnownSubject>, Error> {
    let bytes: Vec<Vec<u8>> = tags.iter().map(|tag| tag.bytes.to_vec()).collect();
    Ok(login_subject::table
        .filter(login_subject::tag.eq_any(bytes))
        .order(login_subject::index_key_id.desc())
        .select((login_subject::tag, login_subject::index_key_id, login_subject::person))
        .first(tx.conn())
        .optional()?)
}

/// Gives a known subject its tag under the key in force, where an older key made the one it has.
pub(crate) fn retag_subject(tx: &mut Tx<'_>, known: &KnownSubject, tag: &Tag) -> Result<(), Error> {
    let key = tag.key.cast_signed();
    if known.index_key_id < key {
        diesel::update(login_subject::table.find(&known.tag))
            .set((login_subject::tag.eq(tag.bytes.to_vec()), login_subject::index_key_id.eq(key)))
            .execute(tx.conn())?;
    }
    Ok(())
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

/// Forgets whom providers mean, where that was first said of a person since an instant; says how many there were.
pub(crate) fn delete_subjects_since(
    tx: &mut Tx<'_>,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<usize, Error> {
    let bound = login_subject::table
        .filter(login_subject::person.eq(person.uuid()))
        .filter(login_subject::created_at.ge(since));
    Ok(diesel::delete(bound).execute(tx.conn())?)
}
