use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;

use crate::schema::shown_once;

/// Remembers that something was shown; says whether it had not been.
pub(crate) fn remember(tx: &mut Tx<'_>, digest: &[u8; 32], until: DateTime<Utc>) -> Result<bool, Error> {
    let row = (shown_once::digest.eq(digest.as_slice()), shown_once::until.eq(until));
    let made =
        diesel::insert_into(shown_once::table).values(row).on_conflict_do_nothing().execute(tx.conn())?;
    Ok(made == 1)
}

/// Whether something is remembered.
pub(crate) fn is_remembered(conn: &mut PgConnection, digest: &[u8; 32]) -> Result<bool, Error> {
    let found = shown_once::table.find(digest.as_slice());
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(conn)?)
}

/// Forgets what no longer counts anyway; says how much.
pub(crate) fn forget_over(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::delete(shown_once::table.filter(shown_once::until.lt(now))).execute(tx.conn())?)
}
