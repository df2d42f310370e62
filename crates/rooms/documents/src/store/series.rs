use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use super::{find::WITHDRAWN, visibility::compile};
use crate::{rows::DocumentRow, schema::document};

/// Most versions of one document that are looked at.
const MOST: i64 = 500;

/// The versions that the permit shows, newest first. The first one is found by its own id, the others by an index that
/// does not hold first ones.
pub(crate) fn series<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: Uuid,
) -> Result<Vec<DocumentRow>, Error> {
    let mut query = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.eq(series).or(document::series_id.eq(series).and(document::version.gt(1))))
        .filter(document::status.ne(WITHDRAWN))
        .order(document::version.desc())
        .limit(MOST)
        .select(DocumentRow::as_select())
        .into_boxed();
    if let Some(visible) = compile(permit.visibility()) {
        query = query.filter(visible);
    }
    Ok(query.load(tx.conn())?)
}

/// The ids of all versions that are not withdrawn, newest first, whether the permit shows them or not: for who was found
/// to be the author of the newest.
pub(crate) fn whole_series<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: Uuid,
) -> Result<Vec<Uuid>, Error> {
    Ok(document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.eq(series).or(document::series_id.eq(series).and(document::version.gt(1))))
        .filter(document::status.ne(WITHDRAWN))
        .order(document::version.desc())
        .limit(MOST)
        .select(document::id)
        .load(tx.conn())?)
}

/// The newest version that is not withdrawn and when it was deposited, whether the permit shows it or not: for its author.
pub(crate) fn newest_version<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: Uuid,
) -> Result<Option<(Uuid, DateTime<Utc>)>, Error> {
    Ok(document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.eq(series).or(document::series_id.eq(series).and(document::version.gt(1))))
        .filter(document::status.ne(WITHDRAWN))
        .order(document::version.desc())
        .select((document::id, document::deposited_at))
        .first(tx.conn())
        .optional()?)
}

/// One version of the permit's space, with its wrapped key, locked until the transaction ends.
pub(crate) fn lock_version<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Option<(DocumentRow, Vec<u8>)>, Error> {
    Ok(document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.eq(id))
        .filter(document::status.ne(WITHDRAWN))
        .select((DocumentRow::as_select(), document::object_key))
        .for_update()
        .first(tx.conn())
        .optional()?)
}
