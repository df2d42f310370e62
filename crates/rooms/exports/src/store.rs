//! The rows of `exports.export` and `exports.part`. Each statement names the permit's space, and whose the export is.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    model::{EndReason, ExportState},
    rows::{ExportRow, PartRow},
    schema::{export, part},
};

/// The exports of a record that are the party's of a permit.
#[diesel::dsl::auto_type]
fn own(space: Uuid, person: Uuid) -> _ {
    export::table.filter(export::space_id.eq(space)).filter(export::person.eq(person))
}

fn owner<A: Action>(permit: &Permit<'_, A>) -> (Uuid, Uuid) {
    (permit.space().uuid(), permit.party().person.uuid())
}

/// Adds an export to the permit's space.
pub(crate) fn insert<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    row: ExportRow,
) -> Result<(), Error> {
    let (space_id, person) = owner(permit);
    let row = ExportRow { space_id, person, ..row };
    diesel::insert_into(export::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// The exports of the permit's party, newest first.
pub(crate) fn list<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    most: i64,
) -> Result<Vec<ExportRow>, Error> {
    let (space, person) = owner(permit);
    let query = own(space, person).order(export::id.desc()).limit(most);
    Ok(query.select(ExportRow::as_select()).load(tx.conn())?)
}

/// One export of the permit's party.
pub(crate) fn one<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Option<ExportRow>, Error> {
    let (space, person) = owner(permit);
    let query = own(space, person).filter(export::id.eq(id)).select(ExportRow::as_select());
    Ok(query.first(tx.conn()).optional()?)
}

/// One export that is made or was, whoever decided about it, held until the transaction ends.
pub(crate) fn hold(tx: &mut Tx<'_>, space: Uuid, id: Uuid) -> Result<Option<ExportRow>, Error> {
    let query = export::table.filter(export::space_id.eq(space)).filter(export::id.eq(id));
    Ok(query.for_update().select(ExportRow::as_select()).first(tx.conn()).optional()?)
}

/// As [`hold`], before anybody decided: it enters the space.
pub(crate) fn hold_without_permit(
    tx: &mut Tx<'_>,
    space: Uuid,
    id: Uuid,
) -> Result<Option<ExportRow>, Error> {
    tx.enter(&[space])?;
    hold(tx, space, id)
}

/// Adds parts.
pub(crate) fn insert_parts(tx: &mut Tx<'_>, rows: Vec<PartRow>) -> Result<(), Error> {
    for some in chunks(rows) {
        diesel::insert_into(part::table).values(some).execute(tx.conn())?;
    }
    Ok(())
}

/// A statement has at most 65 535 values.
fn chunks(rows: Vec<PartRow>) -> Vec<Vec<PartRow>> {
    let mut all = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        all.push(rows.by_ref().take(1_000).collect());
    }
    all
}

/// How far an export has come.
#[derive(AsChangeset)]
#[diesel(table_name = export, treat_none_as_null = true)]
pub(crate) struct Advance {
    pub(crate) state: &'static str,
    pub(crate) after: Option<Uuid>,
    pub(crate) parts: i32,
    pub(crate) bytes: i64,
    pub(crate) done: i64,
    pub(crate) total: Option<i64>,
    pub(crate) begun_anew: i32,
    pub(crate) ready_at: Option<DateTime<Utc>>,
    pub(crate) keep_until: Option<DateTime<Utc>>,
    pub(crate) ended: Option<&'static str>,
}

/// Writes down how far an export has come.
pub(crate) fn update(tx: &mut Tx<'_>, space: Uuid, id: Uuid, to: &Advance) -> Result<(), Error> {
    let row = export::table.filter(export::space_id.eq(space)).filter(export::id.eq(id));
    diesel::update(row).set(to).execute(tx.conn())?;
    Ok(())
}

/// Takes all parts of an export away; gives the blobs that they named.
pub(crate) fn delete_parts(tx: &mut Tx<'_>, space: Uuid, id: Uuid) -> Result<Vec<Uuid>, Error> {
    let rows = part::table.filter(part::space_id.eq(space)).filter(part::export_id.eq(id));
    let blobs: Vec<Option<Uuid>> = diesel::delete(rows).returning(part::blob_id).get_results(tx.conn())?;
    Ok(blobs.into_iter().flatten().collect())
}

