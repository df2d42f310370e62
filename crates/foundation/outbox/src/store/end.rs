use chrono::{DateTime, Utc};
use database::Tx;
use diesel::prelude::*;

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

/// Ends an attempt that failed for good: a dead letter. `false` when the attempt was overtaken.
pub(crate) fn bury(tx: &mut Tx<'_>, attempt: &Attempt, error_kind: &str) -> Result<bool, Error> {
    let ended = diesel::update(running(attempt.id.uuid(), attempt.fence))
        .set((job::state.eq("dead"), job::locked_until.eq(NO_LEASE), job::error_kind.eq(error_kind)))
        .execute(tx.conn())?;
    Ok(ended == 1)
}
