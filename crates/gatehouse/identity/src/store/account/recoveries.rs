use chrono::{DateTime, Utc};
use database::{Error, ReadTx, Tx};
use diesel::prelude::*;
use kernel::AccountId;
use uuid::Uuid;

use crate::schema::recovery;

/// The row of a recovery.
#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::recovery)]
pub(crate) struct RecoveryRow {
    pub(crate) id: Uuid,
    pub(crate) begun_at: DateTime<Utc>,
    pub(crate) effective_at: DateTime<Utc>,
}

pub(crate) fn insert_recovery(
    tx: &mut Tx<'_>,
    id: Uuid,
    account: AccountId,
    now: DateTime<Utc>,
    effective_at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(recovery::table)
        .values((
            recovery::id.eq(id),
            recovery::account.eq(account.uuid()),
            recovery::begun_at.eq(now),
            recovery::effective_at.eq(effective_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(crate) fn running_recovery(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Option<RecoveryRow>, Error> {
    Ok(recovery::table
        .filter(recovery::account.eq(account.uuid()))
        .filter(recovery::stopped_at.is_null().and(recovery::done_at.is_null()))
        .select(RecoveryRow::as_select())
        .first(conn)
        .optional()?)
}

/// The accounts of some that run and whose time has passed, beyond the one that was read last, by the ids of the recoveries.
pub(crate) fn recoveries_due(
    rtx: &mut ReadTx<'_>,
    now: DateTime<Utc>,
    after: Uuid,
    most: i64,
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    Ok(recovery::table
        .filter(recovery::stopped_at.is_null().and(recovery::done_at.is_null()))
        .filter(recovery::effective_at.le(now))
        .filter(recovery::id.gt(after))
        .order(recovery::id)
        .limit(most)
        .select((recovery::id, recovery::account))
        .load(rtx.conn())?)
}

/// The accounts of some that run, end between these instants, and of which nobody was told again, in the same way.
pub(crate) fn recoveries_to_remind(
    rtx: &mut ReadTx<'_>,
    (now, before): (DateTime<Utc>, DateTime<Utc>),
    after: Uuid,
    most: i64,
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    Ok(recovery::table
        .filter(recovery::stopped_at.is_null().and(recovery::done_at.is_null()))
        .filter(recovery::reminded_at.is_null())
        .filter(recovery::effective_at.gt(now).and(recovery::effective_at.le(before)))
        .filter(recovery::id.gt(after))
        .order(recovery::id)
        .limit(most)
        .select((recovery::id, recovery::account))
        .load(rtx.conn())?)
}

/// Notes that its owner was told again; `false` where that was done, or where it runs no more.
pub(crate) fn mark_reminded(tx: &mut Tx<'_>, id: Uuid, now: DateTime<Utc>) -> Result<bool, Error> {
    let running = recovery::table
        .find(id)
        .filter(recovery::stopped_at.is_null().and(recovery::done_at.is_null()))
        .filter(recovery::reminded_at.is_null());
    Ok(diesel::update(running).set(recovery::reminded_at.eq(now)).execute(tx.conn())? == 1)
}

/// Stops one that runs; `false` where it runs no more.
pub(crate) fn mark_stopped(tx: &mut Tx<'_>, id: Uuid, now: DateTime<Utc>) -> Result<bool, Error> {
    let running =
        recovery::table.find(id).filter(recovery::stopped_at.is_null().and(recovery::done_at.is_null()));
    Ok(diesel::update(running).set(recovery::stopped_at.eq(now)).execute(tx.conn())? == 1)
}

/// Ends one that runs; `false` where it runs no more.
pub(crate) fn mark_done(tx: &mut Tx<'_>, id: Uuid, now: DateTime<Utc>) -> Result<bool, Error> {
    let running =
        recovery::table.find(id).filter(recovery::stopped_at.is_null().and(recovery::done_at.is_null()));
    Ok(diesel::update(running).set(recovery::done_at.eq(now)).execute(tx.conn())? == 1)
}