/// Removes an export whose parts are gone.
pub(crate) fn delete(tx: &mut Tx<'_>, space: Uuid, id: Uuid) -> Result<(), Error> {
    let row = export::table.filter(export::space_id.eq(space)).filter(export::id.eq(id));
    diesel::delete(row).execute(tx.conn())?;
    Ok(())
}

/// The parts of an export of the permit's space after a number, in order.
pub(crate) fn parts<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
    after: i32,
    most: i64,
) -> Result<Vec<PartRow>, Error> {
    let rows = part::table
        .filter(part::space_id.eq(permit.space().uuid()))
        .filter(part::export_id.eq(id))
        .filter(part::number.gt(after));
    Ok(rows.order(part::number).limit(most).select(PartRow::as_select()).load(tx.conn())?)
}

/// What was said of the parts of an export that say something, after a number, in order.
pub(crate) fn said<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
    after: i32,
    most: i64,
) -> Result<Vec<(i32, Vec<u8>)>, Error> {
    let rows = part::table
        .filter(part::space_id.eq(permit.space().uuid()))
        .filter(part::export_id.eq(id))
        .filter(part::number.gt(after))
        .filter(part::sealed.is_not_null());
    Ok(rows
        .order(part::number)
        .limit(most)
        .select((part::number, part::sealed.assume_not_null()))
        .load(tx.conn())?)
}

/// The documents that are in an export of the permit's space.
pub(crate) fn documents<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Vec<Uuid>, Error> {
    let rows = part::table.filter(part::space_id.eq(permit.space().uuid())).filter(part::export_id.eq(id));
    let named: Vec<Vec<Uuid>> = rows.order(part::number).select(part::documents).load(tx.conn())?;
    Ok(named.into_iter().flatten().collect())
}

/// Exports of whatever space whose time is over, so many at most.
pub(crate) fn over(tx: &mut Tx<'_>, now: DateTime<Utc>, most: i64) -> Result<Vec<(Uuid, Uuid)>, Error> {
    tx.go_across_spaces()?;
    let rows = export::table
        .filter(export::state.eq(ExportState::Ready.as_str()))
        .filter(export::keep_until.le(now));
    Ok(rows.order(export::keep_until).limit(most).select((export::space_id, export::id)).load(tx.conn())?)
}

/// Exports of whatever space that have been made since before an instant, so many at most.
pub(crate) fn made_since(
    tx: &mut Tx<'_>,
    before: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    tx.go_across_spaces()?;
    let rows = export::table
        .filter(export::state.eq(ExportState::Making.as_str()))
        .filter(export::asked_at.lt(before));
    Ok(rows.order(export::asked_at).limit(most).select((export::space_id, export::id)).load(tx.conn())?)
}

/// Removes what is left of exports that ended or were over before an instant.
pub(crate) fn forget(tx: &mut Tx<'_>, before: DateTime<Utc>) -> Result<usize, Error> {
    tx.go_across_spaces()?;
    let over = [ExportState::Ended.as_str(), ExportState::Expired.as_str()];
    let rows = export::table.filter(export::state.eq_any(over)).filter(export::asked_at.lt(before));
    Ok(diesel::delete(rows).execute(tx.conn())?)
}

/// Which of these blobs a part names.
pub(crate) fn named_blobs(tx: &mut Tx<'_>, blobs: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    tx.go_across_spaces()?;
    let rows = part::table.filter(part::blob_id.eq_any(blobs.to_vec()));
    let named: Vec<Option<Uuid>> = rows.select(part::blob_id).load(tx.conn())?;
    Ok(named.into_iter().flatten().collect())
}

/// What an export that was stopped keeps of what it was.
pub(crate) fn nothing_left(row: &ExportRow, state: ExportState, why: Option<EndReason>) -> Advance {
    Advance {
        state: state.as_str(),
        after: None,
        parts: 0,
        bytes: 0,
        done: 0,
        total: None,
        begun_anew: row.begun_anew,
        ready_at: row.ready_at,
        keep_until: row.keep_until,
        ended: why.map(EndReason::as_str),
    }
}
