use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use super::{
    find::{WITHDRAWN, shown},
    visibility::Where,
};
use crate::{rows::DocumentRow, schema::document};

/// Most versions of one document that are listed.
const MOST: i64 = 500;

/// The versions of one document. The first one is found by its own id, the others by an index that does not hold first
/// ones.
fn versions_of(series: Uuid) -> Where {
    Box::new(document::id.eq(series).or(document::series_id.eq(series).and(document::version.gt(1))))
}

/// The versions that the permit shows, newest first.
pub(crate) fn series<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: Uuid,
) -> Result<Vec<DocumentRow>, Error> {
    Ok(document::table
        .filter(versions_of(series))
        .filter(shown(permit))
        .order(document::version.desc())
        .limit(MOST)
        .select(DocumentRow::as_select())
        .load(tx.conn())?)
}

/// The versions that are not withdrawn, newest first, with their wrapped keys, whether the permit shows them or not: for
/// who was found to be the author of the newest. They are locked until the transaction ends: first locked and then read, so that
/// a version is among them for which one waited.
pub(crate) fn lock_series<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: Uuid,
) -> Result<Vec<(DocumentRow, Vec<u8>)>, Error> {
    let versions = || {
        document::table
            .filter(document::space_id.eq(permit.space().uuid()))
            .filter(document::status.ne(WITHDRAWN))
            .filter(versions_of(series))
            .order(document::version.desc())
    };
    let _: Vec<Uuid> = versions().select(document::id).for_update().load(tx.conn())?;
    Ok(versions().select((DocumentRow::as_select(), document::object_key)).load(tx.conn())?)
}

/// The newest version that is not withdrawn and when it was deposited, whether the permit shows it or not: for its author.
pub(crate) fn newest_version<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: Uuid,
) -> Result<Option<(Uuid, DateTime<Utc>)>, Error> {
    Ok(document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::status.ne(WITHDRAWN))
        .filter(versions_of(series))
        .order(document::version.desc())
        .select((document::id, document::deposited_at))
        .first(tx.conn())
        .optional()?)
}
