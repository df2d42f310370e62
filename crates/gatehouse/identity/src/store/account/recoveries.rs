use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::AccountId;
use uuid::Uuid;

use crate::schema::recovery;

/// The row of a recovery.
#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::recovery)]
pub(crate) struct RecoveryRow {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
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

/// Some that run and whose time has passed, the oldest first.
pub(crate) fn recoveries_due(
    tx: &mut Tx<'_>,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<RecoveryRow>, Error> {
    Ok(recovery::table
        .filter(recovery::stopped_at.is_null().and(recovery::done_at.is_null()))
        .filter(recovery::effective_at.le(now))
        .order(recovery::effective_at)
        .limit(most)
        .select(RecoveryRow::as_select())
        .for_update()
        .load(tx.conn())?)
}

/// Some that run, end between these instants, and of which nobody was told again.
pub(crate) fn recoveries_to_remind(
    tx: &mut Tx<'_>,
    now: DateTime<Utc>,
    before: DateTime<Utc>,
    most: i64,
) -> Result<Vec<RecoveryRow>, Error> {
    Ok(recovery::table
        .filter(recovery::stopped_at.is_null().and(recovery::done_at.is_null()))
        .filter(recovery::reminded_at.is_null())
        .filter(recovery::effective_at.gt(now).and(recovery::effective_at.le(before)))
        .order(recovery::effective_at)
        .limit(most)
        .select(RecoveryRow::as_select())
        .for_update()
        .load(tx.conn())?)
}

pub(crate) fn mark_reminded(tx: &mut Tx<'_>, id: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(recovery::table.find(id)).set(recovery::reminded_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

pub(crate) fn mark_stopped(tx: &mut Tx<'_>, id: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(recovery::table.find(id)).set(recovery::stopped_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

pub(crate) fn mark_done(tx: &mut Tx<'_>, id: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(recovery::table.find(id)).set(recovery::done_at.eq(now)).execute(tx.conn())?;
    Ok(())
}
