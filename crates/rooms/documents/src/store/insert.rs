use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use super::find::WITHDRAWN;
use crate::{rows::NewDocumentRow, schema::document};

/// Adds a row to the permit's space; false when a document with this producer's identifier is there already.
pub(crate) fn insert<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    row: &NewDocumentRow,
) -> Result<bool, Error> {
    if row.space_id != permit.space().uuid() {
        return Err(Error::Row {
            table: "documents.document",
            what: "a row of another space than the permit's",
        });
    }
    let written = diesel::insert_into(document::table)
        .values(row)
        .on_conflict((document::space_id, document::unique_tag))
        .do_nothing()
        .execute(tx.conn())?;
    Ok(written == 1)
}

/// The document of the permit's space that bears a producer's identifier, unless it was withdrawn.
pub(crate) fn same_unique_id<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    unique_tag: &[u8],
) -> Result<Option<Uuid>, Error> {
    Ok(document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::unique_tag.eq(unique_tag))
        .filter(document::status.ne(WITHDRAWN))
        .select(document::id)
        .first(tx.conn())
        .optional()?)
}

/// Lets another document bear a producer's identifier, where the one of the permit's space that bears it was withdrawn:
/// that one gets a tag which is nobody's identifier. False when there is none.
pub(crate) fn spend_unique_id<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    unique_tag: &[u8],
    spent: &[u8],
) -> Result<bool, Error> {
    let row = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::unique_tag.eq(unique_tag))
        .filter(document::status.eq(WITHDRAWN));
    Ok(diesel::update(row).set(document::unique_tag.eq(spent)).execute(tx.conn())? == 1)
}
