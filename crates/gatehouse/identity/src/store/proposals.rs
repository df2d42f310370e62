use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::{
    pg::{Pg, PgConnection},
    prelude::*,
    result::{DatabaseErrorKind, Error::DatabaseError},
    sql_types::Bool,
};
use kernel::{PersonId, ProposalId, SpaceId};
use uuid::Uuid;

use crate::{Proposal, ProposalReason, ProposalState, Wanted, schema::proposal};

const OPEN: &str = "open";

#[derive(Queryable, Selectable)]
#[diesel(table_name = proposal, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    kind: String,
    record: Uuid,
    other_record: Uuid,
    reason: String,
    things: Vec<Uuid>,
    state: String,
    proposed_by: Uuid,
    proposed_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    settled_at: Option<DateTime<Utc>>,
    left_behind: Option<i32>,
}

fn read(row: Row) -> Result<Proposal, Error> {
    let fault = |what| Error::Row { table: "identity.proposal", what };
    let wanted = Wanted::read(&row.kind, row.record.into(), row.other_record.into(), row.things);
    Ok(Proposal {
        id: row.id.into(),
        wanted: wanted.ok_or(fault("an unknown kind"))?,
        reason: ProposalReason::parse(&row.reason).ok_or(fault("an unknown reason"))?,
        state: ProposalState::parse(&row.state).ok_or(fault("an unknown state"))?,
        proposed_by: row.proposed_by.into(),
        proposed_at: row.proposed_at,
        expires_at: row.expires_at,
        decided_by: row.decided_by.map(PersonId::from),
        decided_at: row.decided_at,
        settled_at: row.settled_at,
        left_behind: row.left_behind.map(i32::unsigned_abs),
    })
}

