//! Documents that go from one record into another. The permits are those of the system for the life of a record, which
//! show nothing: each statement names the rows of the permit's space itself.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::{dsl::count_star, prelude::*};
use kernel::{CorrectionId, SpaceId};
use uuid::Uuid;

use super::{
    find::{Found, WITHDRAWN, place_of},
    visibility::Where,
};
use crate::{
    model::{Correction, Place},
    rows::{CorrectionRow, DocumentRow},
    schema::{correction, correction_desk, document, moved},
};

/// The versions of some documents. The first ones are found by their own ids, the others by an index that does not hold
/// first ones.
fn versions_of(series: &[Uuid]) -> Where {
    let later = document::series_id.eq_any(series.to_vec()).and(document::version.gt(1));
    Box::new(document::id.eq_any(series.to_vec()).or(later))
}

/// Some documents of the permit's space that were not withdrawn, after one, each named by its first version, in order.
pub(crate) fn series_there<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    after: Uuid,
    most: i64,
) -> Result<Vec<Uuid>, Error> {
    Ok(document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::status.ne(WITHDRAWN))
        .filter(document::series_id.gt(after))
        .select(document::series_id)
        .distinct()
        .order(document::series_id)
        .limit(most)
        .load(tx.conn())?)
}

/// Some documents of the permit's space that went into another one, after one, in order.
pub(crate) fn series_gone_to<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    to: Uuid,
    after: Uuid,
    most: i64,
) -> Result<Vec<Uuid>, Error> {
    Ok(moved::table
        .filter(moved::space_id.eq(permit.space().uuid()))
        .filter(moved::moved_to.eq(to))
        .filter(moved::series_id.gt(after))
        .select(moved::series_id)
        .distinct()
        .order(moved::series_id)
        .limit(most)
        .load(tx.conn())?)
}

/// The documents that some of these requests are about, which wait still, after one, in order.
pub(crate) fn series_not_mine<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    corrections: &[Uuid],
    after: Uuid,
    most: i64,
) -> Result<Vec<Uuid>, Error> {
    Ok(not_mine(permit.space(), corrections)
        .filter(correction::series_id.gt(after))
        .select(correction::series_id)
        .order(correction::series_id)
        .limit(most)
        .load(tx.conn())?)
}

/// Whether all of these are requests of the space that wait and say that a document is not the holder's.
pub(crate) fn are_not_mine(tx: &mut Tx<'_>, space: SpaceId, corrections: &[Uuid]) -> Result<bool, Error> {
    let named: HashSet<&Uuid> = corrections.iter().collect();
    tx.enter(&[space.uuid()])?;
    let found: i64 = not_mine(space, corrections).count().get_result(tx.conn())?;
    Ok(usize::try_from(found).is_ok_and(|found| found == named.len()))
}

fn not_mine(space: SpaceId, corrections: &[Uuid]) -> correction::BoxedQuery<'_, diesel::pg::Pg> {
    waiting_not_mine()
        .filter(correction::space_id.eq(space.uuid()))
        .filter(correction::id.eq_any(corrections))
}

fn waiting_not_mine<'a>() -> correction::BoxedQuery<'a, diesel::pg::Pg> {
    correction::table
        .filter(correction::kind.eq("not_mine"))
        .filter(correction::state.eq("open"))
        .into_boxed()
}

/// The requests of some spaces that wait and say that a document is not the holder's, with when they were made, oldest
/// first.
pub(crate) fn requests_not_mine(
    tx: &mut Tx<'_>,
    spaces: &[SpaceId],
    most: i64,
) -> Result<Vec<(SpaceId, CorrectionId, DateTime<Utc>)>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    tx.enter(&ids)?;
    let found: Vec<(Uuid, Uuid, DateTime<Utc>)> = waiting_not_mine()
        .filter(correction::space_id.eq_any(ids))
        .select((correction::space_id, correction::id, correction::asked_at))
        .order((correction::asked_at, correction::id))
        .limit(most)
        .load(tx.conn())?;
    Ok(found.into_iter().map(|(space, id, at)| (space.into(), id.into(), at)).collect())
}

/// The versions of some documents of the permit's space that were not withdrawn, with their wrapped keys and where their
/// contents lie.
pub(crate) fn contents_of<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: &[Uuid],
) -> Result<Vec<(DocumentRow, Vec<u8>, Place)>, Error> {
    let found: Vec<Found> = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::status.ne(WITHDRAWN))
        .filter(versions_of(series))
        .select((DocumentRow::as_select(), document::object_key, document::blob_id, document::body))
        .load(tx.conn())?;
    found.into_iter().map(|(row, key, blob, body)| Ok((row, key, place_of(blob, body)?))).collect()
}

/// Whether a version of a document is in the permit's space and was not withdrawn.
pub(crate) fn is_there<A: Action>(tx: &mut Tx<'_>, permit: &Permit<'_, A>, id: Uuid) -> Result<bool, Error> {
    let there = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.eq(id))
        .filter(document::status.ne(WITHDRAWN));
    Ok(diesel::select(diesel::dsl::exists(there)).get_result(tx.conn())?)
}

