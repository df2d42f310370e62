use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::AccountId;
use uuid::Uuid;

use crate::schema::account_step;

pub(crate) fn insert_step(
    tx: &mut Tx<'_>,
    digest: &[u8; 32],
    purpose: &'static str,
    account: AccountId,
    sealed: &[u8],
    until: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(account_step::table)
        .values((
            account_step::digest.eq(digest.as_slice()),
            account_step::purpose.eq(purpose),
            account_step::account.eq(account.uuid()),
            account_step::sealed.eq(sealed),
            account_step::until.eq(until),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// What is under way in this browser for this purpose, and for which account.
pub(crate) fn step_under(
    conn: &mut PgConnection,
    digest: &[u8; 32],
    purpose: &str,
    now: DateTime<Utc>,
) -> Result<Option<(AccountId, Vec<u8>)>, Error> {
    let found: Option<(Uuid, Vec<u8>)> = account_step::table
        .find(digest.as_slice())
        .filter(account_step::purpose.eq(purpose))
        .filter(account_step::until.gt(now))
        .select((account_step::account, account_step::sealed))
        .first(conn)
        .optional()?;
    Ok(found.map(|(account, sealed)| (account.into(), sealed)))
}

/// Ends what is under way; of two at once, one ends it.
pub(crate) fn delete_step(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<bool, Error> {
    Ok(diesel::delete(account_step::table.find(digest.as_slice())).execute(tx.conn())? == 1)
}

/// Ends everything that is under way for an account, or all for one purpose.
pub(crate) fn delete_steps_of(
    tx: &mut Tx<'_>,
    account: AccountId,
    purpose: Option<&'static str>,
) -> Result<(), Error> {
    let of_account = account_step::table.filter(account_step::account.eq(account.uuid()));
    match purpose {
        Some(purpose) => {
            diesel::delete(of_account.filter(account_step::purpose.eq(purpose))).execute(tx.conn())?
        }
        None => diesel::delete(of_account).execute(tx.conn())?,
    };
    Ok(())
}

pub(crate) fn delete_steps_over(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::delete(account_step::table.filter(account_step::until.le(now))).execute(tx.conn())?)
}
