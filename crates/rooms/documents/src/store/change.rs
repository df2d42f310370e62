use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use super::{
    find::{WITHDRAWN, find_one},
    visibility::compile,
};
use crate::{rows::DocumentRow, schema::document};

/// What changes in a row when something else is said of its document.
#[derive(AsChangeset)]
#[diesel(table_name = document)]
pub(crate) struct Changed {
    pub(crate) status: &'static str,
    pub(crate) entry_id: Uuid,
    pub(crate) changed_at: DateTime<Utc>,
    pub(crate) sealed_form: i16,
    pub(crate) sealed: Vec<u8>,
    pub(crate) object_key: Vec<u8>,
}

/// One document that the permit lets change, with its wrapped key, locked until the transaction ends. Nobody's row is
/// locked before the permit has let it through.
pub(crate) fn find_for_change<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Option<(DocumentRow, Vec<u8>)>, Error> {
    if find_one(tx, permit, id)?.is_none() {
        return Ok(None);
    }
    document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.eq(id))
        .select(document::id)
        .for_update()
        .load::<Uuid>(tx.conn())?;
    let mut query = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.eq(id))
        .filter(document::status.ne(WITHDRAWN))
        .select((DocumentRow::as_select(), document::object_key))
        .into_boxed();
    if let Some(visible) = compile(permit.visibility()) {
        query = query.filter(visible);
    }
    Ok(query.first(tx.conn()).optional()?)
}

/// Writes down what changed in a row of the permit's space; false when there is no such row.
pub(crate) fn rewrite<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
    changed: &Changed,
) -> Result<bool, Error> {
    let row =
        document::table.filter(document::space_id.eq(permit.space().uuid())).filter(document::id.eq(id));
    Ok(diesel::update(row).set(changed).execute(tx.conn())? == 1)
}
