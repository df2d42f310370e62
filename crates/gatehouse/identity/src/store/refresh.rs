//! Refresh tokens, as digests in the rows of their sessions.

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{SessionId, SoftwareId};

use super::logins::Digest;
use crate::schema::session;

/// What a session says of its refresh token.
#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::session)]
pub(crate) struct Refreshable {
    pub(crate) refresh_digest: Option<Vec<u8>>,
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) bound_to: Option<Vec<u8>>,
}

/// What a running session of this software says of its refresh token; the row is locked until the transaction ends.
pub(crate) fn lock_refreshable(
    tx: &mut Tx<'_>,
    id: SessionId,
    software: SoftwareId,
) -> Result<Option<Refreshable>, Error> {
    Ok(session::table
        .find(id.uuid())
        .filter(session::software.eq(software.uuid()))
        .filter(session::revoked_at.is_null())
        .filter(session::refresh_digest.is_not_null())
        .select(Refreshable::as_select())
        .for_no_key_update()
        .first(tx.conn())
        .optional()?)
}

/// Makes a refresh token the one that counts.
pub(crate) fn set_refresh(tx: &mut Tx<'_>, id: SessionId, digest: &Digest) -> Result<(), Error> {
    diesel::update(session::table.find(id.uuid()))
        .set(session::refresh_digest.eq(digest.as_slice()))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends a session of this software; says whether it ran.
pub(crate) fn end_of_client(
    tx: &mut Tx<'_>,
    id: SessionId,
    software: SoftwareId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let running = session::table
        .find(id.uuid())
        .filter(session::software.eq(software.uuid()))
        .filter(session::revoked_at.is_null());
    Ok(diesel::update(running).set(session::revoked_at.eq(now)).execute(tx.conn())? == 1)
}

/// Ends every session of this software; says how many ran.
pub(crate) fn end_of_software(
    tx: &mut Tx<'_>,
    software: SoftwareId,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let running =
        session::table.filter(session::software.eq(software.uuid())).filter(session::revoked_at.is_null());
    Ok(diesel::update(running).set(session::revoked_at.eq(now)).execute(tx.conn())?)
}
