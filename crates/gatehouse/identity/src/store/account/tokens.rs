use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{AccountId, PersonId};
use uuid::Uuid;

use crate::schema::account_token;

/// A link to remember.
pub(crate) struct NewToken<'a> {
    pub(crate) digest: [u8; 32],
    pub(crate) purpose: &'static str,
    pub(crate) account: Option<AccountId>,
    /// The admin who is invited by it.
    pub(crate) admin: Option<PersonId>,
    pub(crate) sealed: Option<&'a [u8]>,
    pub(crate) until: DateTime<Utc>,
}

/// What a link leads to.
#[derive(Queryable)]
pub(crate) struct TokenRow {
    pub(crate) account: Option<Uuid>,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) until: DateTime<Utc>,
}

pub(crate) fn insert_token(tx: &mut Tx<'_>, new: &NewToken<'_>) -> Result<(), Error> {
    diesel::insert_into(account_token::table)
        .values((
            account_token::digest.eq(new.digest.as_slice()),
            account_token::purpose.eq(new.purpose),
            account_token::account.eq(new.account.map(kernel::Id::uuid)),
            account_token::admin.eq(new.admin.map(kernel::Id::uuid)),
            account_token::sealed.eq(new.sealed),
            account_token::until.eq(new.until),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// What a link leads to that still works, and goes on working.
pub(crate) fn token_under(
    conn: &mut PgConnection,
    digest: &[u8; 32],
    purpose: &str,
    now: DateTime<Utc>,
) -> Result<Option<TokenRow>, Error> {
    Ok(account_token::table
        .find(digest.as_slice())
        .filter(account_token::purpose.eq(purpose))
        .filter(account_token::until.gt(now))
        .select((account_token::account, account_token::sealed, account_token::until))
        .first(conn)
        .optional()?)
}

/// Takes a link: of two who bring it at once, one gets it.
pub(crate) fn claim_token(
    tx: &mut Tx<'_>,
    digest: &[u8; 32],
    purpose: &str,
    now: DateTime<Utc>,
) -> Result<Option<TokenRow>, Error> {
    let working = account_token::table
        .find(digest.as_slice())
        .filter(account_token::purpose.eq(purpose))
        .filter(account_token::until.gt(now));
    Ok(diesel::delete(working)
        .returning((account_token::account, account_token::sealed, account_token::until))
        .get_result(tx.conn())
        .optional()?)
}

/// Makes the links of an account for these purposes work no more.
pub(crate) fn delete_tokens_of(
    tx: &mut Tx<'_>,
    account: AccountId,
    purposes: &[&'static str],
) -> Result<(), Error> {
    let of_account = account_token::table
        .filter(account_token::account.eq(account.uuid()))
        .filter(account_token::purpose.eq_any(purposes));
    diesel::delete(of_account).execute(tx.conn())?;
    Ok(())
}

/// Makes the links of an account for a purpose work no more that were sent at the same time as one, or later: each works
/// for as long, so they end later too.
pub(crate) fn delete_later_tokens(
    tx: &mut Tx<'_>,
    account: AccountId,
    purpose: &'static str,
    until: DateTime<Utc>,
) -> Result<(), Error> {
    let later = account_token::table
        .filter(account_token::account.eq(account.uuid()))
        .filter(account_token::purpose.eq(purpose))
        .filter(account_token::until.ge(until));
    diesel::delete(later).execute(tx.conn())?;
    Ok(())
}

/// The digest of a link, and what lies sealed behind it.
type Invitation = (Vec<u8>, Vec<u8>);

/// The invitations of admins that still work.
pub(crate) fn invitations(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Invitation>, Error> {
    Ok(account_token::table
        .filter(account_token::admin.is_not_null())
        .filter(account_token::until.gt(now))
        .select((account_token::digest, account_token::sealed.assume_not_null()))
        .filter(account_token::sealed.is_not_null())
        .order(account_token::digest)
        .load(conn)?)
}

/// Makes the invitations of an admin work no more.
pub(crate) fn delete_invitations(tx: &mut Tx<'_>, admin: PersonId) -> Result<(), Error> {
    diesel::delete(account_token::table.filter(account_token::admin.eq(admin.uuid()))).execute(tx.conn())?;
    Ok(())
}

pub(crate) fn delete_tokens_over(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::delete(account_token::table.filter(account_token::until.le(now))).execute(tx.conn())?)
}
