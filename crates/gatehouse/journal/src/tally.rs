use std::sync::Arc;

use chrono::{DateTime, Utc};
use database::{Desk, Tx};
use diesel::{
    QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Binary, Integer, Timestamptz},
};
use kernel::{Clock, SpaceId};
use uuid::Uuid;
use vault::Vault;

use crate::{Entry, Error, line};

#[derive(QueryableByName)]
struct Closed {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    chain: Uuid,
    #[diesel(sql_type = Timestamptz)]
    until: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    count: i64,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
}

/// How many windows one transaction closes.
const AT_ONCE: i32 = 500;

/// Closes the windows of counted events that are over: each that counted more than one becomes a line with the
/// number. Called by a job; says how many windows it closed.
///
/// # Errors
/// The database's or the vault's; nothing is closed half.
pub fn close_windows(desk: &Desk, vault: &Vault, clock: &Arc<dyn Clock>) -> Result<usize, Error> {
    let mut total = 0;
    loop {
        let closed = desk.write(|tx| close_some(tx, vault, clock.now()))?;
        total += closed;
        if closed == 0 {
            return Ok(total);
        }
    }
}

fn close_some(tx: &mut Tx<'_>, vault: &Vault, now: DateTime<Utc>) -> Result<usize, Error> {
    let closed: Vec<Closed> =
        sql_query("select chain, until, count, sealed from journal.close_windows($1, $2)")
            .bind::<Timestamptz, _>(now)
            .bind::<Integer, _>(AT_ONCE)
            .load(tx.conn())?;
    for window in &closed {
        if window.count < 2 {
            continue;
        }
        let plain = vault.space(SpaceId::from(window.chain))?.open("journal.entry", &[], &window.sealed)?;
        let mut entry: Entry =
            serde_json::from_slice(&plain).map_err(|_| Error::Line("a counter says nothing readable"))?;
        entry.at = window.until;
        entry.times = Some(window.count);
        tx.owe(line(window.chain, None, entry, None, false));
    }
    Ok(closed.len())
}
