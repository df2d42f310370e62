use chrono::{DateTime, Utc};
use database::Tx;
use diesel::prelude::*;
use uuid::Uuid;

use super::attempt::running;
use crate::{Error, model::Attempt, schema::job};

const NO_LEASE: Option<DateTime<Utc>> = None;

/// Ends an attempt that has done its job. `false` when the attempt was overtaken.
pub(crate) fn complete(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<bool, Error> {
    let ended = match attempt.next {
        None => diesel::delete(running(attempt.id.uuid(), attempt.fence)).execute(tx.conn())?,
        Some(next) => diesel::update(running(attempt.id.uuid(), attempt.fence))
            .set((
                job::state.eq("ready"),
                job::run_at.eq(next),
                job::tries.eq(0),
                job::locked_until.eq(NO_LEASE),
                job::error_kind.eq(None::<&str>),
            ))
            .execute(tx.conn())?,
    };
    Ok(ended == 1)
}

/// Ends an attempt that failed; the job is ready again at `run_at`. `false` when the attempt was overtaken.
pub(crate) fn put_off(
    tx: &mut Tx<'_>,
    attempt: &Attempt,
    error_kind: &str,
    run_at: DateTime<Utc>,
) -> Result<bool, Error> {
    let ended = diesel::update(running(attempt.id.uuid(), attempt.fence))
        .set((
            job::state.eq("ready"),
            job::run_at.eq(run_at),
            job::locked_until.eq(NO_LEASE),
            job::error_kind.eq(error_kind),
        ))
        .execute(tx.conn())?;
    Ok(ended == 1)
}

/// Ends an attempt that failed for good: a dead letter. Where nobody can ever use what it carries, that is emptied at once.
/// `false` when the attempt was overtaken.
pub(crate) fn bury(
    tx: &mut Tx<'_>,
    attempt: &Attempt,
    error_kind: &str,
    is_emptied: bool,
) -> Result<bool, Error> {
    let row = running(attempt.id.uuid(), attempt.fence);
    let dead = (job::state.eq("dead"), job::locked_until.eq(NO_LEASE), job::error_kind.eq(error_kind));
    let ended = match is_emptied {
        true => diesel::update(row).set((dead, job::payload.eq(Vec::<u8>::new()))).execute(tx.conn())?,
        false => diesel::update(row).set(dead).execute(tx.conn())?,
    };
    Ok(ended == 1)
}

/// Removes some dead letters of these kinds whose last attempt was planned before an instant; says how many.
pub(crate) fn delete_dead(
    tx: &mut Tx<'_>,
    kinds: &[&str],
    before: DateTime<Utc>,
    most: i64,
) -> Result<usize, Error> {
    let old = job::table
        .filter(job::state.eq("dead"))
        .filter(job::kind.eq_any(kinds))
        .filter(job::run_at.lt(before))
        .order(job::id)
        .limit(most)
        .select(job::id);
    let ids: Vec<Uuid> = old.load(tx.conn())?;
    Ok(diesel::delete(job::table.filter(job::id.eq_any(ids))).execute(tx.conn())?)
}
