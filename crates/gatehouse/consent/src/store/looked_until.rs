use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::{prelude::*, upsert::excluded};

use crate::schema::looked_until;

/// Until when a job has looked at something; none before its first run.
pub(crate) fn looked_until(tx: &mut Tx<'_>, what: &str) -> Result<Option<DateTime<Utc>>, Error> {
    Ok(looked_until::table.find(what).select(looked_until::until).first(tx.conn()).optional()?)
}

/// Writes down until when it has.
pub(crate) fn write_looked_until(tx: &mut Tx<'_>, what: &str, until: DateTime<Utc>) -> Result<(), Error> {
    diesel::insert_into(looked_until::table)
        .values((looked_until::what.eq(what), looked_until::until.eq(until)))
        .on_conflict(looked_until::what)
        .do_update()
        .set(looked_until::until.eq(excluded(looked_until::until)))
        .execute(tx.conn())?;
    Ok(())
}
