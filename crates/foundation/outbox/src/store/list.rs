use chrono::{DateTime, Utc};
use database::{ReadTx, Tx};
use diesel::{dsl::count_star, prelude::*};
use kernel::JobId;
use uuid::Uuid;

use crate::{
    Error,
    jobs::{JobFilter, JobLine, JobState},
    schema::job,
};

#[derive(Queryable)]
struct Row {
    id: Uuid,
    kind: String,
    state: String,
    created_at: DateTime<Utc>,
    run_at: DateTime<Utc>,
    locked_until: Option<DateTime<Utc>>,
    tries: i32,
    max_tries: i32,
    error_kind: Option<String>,
}

impl TryFrom<Row> for JobLine {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let state = JobState::parse(&row.state).ok_or(database::Error::Row {
            table: "outbox.job",
            what: "a state that this program does not know",
        })?;
        Ok(Self {
            id: row.id.into(),
            kind: row.kind,
            state,
            created_at: row.created_at,
            run_at: row.run_at,
            locked_until: row.locked_until,
            tries: row.tries,
            max_tries: row.max_tries,
            error_kind: row.error_kind,
        })
    }
}

/// Rows for the operator, oldest first.
pub(crate) fn find(rtx: &mut ReadTx<'_>, filter: &JobFilter) -> Result<Vec<JobLine>, Error> {
    let mut query = job::table
        .select((
            job::id,
            job::kind,
            job::state,
            job::created_at,
            job::run_at,
            job::locked_until,
            job::tries,
            job::max_tries,
            job::error_kind,
        ))
        .order(job::id)
        .limit(i64::from(filter.limit))
        .into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(job::state.eq(state.as_str()));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(job::kind.eq(kind));
    }
    if let Some(after) = filter.after {
        query = query.filter(job::id.gt(after.uuid()));
    }
    query.load::<Row>(rtx.conn())?.into_iter().map(JobLine::try_from).collect()
}

/// Makes a dead letter ready, with all its tries before it. `false` when there is none of this id, or nothing is left of it.
pub(crate) fn revive(tx: &mut Tx<'_>, id: JobId, now: DateTime<Utc>) -> Result<bool, Error> {
    let revived = diesel::update(job::table.filter(job::id.eq(id.uuid())))
        .filter(job::state.eq("dead"))
        .filter(job::payload.ne(Vec::<u8>::new()))
        .set((job::state.eq("ready"), job::run_at.eq(now), job::tries.eq(0)))
        .execute(tx.conn())?;
    Ok(revived == 1)
}

/// How many jobs there are of each kind, and whether they are dead letters.
pub(crate) fn lengths(rtx: &mut ReadTx<'_>) -> Result<Vec<(String, bool, i64)>, Error> {
    let rows: Vec<(String, String, i64)> = job::table
        .group_by((job::kind, job::state))
        .select((job::kind, job::state, count_star()))
        .load(rtx.conn())?;
    Ok(rows.into_iter().map(|(kind, state, count)| (kind, state == "dead", count)).collect())
}
