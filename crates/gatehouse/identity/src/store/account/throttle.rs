use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::{
    dsl::case_when,
    prelude::*,
    sql_types::{Integer, Timestamptz},
};

use crate::schema::throttle;

/// Counts a try and gives how many there were since when. Tries before `window`, and those that a clock which was set back
/// has left in the time to come, count no more.
pub(crate) fn take_try(
    tx: &mut Tx<'_>,
    digest: &[u8; 32],
    window: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(i32, DateTime<Utc>), Error> {
    let over = || throttle::since.le(window).or(throttle::since.gt(now));
    let tries = case_when::<_, _, Integer>(over(), 1.into_sql::<Integer>()).otherwise(throttle::tries + 1);
    let since =
        case_when::<_, _, Timestamptz>(over(), now.into_sql::<Timestamptz>()).otherwise(throttle::since);
    Ok(diesel::insert_into(throttle::table)
        .values((throttle::digest.eq(digest.as_slice()), throttle::tries.eq(1), throttle::since.eq(now)))
        .on_conflict(throttle::digest)
        .do_update()
        .set((throttle::tries.eq(tries), throttle::since.eq(since)))
        .returning((throttle::tries, throttle::since))
        .get_result(tx.conn())?)
}

/// Forgets all tries that were counted there.
pub(crate) fn forget_tries(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<(), Error> {
    diesel::delete(throttle::table.find(digest.as_slice())).execute(tx.conn())?;
    Ok(())
}

/// Forgets a try that is the only one that was counted there; `false` where there are others.
pub(crate) fn forget_only_try(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<bool, Error> {
    let only = throttle::table.find(digest.as_slice()).filter(throttle::tries.eq(1));
    Ok(diesel::delete(only).execute(tx.conn())? == 1)
}

/// Counts one try less.
pub(crate) fn give_back(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<(), Error> {
    let counted = throttle::table.find(digest.as_slice()).filter(throttle::tries.gt(1));
    diesel::update(counted).set(throttle::tries.eq(throttle::tries - 1)).execute(tx.conn())?;
    Ok(())
}

pub(crate) fn delete_tries_before(tx: &mut Tx<'_>, window: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::delete(throttle::table.filter(throttle::since.le(window))).execute(tx.conn())?)
}
