use chrono::{DateTime, TimeDelta, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::{dsl::not, prelude::*};
use uuid::{NoContext, Timestamp, Uuid};

use super::{
    find::shown,
    visibility::{Where, every},
};
use crate::{
    rows::DocumentRow,
    schema::{self, document, seen_at},
};

/// The id of a document is made before its content is stored, at most so long before its row.
const STORING: TimeDelta = TimeDelta::hours(6);

/// A document is withheld from the patient for a month at most, and longer than that it is not looked back for one.
const WITHHELD: TimeDelta = TimeDelta::days(40);

/// Which changes.
pub(crate) struct Since<'a> {
    /// Whether a document that was withheld counts as changed when it is released: for those from whom it was.
    pub(crate) released: bool,
    /// After this instant.
    pub(crate) after: DateTime<Utc>,
    /// Of what was written shortly before it, what could not be seen at this moment.
    pub(crate) seen: &'a str,
    /// Only what can be seen at this moment: the next visit tells the rest.
    pub(crate) now: &'a str,
    /// Beyond this change, in the order of instants and ids.
    pub(crate) beyond: Option<(DateTime<Utc>, Uuid)>,
    /// At most so many.
    pub(crate) limit: i64,
}

/// A transaction that began before a visit may commit after it, at most so long.
const OVERLAP: TimeDelta = TimeDelta::hours(1);

/// What can be seen now.
pub(crate) fn moment(tx: &mut Tx<'_>) -> Result<String, Error> {
    Ok(diesel::select(schema::moment()).get_result(tx.conn())?)
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

/// The documents that the permit shows and of which something was said since: deposited, changed, or released. Oldest change
/// first. A document that is as it was deposited is found by its id, one that was changed by an index of those alone.
pub(crate) fn changes<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    since: &Since<'_>,
) -> Result<Vec<DocumentRow>, Error> {
    let as_deposited =
        document::entry_id.eq(document::id).and(document::id.ge(smallest_id(since.after - OVERLAP)));
    let changed = document::entry_id.ne(document::id);
    let mut found = Vec::new();
    if since.released {
        // Never null, so that its contrary is exact.
        let later = || {
            document::withheld_until
                .is_not_null()
                .and(document::withheld_until.gt(document::changed_at.nullable()).is_not_distinct_from(true))
        };
        found.extend(matching(tx, permit, since, Box::new(as_deposited.and(not(later()))))?);
        found.extend(matching(tx, permit, since, Box::new(changed.and(not(later()))))?);
        let lately = document::id.ge(smallest_id(since.after - WITHHELD));
        found.extend(released(tx, permit, since, Box::new(later().and(lately)))?);
    } else {
        found.extend(matching(tx, permit, since, Box::new(as_deposited))?);
        found.extend(matching(tx, permit, since, Box::new(changed))?);
    }
    found.sort_unstable_by_key(|row| row.change(since.released));
    found.truncate(usize::try_from(since.limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// Those that were released since: the permit shows none that still is withheld.
fn released<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    since: &Since<'_>,
    which: Where,
) -> Result<Vec<DocumentRow>, Error> {
    let beyond = since.beyond.map(|(at, id)| -> Where {
        let later = document::withheld_until.gt(at).is_not_distinct_from(true);
        let same = document::withheld_until.is_not_distinct_from(Some(at));
        Box::new(later.or(same.and(document::id.gt(id))))
    });
    Ok(document::table
        .filter(shown(permit))
        .filter(document::withheld_until.gt(since.after))
        .filter(which)
        .filter(beyond.unwrap_or_else(every))
        .order((document::withheld_until, document::id))
        .limit(since.limit)
        .select(DocumentRow::as_select())
        .load(tx.conn())?)
}

/// Those of which something was said since.
fn matching<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    since: &Since<'_>,
    which: Where,
) -> Result<Vec<DocumentRow>, Error> {
    let beyond = since.beyond.map(|(at, id)| -> Where {
        Box::new(document::changed_at.gt(at).or(document::changed_at.eq(at).and(document::id.gt(id))))
    });
    Ok(document::table
        .filter(shown(permit))
        .filter(document::changed_at.gt(since.after - OVERLAP))
        .filter(document::changed_at.gt(since.after).or(not(seen_at(document::xmin, since.seen))))
        .filter(seen_at(document::xmin, since.now))
        .filter(which)
        .filter(beyond.unwrap_or_else(every))
        .order((document::changed_at, document::id))
        .limit(since.limit)
        .select(DocumentRow::as_select())
        .load(tx.conn())?)
}
