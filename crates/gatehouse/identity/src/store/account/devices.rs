use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::AccountId;
use uuid::Uuid;

use crate::schema::known_device;

/// In which account somebody has logged in from this browser before.
pub(crate) fn known_device(
    conn: &mut PgConnection,
    digest: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<AccountId>, Error> {
    let found: Option<Uuid> = known_device::table
        .find(digest.as_slice())
        .filter(known_device::until.gt(now))
        .select(known_device::account)
        .first(conn)
        .optional()?;
    Ok(found.map(AccountId::from))
}

/// Whether somebody has logged in to an account from this browser before, so that a log-in there has ended well.
pub(crate) fn device_of(
    conn: &mut PgConnection,
    digest: &[u8; 32],
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let known = known_device::table
        .find(digest.as_slice())
        .filter(known_device::account.eq(account.uuid()))
        .filter(known_device::logged_in)
        .filter(known_device::until.gt(now));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(conn)?)
}

/// How many browsers an account knows.
pub(crate) fn count_devices(
    conn: &mut PgConnection,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let known = known_device::table
        .filter(known_device::account.eq(account.uuid()))
        .filter(known_device::until.gt(now));
    Ok(known.count().get_result(conn)?)
}

/// By what a browser is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KnownBy {
    /// A log-in that ended well.
    LogIn,
    /// The link to a new password, which makes nobody the owner of the second factor.
    NewPassword,
}

/// Remembers a browser, or remembers it for longer.
pub(crate) fn put_device(
    tx: &mut Tx<'_>,
    digest: &[u8; 32],
    account: AccountId,
    by: KnownBy,
    until: DateTime<Utc>,
) -> Result<(), Error> {
    let values = (known_device::until.eq(until), known_device::logged_in.eq(by == KnownBy::LogIn));
    diesel::insert_into(known_device::table)
        .values((
            known_device::digest.eq(digest.as_slice()),
            known_device::account.eq(account.uuid()),
            values,
        ))
        .on_conflict(known_device::digest)
        .do_update()
        .set(values)
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets the browsers of an account that were used longest ago, but for so many.
pub(crate) fn forget_oldest_devices(tx: &mut Tx<'_>, account: AccountId, most: i64) -> Result<(), Error> {
    let older: Vec<Vec<u8>> = known_device::table
        .filter(known_device::account.eq(account.uuid()))
        .order((known_device::until.desc(), known_device::digest))
        .offset(most)
        .select(known_device::digest)
        .load(tx.conn())?;
    if !older.is_empty() {
        let older = known_device::table.filter(known_device::digest.eq_any(older));
        diesel::delete(older).execute(tx.conn())?;
    }
    Ok(())
}

pub(crate) fn delete_devices_over(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::delete(known_device::table.filter(known_device::until.le(now))).execute(tx.conn())?)
}
