use chrono::{DateTime, TimeDelta, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::{dsl::not, pg::Pg, prelude::*, sql_types};
use uuid::{NoContext, Timestamp, Uuid};

use super::{
    find::shown,
    visibility::{Where, compile, every},
};
use crate::{
    rows::DocumentRow,
    schema::{self, document, masked_at, said_seen_at, seen_at},
};

/// The id of a document is made before its content is stored, at most so long before its row.
const STORING: TimeDelta = TimeDelta::hours(6);

/// A document is withheld from the patient for a month at most, and longer than that it is not looked back for one.
const WITHHELD: TimeDelta = TimeDelta::days(40);

/// Which changes.
pub(crate) struct Since<'a> {
    /// Whether somebody of the holder's side visits: for them a release is a change.
    pub(crate) released: bool,
    /// Whether somebody visits who acts for the holder: for them a mask is a change, and none hides anything.
    pub(crate) masks: bool,
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

/// What tells of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// What was said of it itself: that it came in, its title, its status.
    Itself,
    /// Its release.
    Release,
    /// Its mask, which the holder's side sees set and taken off.
    Mask,
    /// That its mask was taken off, for somebody from whom it hid the document at the last visit.
    Opening,
}

/// A document that is told of.
pub(crate) struct Told {
    pub(crate) row: DocumentRow,
    pub(crate) by: By,
    /// When that was.
    pub(crate) at: DateTime<Utc>,
}

impl Told {
    /// Its place in the order of changes.
    pub(crate) fn place(&self) -> (DateTime<Utc>, Uuid) {
        (self.at, self.row.id)
    }
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

/// The documents that the permit shows and that are told of since, oldest change first, each once: by what was last. A document
/// that is as it was deposited is found by its id, the others by indexes of those alone.
pub(crate) fn changes<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    since: &Since<'_>,
) -> Result<Vec<Told>, Error> {
    let as_deposited =
        document::entry_id.eq(document::id).and(document::id.ge(smallest_id(since.after - OVERLAP)));
    let changed = document::entry_id.ne(document::id);
    let by_mask = || if since.masks { mask_said_last() } else { opened(permit, since) };
    let released = || if since.released { released_last() } else { never() };
    let itself = || not(by_mask()).and(not(released()));
    let mut found = load(tx, permit, since, By::Itself, Box::new(as_deposited.and(itself())))?;
    found.extend(load(tx, permit, since, By::Itself, Box::new(changed.and(itself())))?);
    if since.released {
        let lately = document::id.ge(smallest_id(since.after - WITHHELD));
        let which = released().and(not(by_mask())).and(lately);
        found.extend(load(tx, permit, since, By::Release, Box::new(which))?);
    }
    let by = if since.masks { By::Mask } else { By::Opening };
    found.extend(load(tx, permit, since, by, by_mask())?);
    found.sort_unstable_by_key(Told::place);
    found.truncate(usize::try_from(since.limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// Conditions whose contrary is asked are never null, so that it is exact.
fn never() -> Where {
    Box::new(document::id.is_null())
}

/// Whether nothing was said of a document, nor was it released, after its mask was set or taken off.
fn mask_said_last() -> Where {
    let after_release = document::withheld_until
        .is_null()
        .or(document::mask_said_at.ge(document::withheld_until).is_not_distinct_from(true));
    let after_change = document::mask_said_at.gt(document::changed_at.nullable()).is_not_distinct_from(true);
    Box::new(document::mask_said_at.is_not_null().and(after_change).and(after_release))
}

/// Whether nothing was said of a document after its release.
fn released_last() -> Where {
    let after_change =
        document::withheld_until.gt(document::changed_at.nullable()).is_not_distinct_from(true);
    Box::new(document::withheld_until.is_not_null().and(after_change))
}

/// Whether a mask hid a document from whoever visits at the last visit, and does no more. One that was taken off shortly
/// before that visit hid it still where the visit could not see it yet.
fn opened<A: Action>(permit: &Permit<'_, A>, since: &Since<'_>) -> Where {
    let Some(shown_masked) = compile(&permit.visibility().of_masked()) else { return never() };
    let later = document::mask_said_at.gt(since.after).is_not_distinct_from(true);
    let hidden_then = later.and(masked_at(document::mask_spans, since.after));
    let shortly_before = document::mask_said_at.gt(since.after - OVERLAP).is_not_distinct_from(true);
    let not_seen_then = shortly_before
        .and(document::mask_said_at.le(since.after).is_not_distinct_from(true))
        .and(not(seen_at(document::xmin, since.seen.to_owned())))
        .and(said_seen_at(document::said_in, document::xmin, since.seen.to_owned()));
    Box::new(document::mask_said_at.is_not_null().and(hidden_then.or(not_seen_then)).and(not(shown_masked)))
}

type Instant =
    Box<dyn BoxableExpression<document::table, Pg, SqlType = sql_types::Nullable<sql_types::Timestamptz>>>;

impl By {
    /// When that is which tells of a document.
    fn instant(self) -> Instant {
        match self {
            Self::Itself => Box::new(document::changed_at.nullable()),
            Self::Release => Box::new(document::withheld_until),
            Self::Mask | Self::Opening => Box::new(document::mask_said_at),
        }
    }

    fn instant_of(self, row: &DocumentRow) -> DateTime<Utc> {
        match self {
            Self::Itself => None,
            Self::Release => row.withheld_until,
            Self::Mask | Self::Opening => row.mask_said_at,
        }
        .unwrap_or(row.changed_at)
    }

    /// Whether that could be seen at a moment.
    fn seen(self, moment: &str) -> Where {
        match self {
            Self::Itself => Box::new(said_seen_at(document::said_in, document::xmin, moment.to_owned())),
            // A release is no transaction: the permit shows none that is still withheld.
            Self::Release => every(),
            Self::Mask | Self::Opening => Box::new(seen_at(document::xmin, moment.to_owned())),
        }
    }
}

/// Those that one thing tells of.
fn load<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    since: &Since<'_>,
    by: By,
    which: Where,
) -> Result<Vec<Told>, Error> {
    let beyond = since.beyond.map(|(at, id)| -> Where {
        let later = by.instant().gt(at).is_not_distinct_from(true);
        let same = by.instant().is_not_distinct_from(Some(at));
        Box::new(later.or(same.and(document::id.gt(id))))
    });
    let rows: Vec<DocumentRow> = document::table
        .filter(shown(permit))
        .filter(by.instant().gt(since.after - OVERLAP))
        .filter(by.instant().gt(since.after).is_not_distinct_from(true).or(not(by.seen(since.seen))))
        .filter(by.seen(since.now))
        .filter(which)
        .filter(beyond.unwrap_or_else(every))
        .order((by.instant(), document::id))
        .limit(since.limit)
        .select(DocumentRow::as_select())
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| Told { at: by.instant_of(&row), by, row }).collect())
}
