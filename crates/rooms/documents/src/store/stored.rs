//! What is asked for the sweeper, the backup and the doctor: of blobs and sealed contents, nothing of what they say.

use std::collections::HashSet;

use database::{Error, Tx};
use diesel::{PgConnection, prelude::*};
use uuid::Uuid;
use vault::sealed_len;

use super::find::{Found, place_of};
use crate::{
    model::Place,
    rows::DocumentRow,
    schema::{self, document},
};

/// A blob that a row names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedBlob {
    /// Its id.
    pub id: Uuid,
    /// How many bytes it has when it is whole.
    pub sealed: u64,
}

/// Which of these blobs a row names.
pub(crate) fn named_blobs(tx: &mut Tx<'_>, blobs: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    tx.go_across_spaces()?;
    let named: Vec<Option<Uuid>> = document::table
        .filter(document::blob_id.eq_any(blobs.to_vec()))
        .select(document::blob_id)
        .load(tx.conn())?;
    Ok(named.into_iter().flatten().collect())
}

/// The newest blobs that rows name, the newest first: an id begins with the time at which it was made.
pub(crate) fn newest_blobs(conn: &mut PgConnection, most: i64) -> Result<Vec<NamedBlob>, Error> {
    let named: Vec<(Uuid, i64)> = diesel::select(schema::newest_blobs(most)).load(conn)?;
    let whole =
        |(id, size): (Uuid, i64)| Some(NamedBlob { id, sealed: sealed_len(u64::try_from(size).ok()?) });
    Ok(named.into_iter().filter_map(whole).collect())
}

/// The rows that come after a place in the order of spaces and ids, whatever their status, each with its wrapped key
/// and where its sealed content lies.
pub(crate) fn stored_after(
    tx: &mut Tx<'_>,
    after: Option<(Uuid, Uuid)>,
    most: i64,
) -> Result<Vec<(DocumentRow, Vec<u8>, Place)>, Error> {
    tx.go_across_spaces()?;
    let (space, id) = after.unwrap_or_default();
    let found: Vec<Found> = document::table
        .filter(document::space_id.gt(space).or(document::space_id.eq(space).and(document::id.gt(id))))
        .order((document::space_id.asc(), document::id.asc()))
        .limit(most)
        .select((DocumentRow::as_select(), document::object_key, document::blob_id, document::body))
        .load(tx.conn())?;
    found.into_iter().map(|(row, key, blob, body)| Ok((row, key, place_of(blob, body)?))).collect()
}
