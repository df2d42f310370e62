use chrono::{DateTime, TimeDelta, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{OrganisationId, PersonId, SessionId, SoftwareId};
use uuid::Uuid;

use crate::{
    Session, SituationId,
    rows::{SessionNow, assurance_name},
    schema::{session, session_now as now_view},
};

/// The row of a new session.
pub(crate) struct NewRow<'a> {
    pub(crate) session: &'a Session,
    pub(crate) capacity: &'static str,
    pub(crate) situation: Option<SituationId>,
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) software: Option<SoftwareId>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) idle_until: DateTime<Utc>,
}

pub(crate) fn insert_session(tx: &mut Tx<'_>, new: &NewRow<'_>) -> Result<(), Error> {
    diesel::insert_into(session::table)
        .values((
            session::id.eq(new.session.id.uuid()),
            session::person.eq(new.session.person.uuid()),
            session::capacity.eq(new.capacity),
            session::situation.eq(new.situation.map(kernel::Id::uuid)),
            session::organisation.eq(new.organisation.map(kernel::Id::uuid)),
            session::software.eq(new.software.map(kernel::Id::uuid)),
            session::assurance.eq(assurance_name(new.session.assurance)),
            session::created_at.eq(new.created_at),
            session::expires_at.eq(new.session.expires_at),
            session::idle_until.eq(new.idle_until),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A session and what is true of its actor now: one prepared statement.
pub(crate) fn session_now(conn: &mut PgConnection, id: SessionId) -> Result<Option<SessionNow>, Error> {
    Ok(now_view::table.find(id.uuid()).first::<SessionNow>(conn).optional()?)
}

/// Several sessions and what is true of their actors now: one prepared statement.
pub(crate) fn sessions_now(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<SessionNow>, Error> {
    Ok(now_view::table.filter(now_view::id.eq_any(ids)).load(conn)?)
}

/// Ends a session; `false` when there is none that runs.
pub(crate) fn end_one(tx: &mut Tx<'_>, id: SessionId, now: DateTime<Utc>) -> Result<bool, Error> {
    let running = session::table.find(id.uuid()).filter(session::revoked_at.is_null());
    Ok(diesel::update(running).set(session::revoked_at.eq(now)).execute(tx.conn())? == 1)
}

/// Ends every session of a person; says how many.
pub(crate) fn end_of_person(tx: &mut Tx<'_>, person: PersonId, now: DateTime<Utc>) -> Result<usize, Error> {
    let running =
        session::table.filter(session::person.eq(person.uuid())).filter(session::revoked_at.is_null());
    Ok(diesel::update(running).set(session::revoked_at.eq(now)).execute(tx.conn())?)
}

/// Lets a session lie idle until `until`, unless that moves its end by less than `step`.
pub(crate) fn extend_idle(
    tx: &mut Tx<'_>,
    id: SessionId,
    until: DateTime<Utc>,
    step: TimeDelta,
) -> Result<bool, Error> {
    let due = session::table
        .find(id.uuid())
        .filter(session::revoked_at.is_null())
        .filter(session::idle_until.lt(until - step));
    Ok(diesel::update(due).set(session::idle_until.eq(until)).execute(tx.conn())? == 1)
}

/// Removes sessions that ended before an instant, the oldest first; says how many.
pub(crate) fn delete_sessions_before(
    tx: &mut Tx<'_>,
    before: DateTime<Utc>,
    most: i64,
) -> Result<usize, Error> {
    let ended = session::table
        .filter(session::expires_at.lt(before))
        .order(session::expires_at.asc())
        .limit(most)
        .select(session::id);
    let ids: Vec<Uuid> = ended.load(tx.conn())?;
    Ok(diesel::delete(session::table.filter(session::id.eq_any(ids))).execute(tx.conn())?)
}