/// The versions of some documents of the permit's space that were not withdrawn, with their wrapped keys, locked.
pub(crate) fn lock_versions<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: &[Uuid],
) -> Result<Vec<(DocumentRow, Vec<u8>)>, Error> {
    Ok(document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::status.ne(WITHDRAWN))
        .filter(versions_of(series))
        .order((document::series_id, document::version))
        .select((DocumentRow::as_select(), document::object_key))
        .for_update()
        .load(tx.conn())?)
}

/// Which versions of some documents of the permit's space were there before.
pub(crate) fn ids_there_before<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: &[Uuid],
) -> Result<HashSet<Uuid>, Error> {
    let found: Vec<Uuid> = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::status.eq(WITHDRAWN))
        .filter(versions_of(series))
        .select(document::id)
        .load(tx.conn())?;
    Ok(found.into_iter().collect())
}

/// As [`ids_there_before`], the rows with their wrapped keys, locked. None of them is said to be elsewhere any more.
pub(crate) fn come_home<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: &[Uuid],
) -> Result<Vec<(DocumentRow, Vec<u8>)>, Error> {
    let rows = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::status.eq(WITHDRAWN))
        .filter(versions_of(series))
        .order(document::id)
        .select((DocumentRow::as_select(), document::object_key))
        .for_update()
        .load(tx.conn())?;
    let elsewhere = moved::table
        .filter(moved::space_id.eq(permit.space().uuid()))
        .filter(moved::series_id.eq_any(series.to_vec()));
    diesel::delete(elsewhere).execute(tx.conn())?;
    Ok(rows)
}

/// Says of some documents of the permit's space, all of whose versions are as withdrawn, into which one they went.
pub(crate) fn go_to<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: &[Uuid],
    to: Uuid,
) -> Result<(), Error> {
    let space = permit.space().uuid();
    let leaving: Vec<(Uuid, Uuid)> = document::table
        .filter(document::space_id.eq(space))
        .filter(versions_of(series))
        .select((document::id, document::series_id))
        .load(tx.conn())?;
    let rows: Vec<_> = leaving
        .into_iter()
        .map(|(id, series)| {
            (
                moved::space_id.eq(space),
                moved::document_id.eq(id),
                moved::series_id.eq(series),
                moved::moved_to.eq(to),
                moved::moved_at.eq(permit.now()),
            )
        })
        .collect();
    diesel::insert_into(moved::table).values(rows).on_conflict_do_nothing().execute(tx.conn())?;
    Ok(())
}

/// The requests about some documents of the permit's space.
pub(crate) fn corrections_of<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: &[Uuid],
) -> Result<Vec<CorrectionRow>, Error> {
    Ok(correction::table
        .filter(correction::space_id.eq(permit.space().uuid()))
        .filter(correction::series_id.eq_any(series.to_vec()))
        .order(correction::id)
        .select(CorrectionRow::as_select())
        .load(tx.conn())?)
}

/// Writes a request into the permit's space; one that was there before stands as it does now.
pub(crate) fn put_correction<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    row: CorrectionRow,
) -> Result<(), Error> {
    let row = CorrectionRow { space_id: permit.space().uuid(), ..row };
    let set = (
        correction::state.eq(row.state.clone()),
        correction::answered_by.eq(row.answered_by),
        correction::answered_at.eq(row.answered_at),
        correction::sealed.eq(row.sealed.clone()),
    );
    diesel::insert_into(correction::table)
        .values(row)
        .on_conflict((correction::space_id, correction::id))
        .do_update()
        .set(set)
        .execute(tx.conn())?;
    Ok(())
}

/// Lets a request that waits be found in the permit's space by whoever is to answer it.
pub(crate) fn move_waiting<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    about: &Correction,
) -> Result<(), Error> {
    let person = about.addressee.map(kernel::Id::uuid);
    let addressees: Vec<Uuid> =
        person.into_iter().chain(about.addressee_organisation.map(kernel::Id::uuid)).collect();
    let waits = correction_desk::table
        .filter(correction_desk::addressee.eq_any(addressees))
        .filter(correction_desk::correction_id.eq(about.id.uuid()));
    diesel::update(waits).set(correction_desk::space_id.eq(permit.space().uuid())).execute(tx.conn())?;
    Ok(())
}

/// How many documents that count each space has.
pub(crate) fn count_documents(tx: &mut Tx<'_>, spaces: &[SpaceId]) -> Result<HashMap<SpaceId, i64>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    tx.enter(&ids)?;
    let counted: Vec<(Uuid, i64)> = document::table
        .filter(document::space_id.eq_any(ids))
        .filter(document::status.eq_any(["approved", "archived"]))
        .group_by(document::space_id)
        .select((document::space_id, count_star()))
        .load(tx.conn())?;
    Ok(counted.into_iter().map(|(space, number)| (space.into(), number)).collect())
}
