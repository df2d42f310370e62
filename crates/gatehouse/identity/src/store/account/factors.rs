use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::AccountId;
use uuid::Uuid;

use crate::{account::FactorId, account::Step, schema::second_factor};

/// The row of a second factor.
#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::second_factor)]
pub(crate) struct FactorRow {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) sealed: Vec<u8>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) last_used_at: Option<DateTime<Utc>>,
}

/// A second factor to add.
pub(crate) struct NewFactor<'a> {
    pub(crate) id: FactorId,
    pub(crate) account: AccountId,
    pub(crate) kind: &'static str,
    pub(crate) sealed: &'a [u8],
    pub(crate) credential: Option<&'a [u8]>,
    pub(crate) last_step: Option<Step>,
    pub(crate) now: DateTime<Utc>,
}

pub(crate) fn insert_factor(tx: &mut Tx<'_>, new: &NewFactor<'_>) -> Result<(), Error> {
    diesel::insert_into(second_factor::table)
        .values((
            second_factor::id.eq(new.id.uuid()),
            second_factor::account.eq(new.account.uuid()),
            second_factor::kind.eq(new.kind),
            second_factor::sealed.eq(new.sealed),
            second_factor::credential.eq(new.credential),
            second_factor::created_at.eq(new.now),
            second_factor::last_step.eq(new.last_step),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The factors of an account, the oldest first.
pub(crate) fn factors_of(conn: &mut PgConnection, account: AccountId) -> Result<Vec<FactorRow>, Error> {
    Ok(second_factor::table
        .filter(second_factor::account.eq(account.uuid()))
        .order((second_factor::created_at, second_factor::id))
        .select(FactorRow::as_select())
        .load(conn)?)
}

pub(crate) fn count_factors(conn: &mut PgConnection, account: AccountId) -> Result<i64, Error> {
    let of_account = second_factor::table.filter(second_factor::account.eq(account.uuid()));
    Ok(of_account.count().get_result(conn)?)
}

/// Takes the code of a step; of two that come at once with the same one, or with an older one, one is taken.
pub(crate) fn use_step(tx: &mut Tx<'_>, factor: Uuid, step: Step, now: DateTime<Utc>) -> Result<bool, Error> {
    let unused = second_factor::last_step.is_null().or(second_factor::last_step.lt(step));
    let set = (second_factor::last_step.eq(step), second_factor::last_used_at.eq(now));
    Ok(diesel::update(second_factor::table.find(factor).filter(unused)).set(set).execute(tx.conn())? == 1)
}

/// Notes that a passkey was shown, with what has changed of it.
pub(crate) fn use_factor(
    tx: &mut Tx<'_>,
    factor: Uuid,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let set = (second_factor::sealed.eq(sealed), second_factor::last_used_at.eq(now));
    diesel::update(second_factor::table.find(factor)).set(set).execute(tx.conn())?;
    Ok(())
}

/// Removes one factor of an account, or all of them; says how many.
pub(crate) fn delete_factor(
    tx: &mut Tx<'_>,
    account: AccountId,
    one: Option<FactorId>,
) -> Result<usize, Error> {
    let of_account = second_factor::table.filter(second_factor::account.eq(account.uuid()));
    Ok(match one {
        Some(id) => diesel::delete(of_account.filter(second_factor::id.eq(id.uuid()))).execute(tx.conn())?,
        None => diesel::delete(of_account).execute(tx.conn())?,
    })
}
