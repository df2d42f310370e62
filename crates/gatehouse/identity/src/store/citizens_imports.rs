//! How far imports of the insurer's feed have come, and whom the one under way has met.

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::SpaceId;
use uuid::Uuid;

use crate::{
    feed::Mark,
    feed_import::{FeedCounts, FeedImport, FeedPass},
    schema::{citizens_import, citizens_seen},
};

const TABLE: &str = "identity.citizens_import";
const RUNNING: &str = "running";
const DONE: &str = "done";

type Row = (Uuid, Vec<u8>, i16, i64, i64, serde_json::Value);

/// The import that was begun and has not ended, if there is one.
pub(crate) fn running_import(tx: &mut Tx<'_>) -> Result<Option<FeedImport>, Error> {
    one(tx, citizens_import::table.filter(citizens_import::state.eq(RUNNING)).into_boxed())
}

/// The import that was done last, if any was and none has begun since: one that was cut has changed what is there.
pub(crate) fn last_import(tx: &mut Tx<'_>) -> Result<Option<FeedImport>, Error> {
    one(tx, citizens_import::table.filter(citizens_import::state.eq(DONE)).into_boxed())
}

fn one(
    tx: &mut Tx<'_>,
    asked: citizens_import::BoxedQuery<'_, diesel::pg::Pg>,
) -> Result<Option<FeedImport>, Error> {
    let row: Option<Row> = asked
        .select((
            citizens_import::id,
            citizens_import::digest,
            citizens_import::pass,
            citizens_import::read_to,
            citizens_import::lines,
            citizens_import::counts,
        ))
        .first(tx.conn())
        .optional()?;
    let Some((id, digest, pass, read_to, lines, counts)) = row else { return Ok(None) };
    let unreadable = |what| Error::Row { table: TABLE, what };
    Ok(Some(FeedImport {
        id: id.into(),
        digest: digest.try_into().map_err(|_| unreadable("the digest has another length"))?,
        pass: if pass == 1 { FeedPass::Citizens } else { FeedPass::Representatives },
        mark: Mark { read_to: read_to.unsigned_abs(), lines: lines.unsigned_abs() },
        counts: serde_json::from_value(counts).map_err(|_| unreadable("the counts have an unknown shape"))?,
    }))
}

/// Writes down that an import begins; one that was under way is given up, and what was done before is past.
pub(crate) fn begin_import(tx: &mut Tx<'_>, import: &FeedImport, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(citizens_import::table.filter(citizens_import::state.eq(RUNNING)))
        .set((citizens_import::state.eq("abandoned"), citizens_import::changed_at.eq(now)))
        .execute(tx.conn())?;
    diesel::update(citizens_import::table.filter(citizens_import::state.eq(DONE)))
        .set(citizens_import::state.eq("past"))
        .execute(tx.conn())?;
    diesel::delete(citizens_seen::table).execute(tx.conn())?;
    diesel::insert_into(citizens_import::table)
        .values((
            citizens_import::id.eq(import.id.uuid()),
            citizens_import::digest.eq(import.digest.to_vec()),
            citizens_import::state.eq(RUNNING),
            citizens_import::pass.eq(number_of(import.pass)),
            citizens_import::read_to.eq(number(import.mark.read_to)),
            citizens_import::lines.eq(number(import.mark.lines)),
            citizens_import::counts.eq(counts(&import.counts)?),
            citizens_import::began_at.eq(now),
            citizens_import::changed_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes down how far an import has come, where it still stands at `from`; says whether it did.
pub(crate) fn advance_feed(
    tx: &mut Tx<'_>,
    from: &FeedImport,
    to: &FeedImport,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let here = citizens_import::table
        .find(from.id.uuid())
        .filter(citizens_import::state.eq(RUNNING))
        .filter(citizens_import::pass.eq(number_of(from.pass)))
        .filter(citizens_import::read_to.eq(number(from.mark.read_to)));
    let advanced = diesel::update(here)
        .set((
            citizens_import::pass.eq(number_of(to.pass)),
            citizens_import::read_to.eq(number(to.mark.read_to)),
            citizens_import::lines.eq(number(to.mark.lines)),
            citizens_import::counts.eq(counts(&to.counts)?),
            citizens_import::changed_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(advanced == 1)
}

/// Writes down that an import is done, where it still stands there, and forgets whom it has met; says whether it did.
pub(crate) fn end_import(tx: &mut Tx<'_>, import: &FeedImport, now: DateTime<Utc>) -> Result<bool, Error> {
    let here = citizens_import::table
        .find(import.id.uuid())
        .filter(citizens_import::state.eq(RUNNING))
        .filter(citizens_import::pass.eq(number_of(import.pass)))
        .filter(citizens_import::read_to.eq(number(import.mark.read_to)));
    let ended = diesel::update(here)
        .set((citizens_import::state.eq(DONE), citizens_import::changed_at.eq(now)))
        .execute(tx.conn())?;
    if ended == 1 {
        diesel::delete(citizens_seen::table).execute(tx.conn())?;
    }
    Ok(ended == 1)
}

/// Which of these the import under way has met.
pub(crate) fn met(tx: &mut Tx<'_>, spaces: &[SpaceId]) -> Result<Vec<SpaceId>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    let found: Vec<Uuid> = citizens_seen::table
        .filter(citizens_seen::space_id.eq_any(ids))
        .select(citizens_seen::space_id)
        .load(tx.conn())?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}

/// Remembers that the import under way has met these.
pub(crate) fn meet(tx: &mut Tx<'_>, spaces: &[SpaceId]) -> Result<(), Error> {
    let rows: Vec<_> = spaces.iter().map(|space| citizens_seen::space_id.eq(space.uuid())).collect();
    diesel::insert_into(citizens_seen::table).values(rows).on_conflict_do_nothing().execute(tx.conn())?;
    Ok(())
}

fn number_of(pass: FeedPass) -> i16 {
    match pass {
        FeedPass::Citizens => 1,
        FeedPass::Representatives => 2,
    }
}

fn counts(counts: &FeedCounts) -> Result<serde_json::Value, Error> {
    serde_json::to_value(counts).map_err(|_| Error::Statement("counts that cannot be written"))
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
