//! People who are asked on their own card or telephone.

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::SoftwareId;

use super::logins::Digest;
use crate::schema::backchannel_ask;

/// The row of somebody who is asked.
pub(crate) struct NewAsk<'a> {
    pub(crate) digest: Digest,
    pub(crate) software: SoftwareId,
    pub(crate) provider: &'a str,
    pub(crate) sealed: &'a [u8],
    pub(crate) scopes: Vec<&'static str>,
    pub(crate) pause_seconds: i32,
    pub(crate) next_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
}

/// What such a row holds.
#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::backchannel_ask)]
pub(crate) struct AskRow {
    pub(crate) provider: String,
    pub(crate) sealed: Vec<u8>,
    pub(crate) scopes: Vec<String>,
    pub(crate) pause_seconds: i32,
    pub(crate) next_at: DateTime<Utc>,
    pub(crate) looked_at_until: Option<DateTime<Utc>>,
    pub(crate) expires_at: DateTime<Utc>,
}

pub(crate) fn insert_ask(tx: &mut Tx<'_>, new: &NewAsk<'_>) -> Result<(), Error> {
    diesel::insert_into(backchannel_ask::table)
        .values((
            backchannel_ask::digest.eq(new.digest.as_slice()),
            backchannel_ask::software.eq(new.software.uuid()),
            backchannel_ask::provider.eq(new.provider),
            backchannel_ask::sealed.eq(new.sealed),
            backchannel_ask::scopes.eq(&new.scopes),
            backchannel_ask::pause_seconds.eq(new.pause_seconds),
            backchannel_ask::next_at.eq(new.next_at),
            backchannel_ask::expires_at.eq(new.expires_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The row of what this software asked, locked until the transaction ends.
pub(crate) fn lock_ask(
    tx: &mut Tx<'_>,
    digest: &Digest,
    software: SoftwareId,
) -> Result<Option<AskRow>, Error> {
    Ok(backchannel_ask::table
        .find(digest.as_slice())
        .filter(backchannel_ask::software.eq(software.uuid()))
        .select(AskRow::as_select())
        .for_update()
        .first(tx.conn())
        .optional()?)
}

/// Lets no other look through until an instant, and none before another one after that.
pub(crate) fn claim_ask(
    tx: &mut Tx<'_>,
    digest: &Digest,
    next_at: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(backchannel_ask::table.find(digest.as_slice()))
        .set((backchannel_ask::next_at.eq(next_at), backchannel_ask::looked_at_until.eq(until)))
        .execute(tx.conn())?;
    Ok(())
}

/// The look is over.
pub(crate) fn release_ask(tx: &mut Tx<'_>, digest: &Digest) -> Result<(), Error> {
    diesel::update(backchannel_ask::table.find(digest.as_slice()))
        .set(backchannel_ask::looked_at_until.eq(None::<DateTime<Utc>>))
        .execute(tx.conn())?;
    Ok(())
}

/// Says when the answer may be looked for again.
pub(crate) fn pause_ask(
    tx: &mut Tx<'_>,
    digest: &Digest,
    pause_seconds: i32,
    next_at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(backchannel_ask::table.find(digest.as_slice()))
        .set((backchannel_ask::pause_seconds.eq(pause_seconds), backchannel_ask::next_at.eq(next_at)))
        .execute(tx.conn())?;
    Ok(())
}

/// Keeps what the provider gave for a yes; says whether the question was still there. The look goes on.
pub(crate) fn keep_answer(
    tx: &mut Tx<'_>,
    digest: &Digest,
    sealed: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<bool, Error> {
    let kept = diesel::update(backchannel_ask::table.find(digest.as_slice()))
        .set((backchannel_ask::sealed.eq(sealed), backchannel_ask::expires_at.eq(expires_at)))
        .execute(tx.conn())?;
    Ok(kept == 1)
}

/// Keeps who was proven in the place of what the provider gave; says whether the question was still there.
pub(crate) fn keep_proven(
    tx: &mut Tx<'_>,
    digest: &Digest,
    sealed: &[u8],
    next_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<bool, Error> {
    let kept = diesel::update(backchannel_ask::table.find(digest.as_slice()))
        .set((
            backchannel_ask::sealed.eq(sealed),
            backchannel_ask::next_at.eq(next_at),
            backchannel_ask::looked_at_until.eq(None::<DateTime<Utc>>),
            backchannel_ask::expires_at.eq(expires_at),
        ))
        .execute(tx.conn())?;
    Ok(kept == 1)
}

/// Ends a question; says whether it was there.
pub(crate) fn delete_ask(tx: &mut Tx<'_>, digest: &Digest) -> Result<bool, Error> {
    Ok(diesel::delete(backchannel_ask::table.find(digest.as_slice())).execute(tx.conn())? == 1)
}

/// Removes every question that is over; says how many.
pub(crate) fn delete_asks_over(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<usize, Error> {
    let over = backchannel_ask::table.filter(backchannel_ask::expires_at.le(now));
    Ok(diesel::delete(over).execute(tx.conn())?)
}