/// Adds a proposal; false when one about the same record waits already.
pub(crate) fn insert_proposal(tx: &mut Tx<'_>, new: &Proposal) -> Result<bool, Error> {
    let (record, other) = new.wanted.records();
    let made = diesel::insert_into(proposal::table)
        .values((
            proposal::id.eq(new.id.uuid()),
            proposal::kind.eq(new.wanted.kind()),
            proposal::record.eq(record.uuid()),
            proposal::other_record.eq(other.uuid()),
            proposal::reason.eq(new.reason.as_str()),
            proposal::things.eq(new.wanted.corrections().to_vec()),
            proposal::state.eq(new.state.as_str()),
            proposal::proposed_by.eq(new.proposed_by.uuid()),
            proposal::proposed_at.eq(new.proposed_at),
            proposal::expires_at.eq(new.expires_at),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    Ok(made == 1)
}

/// Ends the proposal about a record that waited too long.
pub(crate) fn expire_proposal(tx: &mut Tx<'_>, record: SpaceId, now: DateTime<Utc>) -> Result<(), Error> {
    let over = proposal::table
        .filter(proposal::record.eq(record.uuid()))
        .filter(proposal::state.eq(OPEN))
        .filter(proposal::expires_at.le(now));
    diesel::update(over).set(proposal::state.eq(ProposalState::Expired.as_str())).execute(tx.conn())?;
    Ok(())
}

/// The proposal about a record that waits.
pub(crate) fn open_proposal_about(tx: &mut Tx<'_>, record: SpaceId) -> Result<Option<ProposalId>, Error> {
    let waits = proposal::table.filter(proposal::record.eq(record.uuid())).filter(proposal::state.eq(OPEN));
    let id: Option<Uuid> = waits.select(proposal::id).first(tx.conn()).optional()?;
    Ok(id.map(ProposalId::from))
}

/// The confirmed proposals about one of these records whose work is not done yet.
pub(crate) fn under_way(conn: &mut PgConnection, records: [SpaceId; 2]) -> Result<Vec<Proposal>, Error> {
    let rows: Vec<Row> = unsettled(records).select(Row::as_select()).order(proposal::id).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Keeps the proposals about one of these records whose work is not done yet from others until the transaction ends.
pub(crate) fn lock_under_way(tx: &mut Tx<'_>, records: [SpaceId; 2]) -> Result<(), Error> {
    let ids = proposal::table
        .filter(proposal::state.eq(ProposalState::Confirmed.as_str()))
        .filter(proposal::settled_at.is_null())
        .filter(of_one_of(records))
        .select(proposal::id)
        .order(proposal::id)
        .for_update();
    let _: Vec<Uuid> = ids.load(tx.conn())?;
    Ok(())
}

type OfRecords = Box<dyn BoxableExpression<proposal::table, Pg, SqlType = Bool>>;

fn of_one_of(records: [SpaceId; 2]) -> OfRecords {
    let records = records.map(|id| id.uuid());
    Box::new(proposal::record.eq_any(records).or(proposal::other_record.eq_any(records)))
}

fn unsettled(records: [SpaceId; 2]) -> proposal::BoxedQuery<'static, Pg> {
    proposal::table
        .filter(proposal::state.eq(ProposalState::Confirmed.as_str()))
        .filter(proposal::settled_at.is_null())
        .filter(of_one_of(records))
        .into_boxed()
}

/// One proposal, locked until the transaction ends.
pub(crate) fn lock_proposal(tx: &mut Tx<'_>, id: ProposalId) -> Result<Option<Proposal>, Error> {
    let row = proposal::table.find(id.uuid()).select(Row::as_select()).for_update().first(tx.conn());
    row.optional()?.map(read).transpose()
}

/// One proposal.
pub(crate) fn proposal(conn: &mut PgConnection, id: ProposalId) -> Result<Option<Proposal>, Error> {
    let row = proposal::table.find(id.uuid()).select(Row::as_select()).first(conn);
    row.optional()?.map(read).transpose()
}

/// The proposals that wait at an instant, newest first, older than one.
pub(crate) fn open_proposals(
    conn: &mut PgConnection,
    before: Option<ProposalId>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Proposal>, Error> {
    let mut query = proposal::table
        .filter(proposal::state.eq(OPEN))
        .filter(proposal::expires_at.gt(now))
        .order(proposal::id.desc())
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(proposal::id.lt(before.uuid()));
    }
    query.load(conn)?.into_iter().map(read).collect()
}

/// Writes down what became of a proposal that was locked.
pub(crate) fn decide_proposal(
    tx: &mut Tx<'_>,
    id: ProposalId,
    state: ProposalState,
    by: PersonId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let set =
        (proposal::state.eq(state.as_str()), proposal::decided_by.eq(by.uuid()), proposal::decided_at.eq(at));
    let waits = proposal::table.find(id.uuid()).filter(proposal::state.eq(OPEN));
    match diesel::update(waits).set(set).execute(tx.conn()) {
        Ok(1) => Ok(()),
        Ok(_) => Err(Error::Transient("a proposal was decided by somebody else")),
        Err(DatabaseError(DatabaseErrorKind::CheckViolation, _)) => Err(Error::Row {
            table: "identity.proposal",
            what: "nobody decides about a proposal of their own",
        }),
        Err(error) => Err(error.into()),
    }
}

/// Writes down that the work of a proposal is done.
pub(crate) fn settle_proposal(tx: &mut Tx<'_>, id: ProposalId, at: DateTime<Utc>) -> Result<(), Error> {
    let unsettled = proposal::table.find(id.uuid()).filter(proposal::settled_at.is_null());
    let set = (proposal::settled_at.eq(at), proposal::left_behind.eq(None::<i32>));
    diesel::update(unsettled).set(set).execute(tx.conn())?;
    Ok(())
}

/// Writes down how many documents the last run could not move.
pub(crate) fn leave_behind(tx: &mut Tx<'_>, id: ProposalId, documents: i32) -> Result<(), Error> {
    let unsettled = proposal::table.find(id.uuid()).filter(proposal::settled_at.is_null());
    diesel::update(unsettled).set(proposal::left_behind.eq(documents)).execute(tx.conn())?;
    Ok(())
}
