use std::collections::HashSet;

use chrono::{DateTime, Utc};
use consent::{Action, Condition, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use super::visibility::{self, Where, visible};
use crate::{model::Place, rows::DocumentRow, schema::document};

/// The status of what is absent for everybody.
pub(super) const WITHDRAWN: &str = "deleted";

/// What of the permit's space was not withdrawn and is shown.
pub(super) fn shown<A: Action>(permit: &Permit<'_, A>) -> Where {
    let there = document::space_id.eq(permit.space().uuid()).and(document::status.ne(WITHDRAWN));
    match visible(permit) {
        Some(visible) => Box::new(there.and(visible)),
        None => Box::new(there),
    }
}

/// One document that the permit shows: a list of one.
pub(crate) fn find_one<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Option<DocumentRow>, Error> {
    let query = document::table.filter(document::id.eq(id)).filter(shown(permit));
    Ok(query.select(DocumentRow::as_select()).first(tx.conn()).optional()?)
}

/// Which of some conditions is the first to hold for a document that the permit does not show, by its place: none where the
/// document is not there, or none of them holds.
pub(crate) fn first_that_holds<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
    conditions: &[&Condition],
) -> Result<Option<usize>, Error> {
    if conditions.is_empty() {
        return Ok(None);
    }
    let which = visibility::first_that_holds(permit.space().uuid(), id, conditions);
    let place: Option<i32> = diesel::select(which).get_result(tx.conn())?;
    Ok(place.and_then(|place| usize::try_from(place).ok()?.checked_sub(1)))
}

/// Keeps a document that the permit shows as it is until the transaction ends: whoever withdraws or changes it waits.
pub(crate) fn hold<A: Action>(tx: &mut Tx<'_>, permit: &Permit<'_, A>, id: Uuid) -> Result<(), Error> {
    let query = document::table.filter(document::id.eq(id)).filter(shown(permit)).select(document::id);
    query.for_share().load::<Uuid>(tx.conn())?;
    Ok(())
}

/// A row, its wrapped key, and the blob or the body that holds its content.
pub(super) type Found = (DocumentRow, Vec<u8>, Option<Uuid>, Option<Vec<u8>>);

/// Where the sealed content lies.
pub(super) fn place_of(blob: Option<Uuid>, body: Option<Vec<u8>>) -> Result<Place, Error> {
    match (blob, body) {
        (Some(blob), _) => Ok(Place::Blob(blob)),
        (None, Some(body)) => Ok(Place::Inline(body)),
        (None, None) => Err(Error::Row { table: "documents.document", what: "no content" }),
    }
}

/// One document that the permit shows, with its wrapped key and where its sealed content lies.
pub(crate) fn find_content<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Option<(DocumentRow, Vec<u8>, Place)>, Error> {
    let found: Option<Found> = document::table
        .filter(document::id.eq(id))
        .filter(shown(permit))
        .select((DocumentRow::as_select(), document::object_key, document::blob_id, document::body))
        .first(tx.conn())
        .optional()?;
    let Some((row, key, blob, body)) = found else { return Ok(None) };
    Ok(Some((row, key, place_of(blob, body)?)))
}

/// How many documents of the permit's space it shows after one.
pub(crate) fn count_after<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    after: Uuid,
) -> Result<i64, Error> {
    let query = document::table.filter(document::id.gt(after)).filter(shown(permit));
    Ok(query.count().get_result(tx.conn())?)
}

/// The documents that the permit shows after one, oldest first, each with its wrapped key and where its sealed content lies.
pub(crate) fn contents_after<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    after: Uuid,
    most: i64,
) -> Result<Vec<(DocumentRow, Vec<u8>, Place)>, Error> {
    let found: Vec<Found> = document::table
        .filter(document::id.gt(after))
        .filter(shown(permit))
        .order(document::id)
        .limit(most)
        .select((DocumentRow::as_select(), document::object_key, document::blob_id, document::body))
        .load(tx.conn())?;
    found.into_iter().map(|(row, key, blob, body)| Ok((row, key, place_of(blob, body)?))).collect()
}

/// Documents, each with its status, and which of them are shown.
type Known = (Vec<(Uuid, String)>, HashSet<Uuid>);

/// Whether some of these documents of the permit's space are hidden from whoever represents the holder.
pub(crate) fn is_some_hidden_from_representatives<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    ids: &[Uuid],
) -> Result<bool, Error> {
    let hidden = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::id.eq_any(ids.to_vec()))
        .filter(document::hidden_from_representatives);
    Ok(diesel::select(diesel::dsl::exists(hidden)).get_result(tx.conn())?)
}

/// Who brought something, whether it is hidden from representatives, and when the first of it came.
pub(crate) type Brought = (Uuid, bool, Option<DateTime<Utc>>);

/// What some people brought, apart as far as it is hidden from representatives.
pub(crate) fn brought_by<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    people: Vec<Uuid>,
) -> Result<Vec<Brought>, Error> {
    Ok(document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::depositor.eq_any(people))
        .group_by((document::depositor, document::hidden_from_representatives))
        .select((
            document::depositor,
            document::hidden_from_representatives,
            diesel::dsl::min(document::deposited_at),
        ))
        .load(tx.conn())?)
}

/// Which of these ids are documents of the permit's space, each with its status, and which of them the permit shows.
pub(crate) fn find_visible_ids<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    ids: &[Uuid],
) -> Result<Known, Error> {
    let of_space = document::space_id.eq(permit.space().uuid()).and(document::id.eq_any(ids.to_vec()));
    let known: Vec<(Uuid, String)> =
        document::table.filter(of_space.clone()).select((document::id, document::status)).load(tx.conn())?;
    let visible: Vec<Uuid> = match visible(permit) {
        None => known.iter().map(|(id, _)| *id).collect(),
        Some(condition) => {
            document::table.filter(of_space).filter(condition).select(document::id).load(tx.conn())?
        }
    };
    Ok((known, visible.into_iter().collect()))
}
