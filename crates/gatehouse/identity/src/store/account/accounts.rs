use chrono::{DateTime, TimeDelta, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{AccountId, PersonId};
use uuid::Uuid;
use vault::Tag;

use crate::{
    account::{AccountKind, RaisedBy},
    schema::{account as accounts, account_email},
    store::known_as_well,
};

/// The row of an account.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = crate::schema::account, treat_none_as_default_value = false)]
pub(crate) struct AccountRow {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) person: Option<Uuid>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) password: Vec<u8>,
    pub(crate) password_at: DateTime<Utc>,
    pub(crate) confirmed_at: DateTime<Utc>,
    pub(crate) raised_at: Option<DateTime<Utc>>,
    pub(crate) raised_by: Option<String>,
    pub(crate) state: String,
}

pub(crate) fn insert_password_account(tx: &mut Tx<'_>, row: &AccountRow) -> Result<(), Error> {
    diesel::insert_into(accounts::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Writes the tags of an account's address under every live key.
pub(crate) fn insert_emails(tx: &mut Tx<'_>, id: AccountId, tags: &[Tag]) -> Result<(), Error> {
    let mut tags: Vec<&Tag> = tags.iter().collect();
    tags.sort_by_key(|tag| tag.bytes);
    let row = |tag: &Tag| {
        (
            account_email::tag.eq(tag.bytes.to_vec()),
            account_email::index_key_id.eq(tag.key.cast_signed()),
            account_email::account.eq(id.uuid()),
        )
    };
    let rows: Vec<_> = tags.into_iter().map(row).collect();
    diesel::insert_into(account_email::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// Removes the tags of an account's address that are older than a key; all of them without one.
pub(crate) fn older_emails(tx: &mut Tx<'_>, id: AccountId, key: Option<u32>) -> Result<(), Error> {
    let of_account = account_email::table.filter(account_email::account.eq(id.uuid()));
    match key {
        Some(key) => {
            let older = of_account.filter(account_email::index_key_id.lt(key.cast_signed()));
            diesel::delete(older).execute(tx.conn())?
        }
        None => diesel::delete(of_account).execute(tx.conn())?,
    };
    Ok(())
}

/// Some accounts whose address has tags made by keys older than `key`.
pub(crate) fn accounts_with_older_tags(
    tx: &mut Tx<'_>,
    key: u32,
    most: i64,
) -> Result<Vec<AccountId>, Error> {
    let found: Vec<Uuid> = account_email::table
        .filter(account_email::index_key_id.lt(key.cast_signed()))
        .select(account_email::account)
        .distinct()
        .order(account_email::account)
        .limit(most)
        .load(tx.conn())?;
    Ok(found.into_iter().map(AccountId::from).collect())
}

/// The account of an address, by any of its tags: one prepared statement, whether there is one or not.
pub(crate) fn account_under(conn: &mut PgConnection, tags: &[Tag]) -> Result<Option<AccountRow>, Error> {
    let bytes: Vec<Vec<u8>> = tags.iter().map(|tag| tag.bytes.to_vec()).collect();
    Ok(account_email::table
        .inner_join(accounts::table)
        .filter(account_email::tag.eq_any(bytes))
        .select(AccountRow::as_select())
        .first(conn)
        .optional()?)
}

pub(crate) fn account(conn: &mut PgConnection, id: AccountId) -> Result<Option<AccountRow>, Error> {
    Ok(accounts::table.find(id.uuid()).select(AccountRow::as_select()).first(conn).optional()?)
}

/// The same, kept from others until the transaction ends.
pub(crate) fn lock_account(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<AccountRow>, Error> {
    let found = accounts::table.find(id.uuid()).select(AccountRow::as_select()).for_no_key_update();
    Ok(found.first(tx.conn()).optional()?)
}

pub(crate) fn account_of_person(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<AccountRow>, Error> {
    let of_person = accounts::table.filter(accounts::person.eq(person.uuid()));
    Ok(of_person.select(AccountRow::as_select()).first(conn).optional()?)
}

/// The account of a person; where they have none, one of whoever turned out to be the same person.
pub(crate) fn account_of_one_person(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<AccountRow>, Error> {
    if let Some(own) = account_of_person(conn, person)? {
        return Ok(Some(own));
    }
    let others: Vec<Uuid> = known_as_well(conn, person)?.into_iter().map(kernel::Id::uuid).collect();
    if others.is_empty() {
        return Ok(None);
    }
    let of_others = accounts::table.filter(accounts::person.eq_any(others)).order(accounts::id);
    Ok(of_others.select(AccountRow::as_select()).first(conn).optional()?)
}

/// The accounts of citizens that are bound to a person and became substantial since an instant, locked; also those that have
/// been recovered since they were bound, of which nobody knows when that was.
pub(crate) fn lock_raised_since(
    tx: &mut Tx<'_>,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<Vec<AccountRow>, Error> {
    Ok(accounts::table
        .filter(accounts::person.eq(person.uuid()))
        .filter(accounts::kind.eq(AccountKind::Citizen.as_str()))
        .filter(accounts::raised_at.ge(since).or(accounts::raised_at.is_null()))
        .order(accounts::id)
        .select(AccountRow::as_select())
        .for_no_key_update()
        .load(tx.conn())?)
}

/// Sets a password that was chosen now. The instant is later than that of the one before, whatever the clock says: by it a
/// comparison that is under way knows that another password counts.
pub(crate) fn set_password(
    tx: &mut Tx<'_>,
    id: AccountId,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = accounts::table.find(id.uuid());
    let before: DateTime<Utc> = row.select(accounts::password_at).for_no_key_update().first(tx.conn())?;
    let set = (
        accounts::password.eq(sealed),
        accounts::password_at.eq(now.max(before + TimeDelta::microseconds(1))),
    );
    diesel::update(row).set(set).execute(tx.conn())?;
    Ok(())
}

/// Keeps the same password under another hash.
pub(crate) fn renew_password(tx: &mut Tx<'_>, id: AccountId, sealed: &[u8]) -> Result<(), Error> {
    let row = accounts::table.find(id.uuid());
    diesel::update(row).set(accounts::password.eq(sealed)).execute(tx.conn())?;
    Ok(())
}

pub(crate) fn set_contact(
    tx: &mut Tx<'_>,
    id: AccountId,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let set = (accounts::sealed.eq(sealed), accounts::confirmed_at.eq(now));
    diesel::update(accounts::table.find(id.uuid())).set(set).execute(tx.conn())?;
    Ok(())
}

/// Says whose an account is and by what it is substantial, or that it is so no more.
pub(crate) fn set_raised(
    tx: &mut Tx<'_>,
    id: AccountId,
    person: Option<PersonId>,
    raised: Option<(DateTime<Utc>, RaisedBy)>,
) -> Result<(), Error> {
    let (at, by) = (raised.map(|(at, _)| at), raised.map(|(_, by)| by.as_str()));
    let set = (
        accounts::person.eq(person.map(kernel::Id::uuid)),
        accounts::raised_at.eq(at),
        accounts::raised_by.eq(by),
    );
    diesel::update(accounts::table.find(id.uuid())).set(set).execute(tx.conn())?;
    Ok(())
}
