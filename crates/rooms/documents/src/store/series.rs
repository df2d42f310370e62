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
