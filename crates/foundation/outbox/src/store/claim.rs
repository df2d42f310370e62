use chrono::{DateTime, Utc};
use database::Tx;
use diesel::prelude::*;
use kernel::JobId;
use uuid::Uuid;

use crate::{Error, schema::job};

/// What a claim brought.
pub(crate) struct Claimed {
    /// Rows that are now this runner's until its lease ends.
    pub(crate) taken: Vec<Taken>,
    /// Kinds of the jobs whose last try ended with its runner: now dead letters.
    pub(crate) lost: Vec<String>,
}

/// A claimed row, its payload still sealed.
#[derive(Queryable)]
pub(crate) struct Taken {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) payload: Vec<u8>,
    pub(crate) run_at: DateTime<Utc>,
    pub(crate) tries: i32,
    pub(crate) max_tries: i32,
    pub(crate) fence: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) unique_key: Option<String>,
}

/// Takes up to `most` due jobs of these kinds, oldest first, that no other runner is taking at this moment.
///
/// `comes_back` says which rows return after each run: those are never given up for want of tries.
pub(crate) fn claim(
    tx: &mut Tx<'_>,
    kinds: &[&'static str],
    comes_back: impl Fn(&Taken) -> bool,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    most: u16,
) -> Result<Claimed, Error> {
    let due: Vec<Taken> = job::table
        .filter(job::due_at.le(now))
        .filter(job::kind.eq_any(kinds))
        .order((job::due_at, job::id))
        .limit(i64::from(most))
        .for_update()
        .skip_locked()
        .select((
            job::id,
            job::kind,
            job::payload,
            job::run_at,
            job::tries,
            job::max_tries,
            job::fence,
            job::created_at,
            job::unique_key,
        ))
        .load(tx.conn())?;
    let (mut taken, lost): (Vec<_>, Vec<_>) =
        due.into_iter().partition(|row| row.tries < row.max_tries || comes_back(row));
    if !lost.is_empty() {
        let ids: Vec<Uuid> = lost.iter().map(|row| row.id).collect();
        diesel::update(job::table.filter(job::id.eq_any(ids)))
            .set((
                job::state.eq("dead"),
                job::locked_until.eq(None::<DateTime<Utc>>),
                job::error_kind.eq("runner-lost"),
            ))
            .execute(tx.conn())?;
    }
    if !taken.is_empty() {
        let ids: Vec<Uuid> = taken.iter().map(|row| row.id).collect();
        diesel::update(job::table.filter(job::id.eq_any(ids)))
            .set((
                job::state.eq("running"),
                job::locked_until.eq(until),
                job::tries.eq(job::tries + 1),
                job::fence.eq(job::fence + 1),
            ))
            .execute(tx.conn())?;
    }
    for row in &mut taken {
        row.tries += 1;
        row.fence += 1;
    }
    Ok(Claimed { taken, lost: lost.into_iter().map(|row| row.kind).collect() })
}

impl Taken {
    pub(crate) fn job_id(&self) -> JobId {
        self.id.into()
    }
}
