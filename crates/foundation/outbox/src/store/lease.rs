use chrono::{DateTime, Utc};
use database::Tx;
use diesel::prelude::*;
use uuid::Uuid;

use super::attempt::running;
use crate::{Error, model::Attempt, schema::job};

/// Makes the leases of these attempts (id and fence) last until `until`; one that was overtaken is left alone.
pub(crate) fn renew(tx: &mut Tx<'_>, held: &[(Uuid, i64)], until: DateTime<Utc>) -> Result<(), Error> {
    for (id, fence) in held {
        diesel::update(running(*id, *fence)).set(job::locked_until.eq(until)).execute(tx.conn())?;
    }
    Ok(())
}

/// Keeps the row of an attempt from others until the transaction ends; `false` when it was overtaken.
pub(crate) fn hold(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<bool, Error> {
    let row = running(attempt.id.uuid(), attempt.fence).select(job::id).for_update();
    let found: Option<Uuid> = row.first(tx.conn()).optional()?;
    Ok(found.is_some())
}

/// Gives back attempts (id and fence) that were never begun, as if they had not been taken.
pub(crate) fn release(tx: &mut Tx<'_>, held: &[(Uuid, i64)]) -> Result<(), Error> {
    for (id, fence) in held {
        diesel::update(running(*id, *fence))
            .set((
                job::state.eq("ready"),
                job::locked_until.eq(None::<DateTime<Utc>>),
                job::tries.eq(job::tries - 1),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}
