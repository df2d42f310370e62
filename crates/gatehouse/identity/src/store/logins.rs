use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::{pg::PgConnection, prelude::*};

use crate::schema::login_attempt;

/// A digest of what a provider or a browser shows.
pub(crate) type Digest = [u8; 32];

/// The row of a new attempt.
pub(crate) struct NewAttempt<'a> {
    pub(crate) state: Digest,
    pub(crate) browser: Digest,
    pub(crate) provider: &'a str,
    pub(crate) sealed: &'a [u8],
    pub(crate) expires_at: DateTime<Utc>,
}

/// What a claimed attempt held.
#[derive(Queryable)]
pub(crate) struct ClaimedRow {
    pub(crate) provider: String,
    pub(crate) sealed: Vec<u8>,
}

pub(crate) fn insert_attempt(tx: &mut Tx<'_>, new: &NewAttempt<'_>) -> Result<(), Error> {
    diesel::insert_into(login_attempt::table)
        .values((
            login_attempt::state_digest.eq(new.state.as_slice()),
            login_attempt::browser_digest.eq(new.browser.as_slice()),
            login_attempt::provider.eq(new.provider),
            login_attempt::sealed.eq(new.sealed),
            login_attempt::expires_at.eq(new.expires_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Claims an attempt for one answer: of two that come at once, one gets it.
pub(crate) fn claim_attempt(
    tx: &mut Tx<'_>,
    state: &Digest,
    browser: &Digest,
    provider: &str,
    now: DateTime<Utc>,
) -> Result<Option<ClaimedRow>, Error> {
    let running = login_attempt::table
        .filter(login_attempt::state_digest.eq(state.as_slice()))
        .filter(login_attempt::browser_digest.eq(browser.as_slice()))
        .filter(login_attempt::provider.eq(provider))
        .filter(login_attempt::claimed_at.is_null())
        .filter(login_attempt::expires_at.gt(now));
    Ok(diesel::update(running)
        .set(login_attempt::claimed_at.eq(now))
        .returning((login_attempt::provider, login_attempt::sealed))
        .get_result(tx.conn())
        .optional()?)
}

/// Writes what a claimed attempt offers to choose from; says whether it still runs.
pub(crate) fn offer_choice(
    tx: &mut Tx<'_>,
    browser: &Digest,
    offered: &[u8],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<bool, Error> {
    let claimed = login_attempt::table
        .filter(login_attempt::browser_digest.eq(browser.as_slice()))
        .filter(login_attempt::claimed_at.is_not_null())
        .filter(login_attempt::offered.is_null())
        .filter(login_attempt::expires_at.gt(now));
    let set = (login_attempt::offered.eq(offered), login_attempt::expires_at.eq(expires_at));
    Ok(diesel::update(claimed).set(set).execute(tx.conn())? == 1)
}

/// What an attempt of this browser offers, with its own sealed part.
pub(crate) fn offered_to(
    conn: &mut PgConnection,
    browser: &Digest,
    now: DateTime<Utc>,
) -> Result<Option<(Vec<u8>, ClaimedRow)>, Error> {
    let found = login_attempt::table
        .filter(login_attempt::browser_digest.eq(browser.as_slice()))
        .filter(login_attempt::expires_at.gt(now))
        .select((login_attempt::offered, (login_attempt::provider, login_attempt::sealed)))
        .first::<(Option<Vec<u8>>, ClaimedRow)>(conn)
        .optional()?;
    Ok(found.and_then(|(offered, row)| Some((offered?, row))))
}

/// Ends a claimed attempt; says whether there was one that still ran. The row is locked until the transaction ends.
pub(crate) fn delete_attempt(tx: &mut Tx<'_>, browser: &Digest, now: DateTime<Utc>) -> Result<bool, Error> {
    let claimed = login_attempt::table
        .filter(login_attempt::browser_digest.eq(browser.as_slice()))
        .filter(login_attempt::claimed_at.is_not_null())
        .filter(login_attempt::expires_at.gt(now));
    Ok(diesel::delete(claimed).execute(tx.conn())? == 1)
}

/// Removes every attempt that is over; says how many.
pub(crate) fn delete_attempts_over(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<usize, Error> {
    let over = login_attempt::table.filter(login_attempt::expires_at.le(now));
    Ok(diesel::delete(over).execute(tx.conn())?)
}
