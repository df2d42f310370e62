use database::Tx;
use diesel::prelude::*;
use kernel::{Clock, JobId, Rng};
use vault::Vault;

use crate::{Error, NewJob, payload, schema::job};

/// Writes a job in the business transaction, so that it is there exactly when the change is.
///
/// Gives its id, or `None` when a job with the same unique key is there already. Ring the [`crate::Bell`] after
/// the commit, never before.
///
/// # Errors
/// [`Error::Kind`] and [`Error::TooLarge`] for a job that cannot be one; the vault's and the database's.
pub fn enqueue(
    tx: &mut Tx<'_>,
    vault: &Vault,
    clock: &dyn Clock,
    rng: &dyn Rng,
    new: &NewJob,
) -> Result<Option<JobId>, Error> {
    if !is_kind(&new.kind) {
        return Err(Error::Kind(new.kind.clone().into_owned()));
    }
    let (id, now) = (JobId::new(clock, rng), clock.now());
    let written = diesel::insert_into(job::table)
        .values((
            job::id.eq(id.uuid()),
            job::kind.eq(new.kind.as_ref()),
            job::payload.eq(payload::seal(vault, id, &new.kind, &new.payload)?),
            job::run_at.eq(new.run_at.unwrap_or(now)),
            job::max_tries.eq(i32::from(new.max_tries.max(1))),
            job::created_at.eq(now),
            job::unique_key.eq(new.unique_key.as_deref()),
        ))
        .on_conflict(job::unique_key)
        .do_nothing()
        .execute(tx.conn())?;
    Ok((written == 1).then_some(id))
}

fn is_kind(kind: &str) -> bool {
    kind.len() <= 64
        && kind.starts_with(|first: char| first.is_ascii_lowercase())
        && kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
}
