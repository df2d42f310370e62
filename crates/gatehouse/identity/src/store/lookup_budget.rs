use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;

use crate::schema::lookup_budget;

/// Spends one look-up of a subject in an hour; gives how many were spent with it.
pub(crate) fn spend(
    tx: &mut Tx<'_>,
    kind: &str,
    subject: &[u8; 32],
    hour: DateTime<Utc>,
) -> Result<u32, Error> {
    let spent: i32 = diesel::insert_into(lookup_budget::table)
        .values((
            lookup_budget::kind.eq(kind),
            lookup_budget::subject.eq(subject.as_slice()),
            lookup_budget::hour.eq(hour),
            lookup_budget::spent.eq(1),
        ))
        .on_conflict((lookup_budget::kind, lookup_budget::subject, lookup_budget::hour))
        .do_update()
        .set(lookup_budget::spent.eq(lookup_budget::spent + 1))
        .returning(lookup_budget::spent)
        .get_result(tx.conn())?;
    Ok(spent.unsigned_abs())
}

/// Forgets what was spent before an hour; says how many rows.
pub(crate) fn forget_spent(tx: &mut Tx<'_>, before: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::delete(lookup_budget::table.filter(lookup_budget::hour.lt(before))).execute(tx.conn())?)
}
