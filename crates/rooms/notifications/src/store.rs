//! The rows of `notifications.notice`. Each statement names the permit's space, and who may read.

use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::{
    dsl::{count_star, exists},
    prelude::*,
};
use uuid::Uuid;

use crate::{rows::NoticeRow, schema::notice};

/// The notices of a record that the party of a permit may read: those for itself, and for the holder those that name
/// nobody.
#[diesel::dsl::auto_type]
fn of_reader(space: Uuid, person: Uuid, holder: bool) -> _ {
    let nobody_named = notice::person.is_null().and(holder.into_sql::<diesel::sql_types::Bool>());
    notice::table
        .filter(notice::space_id.eq(space))
        .filter(notice::person.is_not_distinct_from(person).or(nobody_named))
}

fn reader<A: Action>(permit: &Permit<'_, A>) -> (Uuid, Uuid, bool) {
    let person = permit.party().person;
    let holder = permit.space_facts().is_some_and(|space| space.holder == person);
    (permit.space().uuid(), person.uuid(), holder)
}

/// Adds a notice to the permit's space; false when one about the same event is there.
pub(crate) fn insert<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    row: NoticeRow,
) -> Result<bool, Error> {
    let row = NoticeRow { space_id: permit.space().uuid(), ..row };
    let made = diesel::insert_into(notice::table)
        .values(row)
        .on_conflict((notice::space_id, notice::event_id))
        .do_nothing()
        .execute(tx.conn())?;
    Ok(made == 1)
}

/// Whether there is a notice about an event in a space.
pub(crate) fn is_told_without_permit(tx: &mut Tx<'_>, space: Uuid, event: Uuid) -> Result<bool, Error> {
    tx.enter(&[space])?;
    let told = notice::table.filter(notice::space_id.eq(space)).filter(notice::event_id.eq(event));
    Ok(diesel::select(exists(told)).get_result(tx.conn())?)
}

/// A page of notices, newest first, before an id.
pub(crate) fn list<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<NoticeRow>, Error> {
    let (space, person, holder) = reader(permit);
    let mut query = of_reader(space, person, holder)
        .order(notice::id.desc())
        .limit(limit)
        .select(NoticeRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(notice::id.lt(before));
    }
    Ok(query.load(tx.conn())?)
}

/// One notice that the party of a permit may read.
pub(crate) fn one<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Option<NoticeRow>, Error> {
    let (space, person, holder) = reader(permit);
    let row = of_reader(space, person, holder).filter(notice::id.eq(id));
    Ok(row.select(NoticeRow::as_select()).first(tx.conn()).optional()?)
}

/// How many were not read yet.
pub(crate) fn unread<A: Action>(tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<i64, Error> {
    let (space, person, holder) = reader(permit);
    let waiting = of_reader(space, person, holder).filter(notice::read_at.is_null());
    Ok(waiting.select(count_star()).first(tx.conn())?)
}

/// Marks one as read, once: the first time stays. False when the reader has none of this id.
pub(crate) fn mark_read<A: Action>(tx: &mut Tx<'_>, permit: &Permit<'_, A>, id: Uuid) -> Result<bool, Error> {
    let (space, person, holder) = reader(permit);
    let row = of_reader(space, person, holder).filter(notice::id.eq(id));
    let read: Option<Option<chrono::DateTime<chrono::Utc>>> =
        row.select(notice::read_at).first(tx.conn()).optional()?;
    let Some(read_at) = read else { return Ok(false) };
    if read_at.is_none() {
        let row = notice::table.filter(notice::space_id.eq(space)).filter(notice::id.eq(id));
        diesel::update(row).set(notice::read_at.eq(permit.now())).execute(tx.conn())?;
    }
    Ok(true)
}
