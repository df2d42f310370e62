//! Sessions of a mediator and a citizen together.

use chrono::{DateTime, NaiveDate, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{PersonId, SessionId, SpaceId};
use uuid::Uuid;

use crate::{
    MediatorDay,
    schema::{admin, citizen_account, mediation_day, session},
};

/// Days that one answer tells of at most.
const MOST_DAYS: i64 = 5_000;

/// Counts one more session of a mediator on a day; gives how many there are with it.
pub(crate) fn begin_on_day(tx: &mut Tx<'_>, mediator: PersonId, day: NaiveDate) -> Result<u32, Error> {
    let begun: i32 = diesel::insert_into(mediation_day::table)
        .values((
            mediation_day::mediator.eq(mediator.uuid()),
            mediation_day::day.eq(day),
            mediation_day::begun.eq(1),
        ))
        .on_conflict((mediation_day::mediator, mediation_day::day))
        .do_update()
        .set(mediation_day::begun.eq(mediation_day::begun + 1))
        .returning(mediation_day::begun)
        .get_result(tx.conn())?;
    Ok(begun.unsigned_abs())
}

/// What every mediator began on each day since a day, the newest first.
pub(crate) fn mediator_days(conn: &mut PgConnection, since: NaiveDate) -> Result<Vec<MediatorDay>, Error> {
    let rows: Vec<(Uuid, String, NaiveDate, i32)> = mediation_day::table
        .inner_join(admin::table)
        .filter(mediation_day::day.ge(since))
        .order((mediation_day::day.desc(), admin::name, mediation_day::mediator))
        .limit(MOST_DAYS)
        .select((mediation_day::mediator, admin::name, mediation_day::day, mediation_day::begun))
        .load(conn)?;
    let read = |(person, name, day, begun): (Uuid, String, NaiveDate, i32)| MediatorDay {
        mediator: name.into(),
        person: person.into(),
        day,
        begun: begun.unsigned_abs(),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The holder of a record whose account is active.
pub(crate) fn holder_who_may_log_in(
    conn: &mut PgConnection,
    space: SpaceId,
) -> Result<Option<PersonId>, Error> {
    let found: Option<Uuid> = citizen_account::table
        .filter(citizen_account::space_id.eq(space.uuid()))
        .filter(citizen_account::state.eq("active"))
        .select(citizen_account::person)
        .first(conn)
        .optional()?;
    Ok(found.map(PersonId::from))
}

/// The end of a session, whatever is done in it.
pub(crate) fn end_of_session(conn: &mut PgConnection, id: SessionId) -> Result<Option<DateTime<Utc>>, Error> {
    Ok(session::table.find(id.uuid()).select(session::expires_at).first(conn).optional()?)
}

/// The name of an admin, also of one who is none any more.
pub(crate) fn name_of_admin(conn: &mut PgConnection, person: PersonId) -> Result<Option<String>, Error> {
    Ok(admin::table.find(person.uuid()).select(admin::name).first(conn).optional()?)
}

/// Ends the sessions together of a mediator, in whichever session of their own they were begun.
pub(crate) fn end_together_of(
    tx: &mut Tx<'_>,
    mediator: PersonId,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let running = session::table
        .filter(session::assisted_by.eq(mediator.uuid()))
        .filter(session::concluded_at.is_null())
        .filter(session::revoked_at.is_null());
    Ok(diesel::update(running).set(session::revoked_at.eq(now)).execute(tx.conn())?)
}

/// A session together of which is told now.
pub(crate) struct EndedRow {
    pub(crate) mediator: PersonId,
    pub(crate) mediator_session: SessionId,
    pub(crate) began_at: DateTime<Utc>,
}

/// Takes upon itself to tell of the end of a session together; none for any other session, and where it was told.
pub(crate) fn conclude(
    tx: &mut Tx<'_>,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<Option<EndedRow>, Error> {
    let open = session::table
        .find(id.uuid())
        .filter(session::assisted_by.is_not_null().and(session::concluded_at.is_null()));
    let claimed: Option<(Option<Uuid>, Option<Uuid>, DateTime<Utc>)> = diesel::update(open)
        .set(session::concluded_at.eq(now))
        .returning((session::assisted_by, session::assisted_in, session::created_at))
        .get_result(tx.conn())
        .optional()?;
    Ok(claimed.and_then(|(mediator, of, began_at)| {
        Some(EndedRow { mediator: mediator?.into(), mediator_session: of?.into(), began_at })
    }))
}

/// Some sessions together that have ended and were not told of, the oldest first.
pub(crate) fn together_over(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<SessionId>, Error> {
    let open = session::table
        .filter(session::assisted_by.is_not_null().and(session::concluded_at.is_null()))
        .filter(session::expires_at.le(now).or(session::revoked_at.is_not_null()));
    let ids: Vec<Uuid> = open.order(session::expires_at).limit(most).select(session::id).load(conn)?;
    Ok(ids.into_iter().map(SessionId::from).collect())
}

/// The sessions together that were begun in a mediator's session and were not told of.
pub(crate) fn together_in(conn: &mut PgConnection, of: SessionId) -> Result<Vec<SessionId>, Error> {
    let ids: Vec<Uuid> = session::table
        .filter(session::assisted_in.eq(of.uuid()))
        .filter(session::assisted_by.is_not_null().and(session::concluded_at.is_null()))
        .select(session::id)
        .load(conn)?;
    Ok(ids.into_iter().map(SessionId::from).collect())
}
