use std::collections::HashSet;

use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use super::visibility::compile;
use crate::{model::Place, rows::DocumentRow, schema::document};

/// The status of what is absent for everybody.
pub(super) const WITHDRAWN: &str = "deleted";

/// One document that the permit shows: a list of one.
pub(crate) fn find_one<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Option<DocumentRow>, Error> {
    let mut query = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.eq(id))
        .filter(document::status.ne(WITHDRAWN))
        .select(DocumentRow::as_select())
        .into_boxed();
    if let Some(visible) = compile(permit.visibility()) {
        query = query.filter(visible);
    }
    Ok(query.first(tx.conn()).optional()?)
}

type Found = (DocumentRow, Vec<u8>, Option<Uuid>, Option<Vec<u8>>);

/// One document that the permit shows, with its wrapped key and where its sealed content lies.
pub(crate) fn find_content<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Option<(DocumentRow, Vec<u8>, Place)>, Error> {
    let mut query = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.eq(id))
        .filter(document::status.ne(WITHDRAWN))
        .select((DocumentRow::as_select(), document::object_key, document::blob_id, document::body))
        .into_boxed();
    if let Some(visible) = compile(permit.visibility()) {
        query = query.filter(visible);
    }
    let found: Option<Found> = query.first(tx.conn()).optional()?;
    let Some((row, key, blob, body)) = found else { return Ok(None) };
    let place = match (blob, body) {
        (Some(blob), _) => Place::Blob(blob),
        (None, Some(body)) => Place::Inline(body),
        (None, None) => return Err(Error::Row { table: "documents.document", what: "no content" }),
    };
    Ok(Some((row, key, place)))
}

/// Documents, each with its status, and which of them are shown.
type Known = (Vec<(Uuid, String)>, HashSet<Uuid>);

/// Which of these ids are documents of the permit's space, each with its status, and which of them the permit shows.
pub(crate) fn find_visible_ids<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    ids: &[Uuid],
) -> Result<Known, Error> {
    let of_space = document::space_id.eq(permit.space().uuid()).and(document::id.eq_any(ids.to_vec()));
    let known: Vec<(Uuid, String)> =
        document::table.filter(of_space.clone()).select((document::id, document::status)).load(tx.conn())?;
    let visible: Vec<Uuid> = match compile(permit.visibility()) {
        None => known.iter().map(|(id, _)| *id).collect(),
        Some(condition) => {
            document::table.filter(of_space).filter(condition).select(document::id).load(tx.conn())?
        }
    };
    Ok((known, visible.into_iter().collect()))
}

/// Which of these blobs a row names. The sweeper asks; it says nothing about a space.
pub(crate) fn named_blobs(tx: &mut Tx<'_>, blobs: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    let named: Vec<Option<Uuid>> = document::table
        .filter(document::blob_id.eq_any(blobs.to_vec()))
        .select(document::blob_id)
        .load(tx.conn())?;
    Ok(named.into_iter().flatten().collect())
}

/// Every blob that a row names, in order.
pub(crate) fn all_blobs(conn: &mut PgConnection) -> Result<Vec<Uuid>, Error> {
    let named = document::table.select(document::blob_id).filter(document::blob_id.is_not_null());
    let named: Vec<Option<Uuid>> = named.order(document::blob_id.asc()).load(conn)?;
    Ok(named.into_iter().flatten().collect())
}

/// The newest blobs that rows name: an id begins with the time at which it was made.
pub(crate) fn newest_blobs(conn: &mut PgConnection, most: i64) -> Result<Vec<Uuid>, Error> {
    let named = document::table.select(document::blob_id).filter(document::blob_id.is_not_null());
    let named: Vec<Option<Uuid>> = named.order(document::blob_id.desc()).limit(most).load(conn)?;
    Ok(named.into_iter().flatten().collect())
}
