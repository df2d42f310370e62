use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::{Error, Tx, schema::idempotency};

/// One `Idempotency-Key` of one caller, with what it was sent for.
#[derive(Debug, Clone)]
pub struct IdempotencyClaim {
    /// Who sent it; the same key of another caller is another key.
    pub actor: Uuid,
    /// SHA-256 of the key.
    pub key_hash: Vec<u8>,
    /// What the key stands for: a digest of method, route and body, under the key of a space by the time it is claimed, so
    /// that what was sent cannot be guessed from it.
    pub fingerprint: Vec<u8>,
}

/// What a claim found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The key is new and now stands for the thing that this transaction makes.
    New,
    /// The same request was done before and made this thing. Decide again before showing it.
    Replay(Uuid),
    /// The key stands for another request.
    Mismatch,
}

/// Claims a key for the thing that this transaction is about to make.
///
/// The row commits with the thing. A second request with the same key that arrives meanwhile waits for the first
/// one to commit and then replays it, or becomes the first when that one was rolled back.
///
/// # Errors
/// The database's.
pub fn claim(
    tx: &mut Tx<'_>,
    claim: &IdempotencyClaim,
    thing: Uuid,
    at: DateTime<Utc>,
) -> Result<Claim, Error> {
    let written = diesel::insert_into(idempotency::table)
        .values((
            idempotency::actor.eq(claim.actor),
            idempotency::key_hash.eq(&claim.key_hash),
            idempotency::fingerprint.eq(&claim.fingerprint),
            idempotency::thing.eq(thing),
            idempotency::at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    if written == 1 {
        return Ok(Claim::New);
    }
    // Whoever was in the way has committed.
    made(tx, claim)?.ok_or(Error::Transient("a key was forgotten while it was claimed"))
}

/// What a key stands for already, asked before anything is done for it; nothing is claimed.
///
/// # Errors
/// The database's.
pub fn made(tx: &mut Tx<'_>, claim: &IdempotencyClaim) -> Result<Option<Claim>, Error> {
    let found = idempotency::table
        .find((claim.actor, &claim.key_hash))
        .select((idempotency::fingerprint, idempotency::thing))
        .first::<(Vec<u8>, Uuid)>(tx.conn())
        .optional()?;
    Ok(found.map(
        |(fingerprint, thing)| {
            if fingerprint == claim.fingerprint { Claim::Replay(thing) } else { Claim::Mismatch }
        },
    ))
}

/// Forgets keys older than `before`; called by a job. Says how many.
///
/// # Errors
/// The database's.
pub fn forget(tx: &mut Tx<'_>, before: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::delete(idempotency::table.filter(idempotency::at.lt(before))).execute(tx.conn())?)
}
