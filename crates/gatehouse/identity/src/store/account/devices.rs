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

/// Whether a browser is known to an account.
pub(crate) fn device_of(
    conn: &mut PgConnection,
    digest: &[u8; 32],
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    Ok(known_device(conn, digest, now)? == Some(account))
}

/// Whether an account knows any browser.
pub(crate) fn has_devices(
    conn: &mut PgConnection,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let known = known_device::table
        .filter(known_device::account.eq(account.uuid()))
        .filter(known_device::until.gt(now));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(conn)?)
}

/// Remembers a browser, or remembers it for longer.
pub(crate) fn put_device(
    tx: &mut Tx<'_>,
    digest: &[u8; 32],
    account: AccountId,
    until: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(known_device::table)
        .values((
            known_device::digest.eq(digest.as_slice()),
            known_device::account.eq(account.uuid()),
            known_device::until.eq(until),
        ))
        .on_conflict(known_device::digest)
        .do_update()
        .set(known_device::until.eq(until))
        .execute(tx.conn())?;
    Ok(())
}

pub(crate) fn delete_devices_over(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::delete(known_device::table.filter(known_device::until.le(now))).execute(tx.conn())?)
}
