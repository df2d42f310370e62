use chrono::{DateTime, Utc};
use database::Tx;
use diesel::prelude::*;
use kernel::{Clock, Rng};
use serde_json::json;
use vault::Vault;

use crate::{Error, NewJob, Periodic, enqueue, schema::job};

/// Makes sure that each periodic kind has its one row.
///
/// A row that waits for longer than its period, because a clock was ahead when it was written, is brought back.
pub(crate) fn schedule(
    tx: &mut Tx<'_>,
    vault: &Vault,
    clock: &dyn Clock,
    rng: &dyn Rng,
    all: &[Periodic],
) -> Result<(), Error> {
    let keys: Vec<String> = all.iter().map(Periodic::key).collect();
    let there: Vec<(Option<String>, String, DateTime<Utc>)> = job::table
        .filter(job::unique_key.eq_any(&keys))
        .select((job::unique_key, job::state, job::run_at))
        .load(tx.conn())?;
    let now = clock.now();
    for periodic in all {
        let key = periodic.key();
        match there.iter().find(|(found, ..)| found.as_deref() == Some(key.as_str())) {
            None => {
                let new = NewJob::new(periodic.kind, json!({})).unique(key);
                enqueue(tx, vault, clock, rng, &new)?;
            }
            Some((_, state, run_at)) if state == "ready" && *run_at > now + periodic.every => {
                diesel::update(job::table.filter(job::unique_key.eq(&key)))
                    .filter(job::state.eq("ready"))
                    .set(job::run_at.eq(now))
                    .execute(tx.conn())?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}
