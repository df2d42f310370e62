use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::AccountId;
use uuid::Uuid;
use vault::Tag;

use crate::schema::raising_code;

/// Keeps the code of an account in the place of the one before.
pub(crate) fn put_raising_code(
    tx: &mut Tx<'_>,
    account: AccountId,
    tag: &[u8; 32],
    until: DateTime<Utc>,
) -> Result<(), Error> {
    let values = (raising_code::tag.eq(tag.as_slice()), raising_code::until.eq(until));
    diesel::insert_into(raising_code::table)
        .values((raising_code::account.eq(account.uuid()), values))
        .on_conflict(raising_code::account)
        .do_update()
        .set(values)
        .execute(tx.conn())?;
    Ok(())
}

/// The account of a code that counts still.
pub(crate) fn account_of_raising_code(
    conn: &mut PgConnection,
    tags: &[Tag],
    now: DateTime<Utc>,
) -> Result<Option<AccountId>, Error> {
    let bytes: Vec<Vec<u8>> = tags.iter().map(|tag| tag.bytes.to_vec()).collect();
    let shown =
        raising_code::table.filter(raising_code::tag.eq_any(bytes)).filter(raising_code::until.gt(now));
    let found: Option<Uuid> = shown.select(raising_code::account).first(conn).optional()?;
    Ok(found.map(AccountId::from))
}

/// Takes the code of an account that is held, which counts once: whoever makes or shows one at the same time holds the
/// account first.
pub(crate) fn take_raising_code(
    tx: &mut Tx<'_>,
    account: AccountId,
    tags: &[Tag],
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let bytes: Vec<Vec<u8>> = tags.iter().map(|tag| tag.bytes.to_vec()).collect();
    let shown = raising_code::table
        .find(account.uuid())
        .filter(raising_code::tag.eq_any(bytes))
        .filter(raising_code::until.gt(now));
    Ok(diesel::delete(shown).execute(tx.conn())? == 1)
}

pub(crate) fn delete_raising_codes_over(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::delete(raising_code::table.filter(raising_code::until.le(now))).execute(tx.conn())?)
}
