use chrono::{DateTime, TimeDelta, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::{NoContext, Timestamp, Uuid};

use super::{find::WITHDRAWN, visibility::compile};
use crate::{rows::DocumentRow, schema::document};

/// The id of a document is made before its content is stored, at most so long before its row.
const STORING: TimeDelta = TimeDelta::hours(6);

/// Which changes.
pub(crate) struct Since<'a> {
    /// After this instant.
    pub(crate) after: DateTime<Utc>,
    /// Beyond this change, in the order of instants and ids.
    pub(crate) beyond: Option<(DateTime<Utc>, Uuid)>,
    /// But these entries.
    pub(crate) told: &'a [Uuid],
    /// At most so many.
    pub(crate) limit: i64,
}

/// The smallest id that a document can have whose row was written after an instant.
fn smallest_id(after: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from((after - STORING).timestamp()).unwrap_or(0);
    let id = Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, 0));
    let mut bytes = *id.as_bytes();
    for byte in bytes.iter_mut().skip(6) {
        *byte = 0;
    }
    Uuid::from_bytes(bytes)
}

/// The documents that the permit shows and of which something was said since: deposited, or changed. Oldest change
/// first. A document that is as it was deposited is found by its id, one that was changed by an index of those alone.
pub(crate) fn changes<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    since: &Since<'_>,
) -> Result<Vec<DocumentRow>, Error> {
    let deposited = document::entry_id.eq(document::id).and(document::id.ge(smallest_id(since.after)));
    let mut found = matching(tx, permit, since, Box::new(deposited))?;
    found.extend(matching(tx, permit, since, Box::new(document::entry_id.ne(document::id)))?);
    found.sort_unstable_by_key(DocumentRow::change);
    found.truncate(usize::try_from(since.limit).unwrap_or(usize::MAX));
    Ok(found)
}

fn matching<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    since: &Since<'_>,
    which: super::visibility::Where,
) -> Result<Vec<DocumentRow>, Error> {
    let mut query = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::status.ne(WITHDRAWN))
        .filter(document::changed_at.gt(since.after))
        .filter(which)
        .order((document::changed_at, document::id))
        .limit(since.limit)
        .select(DocumentRow::as_select())
        .into_boxed();
    if let Some((at, id)) = since.beyond {
        query = query
            .filter(document::changed_at.gt(at).or(document::changed_at.eq(at).and(document::id.gt(id))));
    }
    if !since.told.is_empty() {
        query = query.filter(document::entry_id.ne_all(since.told.to_vec()));
    }
    if let Some(visible) = compile(permit.visibility()) {
        query = query.filter(visible);
    }
    Ok(query.load(tx.conn())?)
}
