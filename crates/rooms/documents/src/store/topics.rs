use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::SpaceId;
use uuid::Uuid;

use super::find::{WITHDRAWN, shown};
use crate::{
    rows::DocumentRow,
    schema::{document, document_topic},
};

/// Forgets which documents of the permit's space belong to the topics of these tags.
pub(crate) fn remove_tags<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    tags: &[Vec<u8>],
) -> Result<(), Error> {
    let of = document_topic::table
        .filter(document_topic::space_id.eq(permit.space().uuid()))
        .filter(document_topic::tag.eq_any(tags));
    diesel::delete(of).execute(tx.conn())?;
    Ok(())
}

/// Rows of the permit's space after an id, in order, whether the permit shows them or not: to say to which topics they
/// belong.
pub(crate) fn rows_after<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    after: Uuid,
    most: i64,
) -> Result<Vec<DocumentRow>, Error> {
    Ok(document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.gt(after))
        .filter(document::status.ne(WITHDRAWN))
        .order(document::id)
        .limit(most)
        .select(DocumentRow::as_select())
        .load(tx.conn())?)
}

/// Rows of a space after an id that were not withdrawn, in order: to compare them with what its history says.
pub(crate) fn all_after(
    tx: &mut Tx<'_>,
    space: SpaceId,
    after: Uuid,
    most: i64,
) -> Result<Vec<DocumentRow>, Error> {
    Ok(document::table
        .filter(document::space_id.eq(space.uuid()))
        .filter(document::id.gt(after))
        .filter(document::status.ne(WITHDRAWN))
        .order(document::id)
        .limit(most)
        .select(DocumentRow::as_select())
        .load(tx.conn())?)
}

/// The series of documents that the permit shows, of those named.
pub(crate) fn series_of<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    Ok(document::table
        .filter(document::id.eq_any(ids.to_vec()))
        .filter(shown(permit))
        .select((document::id, document::series_id))
        .load(tx.conn())?)
}

/// Says to which topics documents of the permit's space belong: pairs of a document and a tag.
pub(crate) fn add_tags<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    tags: &[(Uuid, Vec<u8>)],
) -> Result<(), Error> {
    if tags.is_empty() {
        return Ok(());
    }
    let row = |(document, tag): &(Uuid, Vec<u8>)| {
        (
            document_topic::space_id.eq(permit.space().uuid()),
            document_topic::document_id.eq(*document),
            document_topic::tag.eq(tag.clone()),
        )
    };
    let rows: Vec<_> = tags.iter().map(row).collect();
    diesel::insert_into(document_topic::table).values(rows).on_conflict_do_nothing().execute(tx.conn())?;
    Ok(())
}
