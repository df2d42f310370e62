use chrono::{DateTime, TimeDelta, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{AccountId, Assurance, OrganisationId, PersonId, SessionId};
use uuid::Uuid;

use crate::{
    Session, SituationId,
    provider_session::KeptOfProvider,
    rows::{SessionNow, assurance_name},
    schema::{session, session_now as now_view, software},
    service::NewSession,
};

/// The row of a new session.
pub(crate) struct NewRow<'a> {
    pub(crate) session: &'a Session,
    pub(crate) new: &'a NewSession,
    pub(crate) capacity: &'static str,
    pub(crate) situation: Option<SituationId>,
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) known_as: Option<PersonId>,
    pub(crate) provider: Option<&'a KeptOfProvider>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) idle_until: DateTime<Utc>,
}

pub(crate) fn insert_session(tx: &mut Tx<'_>, row: &NewRow<'_>) -> Result<(), Error> {
    let NewRow { session: made, new, provider, .. } = row;
    let of_provider = new.provider.as_ref().map(|running| running.provider.as_str());
    diesel::insert_into(session::table)
        .values((
            session::id.eq(made.id.uuid()),
            session::person.eq(made.person.uuid()),
            session::capacity.eq(row.capacity),
            session::situation.eq(row.situation.map(kernel::Id::uuid)),
            session::organisation.eq(row.organisation.map(kernel::Id::uuid)),
            session::software.eq(new.software.map(kernel::Id::uuid)),
            session::assurance.eq(assurance_name(made.assurance)),
            session::created_at.eq(row.created_at),
            session::expires_at.eq(made.expires_at),
            session::idle_until.eq(row.idle_until),
            session::second_factor_at.eq(new.second_factor_at),
            session::first_factor_until.eq(new.first_factor_until),
            session::assisted_by.eq(new.assistance.map(|by| by.mediator.uuid())),
            session::assisted_in.eq(new.assistance.map(|by| by.session.uuid())),
            session::account.eq(new.account.map(kernel::Id::uuid)),
            session::agent.eq(new.agent.as_deref()),
            session::provider.eq(of_provider),
            session::provider_subject.eq(provider.map(|kept| kept.subject.to_vec())),
            session::provider_session.eq(provider.and_then(|kept| Some(kept.session?.to_vec()))),
            session::provider_sealed.eq(provider.map(|kept| kept.sealed.as_slice())),
            session::provider_checked_at.eq(provider.map(|_| row.created_at)),
            session::scopes.eq(new.terms.map(|terms| terms.scopes.names())),
            session::known_as.eq(row.known_as.map(kernel::Id::uuid)),
            session::bound_to.eq(new.terms.and_then(|terms| Some(terms.bound_to?.as_bytes().to_vec()))),
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
    // For one id PostgreSQL keeps a plan; for a list, of which it cannot know how long it is, it makes one for each call.
    match ids {
        [one] => Ok(now_view::table.filter(now_view::id.eq(one)).load(conn)?),
        _ => Ok(now_view::table.filter(now_view::id.eq_any(ids)).load(conn)?),
    }
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

/// Ends the sessions that came of one session of a provider's; says how many ran.
pub(crate) fn end_of_provider_session(
    tx: &mut Tx<'_>,
    tags: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let running =
        session::table.filter(session::provider_session.eq_any(tags)).filter(session::revoked_at.is_null());
    Ok(diesel::update(running).set(session::revoked_at.eq(now)).execute(tx.conn())?)
}

/// Ends every session of a person whom a provider knows by one of these tags; says how many ran.
pub(crate) fn end_of_provider_subject(
    tx: &mut Tx<'_>,
    tags: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let running =
        session::table.filter(session::provider_subject.eq_any(tags)).filter(session::revoked_at.is_null());
    Ok(diesel::update(running).set(session::revoked_at.eq(now)).execute(tx.conn())?)
}

/// The provider of a session, and what is kept of the log-in there, sealed; also of one that has ended, whose log-out may
/// not have reached the provider.
pub(crate) fn provider_of(
    conn: &mut PgConnection,
    id: SessionId,
) -> Result<Option<(String, Vec<u8>)>, Error> {
    let found: Option<(Option<String>, Option<Vec<u8>>)> = session::table
        .find(id.uuid())
        .select((session::provider, session::provider_sealed))
        .first(conn)
        .optional()?;
    Ok(found.and_then(|(provider, sealed)| Some((provider?, sealed?))))
}

/// Claims the question whether the provider's session still runs, where it was last asked before an instant.
pub(crate) fn claim_check(
    tx: &mut Tx<'_>,
    id: SessionId,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<(String, Vec<u8>)>, Error> {
    let due = session::table
        .find(id.uuid())
        .filter(session::revoked_at.is_null())
        .filter(session::provider_checked_at.le(before));
    let claimed: Option<(Option<String>, Option<Vec<u8>>)> = diesel::update(due)
        .set(session::provider_checked_at.eq(now))
        .returning((session::provider, session::provider_sealed))
        .get_result(tx.conn())
        .optional()?;
    Ok(claimed.and_then(|(provider, sealed)| Some((provider?, sealed?))))
}

pub(crate) fn keep_at_provider(tx: &mut Tx<'_>, id: SessionId, sealed: &[u8]) -> Result<(), Error> {
    diesel::update(session::table.find(id.uuid()))
        .set(session::provider_sealed.eq(sealed))
        .execute(tx.conn())?;
    Ok(())
}

/// The account that a running session was begun with.
pub(crate) fn account_of_session(conn: &mut PgConnection, id: SessionId) -> Result<Option<AccountId>, Error> {
    let found: Option<Option<Uuid>> =
        session::table.find(id.uuid()).select(session::account).first(conn).optional()?;
    Ok(found.flatten().map(AccountId::from))
}

/// As whom somebody was known in a session, where that one had turned out to be somebody else.
pub(crate) fn known_as(conn: &mut PgConnection, id: SessionId) -> Result<Option<PersonId>, Error> {
    let found: Option<Option<Uuid>> =
        session::table.find(id.uuid()).select(session::known_as).first(conn).optional()?;
    Ok(found.flatten().map(PersonId::from))
}

/// Ends every session that was begun with an account or is its person's, but for one; says how many ran.
pub(crate) fn end_of_account(
    tx: &mut Tx<'_>,
    account: AccountId,
    person: PersonId,
    but: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let of_account = session::account.eq(account.uuid()).or(session::person.nullable().eq(person.uuid()));
    let running = session::table
        .filter(of_account)
        .filter(session::id.ne(but.unwrap_or(Uuid::nil().into()).uuid()))
        .filter(session::revoked_at.is_null());
    Ok(diesel::update(running).set(session::revoked_at.eq(now)).execute(tx.conn())?)
}

/// Notes that a second factor was shown in a session.
pub(crate) fn show_second_factor(tx: &mut Tx<'_>, id: SessionId, now: DateTime<Utc>) -> Result<bool, Error> {
    let running = session::table.find(id.uuid()).filter(session::revoked_at.is_null());
    Ok(diesel::update(running).set(session::second_factor_at.eq(now)).execute(tx.conn())? == 1)
}

/// What a running session says of its device: id, agent, the client software it is one of, beginning, and until when it may
/// lie idle.
type OfDevice = (Uuid, Option<String>, Option<String>, DateTime<Utc>, DateTime<Utc>);

/// The sessions that run and were begun with an account or are a person's, the newest first.
pub(crate) fn sessions_of(
    conn: &mut PgConnection,
    account: AccountId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<OfDevice>, Error> {
    let theirs = session::account.eq(account.uuid()).or(session::person.nullable().eq(person.uuid()));
    Ok(session::table
        .left_join(software::table)
        .filter(theirs)
        .filter(session::revoked_at.is_null())
        .filter(session::expires_at.gt(now))
        .filter(session::idle_until.gt(now))
        .order((session::created_at.desc(), session::id))
        .select((
            session::id,
            session::agent,
            software::name.nullable(),
            session::created_at,
            session::idle_until,
        ))
        .load(conn)?)
}

/// When somebody logged in last before this session, as far back as sessions are kept.
pub(crate) fn log_in_before(
    conn: &mut PgConnection,
    person: PersonId,
    this: SessionId,
) -> Result<Option<DateTime<Utc>>, Error> {
    let others = session::table.filter(session::person.eq(person.uuid())).filter(session::id.ne(this.uuid()));
    Ok(others.select(diesel::dsl::max(session::created_at)).first(conn)?)
}

/// Notes what the device of a session says it is.
pub(crate) fn name_device(tx: &mut Tx<'_>, id: SessionId, agent: &str) -> Result<(), Error> {
    diesel::update(session::table.find(id.uuid())).set(session::agent.eq(agent)).execute(tx.conn())?;
    Ok(())
}

/// What a session that runs says of the second factors of its account.
#[derive(Queryable)]
pub(crate) struct Marks {
    account: Option<Uuid>,
    /// When one was shown.
    pub(crate) second_factor_at: Option<DateTime<Utc>>,
    /// Until when a first one may be added.
    pub(crate) first_factor_until: Option<DateTime<Utc>>,
}

impl Marks {
    pub(crate) fn account(&self) -> Option<AccountId> {
        self.account.map(AccountId::from)
    }
}

/// What a session says of second factors, where it still runs.
pub(crate) fn marks_of(tx: &mut Tx<'_>, id: SessionId, now: DateTime<Utc>) -> Result<Option<Marks>, Error> {
    Ok(session::table
        .find(id.uuid())
        .filter(session::revoked_at.is_null())
        .filter(session::expires_at.gt(now))
        .filter(session::idle_until.gt(now))
        .select((session::account, session::second_factor_at, session::first_factor_until))
        .first(tx.conn())
        .optional()?)
}

/// Ends every session that was begun with an account.
pub(crate) fn end_begun_with(tx: &mut Tx<'_>, account: AccountId, now: DateTime<Utc>) -> Result<(), Error> {
    let running =
        session::table.filter(session::account.eq(account.uuid())).filter(session::revoked_at.is_null());
    diesel::update(running).set(session::revoked_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Forgets what was shown in the sessions of an account that are low.
pub(crate) fn forget_shown(tx: &mut Tx<'_>, account: AccountId) -> Result<(), Error> {
    let low = session::table
        .filter(session::account.eq(account.uuid()))
        .filter(session::revoked_at.is_null())
        .filter(session::assurance.eq(assurance_name(Assurance::Low)));
    diesel::update(low).set(session::second_factor_at.eq(None::<DateTime<Utc>>)).execute(tx.conn())?;
    Ok(())
}
