//! Checkpoints: a signed Merkle root over the heads of the chains that changed, naming its predecessor.
//!
//! A chain alone cannot show that its tail and its head were cut off together. A checkpoint can, from the moment it
//! covers the lines: its leaves say how far each chain had grown. It is also written outside the database
//! ([`crate::OutsideCopy`]), so that rolling back the database and its checkpoints together is found as well.
//! What is not covered yet (the lines since the last checkpoint, a minute at most while the worker runs) is the
//! stated window.

use aws_lc_rs::digest::{Context, SHA256, digest};
use chrono::{DateTime, TimeDelta, Utc};
use database::{Desk, Tx};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use kernel::Clock;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::{Purpose, Vault};

use crate::{
    Error, OutsideCopy,
    schema::{add_checkpoint, checkpoint, checkpoint_leaf, head, line},
};

/// When a checkpoint is due.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    /// After this time.
    pub every: TimeDelta,
    /// Or after this many lines.
    pub lines: i64,
}

/// A checkpoint as it is signed and copied outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Its number, from 1.
    pub number: i64,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// SHA-256 of the predecessor's statement and signature, hexadecimal; zeroes for the first.
    pub previous: String,
    /// Merkle root over the leaves, hexadecimal.
    pub root: String,
    /// Number of leaves.
    pub leaves: i32,
    /// Key that signed.
    pub key_id: i32,
    /// Signature over the statement, hexadecimal.
    pub signature: String,
}

/// The head of one chain at the time of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Leaf {
    pub(crate) space: Uuid,
    pub(crate) seq: i64,
    pub(crate) seal: Vec<u8>,
}

/// A line may commit a little after the time it carries; no transaction lives longer than this.
const LATE: TimeDelta = TimeDelta::minutes(5);

impl Checkpoint {
    /// What is signed.
    pub(crate) fn statement(&self) -> Vec<u8> {
        format!(
            "carnet.checkpoint.v1\n{}\n{}\n{}\n{}\n{}\n{}",
            self.number,
            self.at.timestamp_micros(),
            self.previous,
            self.root,
            self.leaves,
            self.key_id
        )
        .into_bytes()
    }

    /// What the next checkpoint names as its predecessor.
    pub(crate) fn name(&self) -> String {
        let mut context = Context::new(&SHA256);
        context.update(&self.statement());
        context.update(self.signature.as_bytes());
        hex::encode(context.finish())
    }
}

/// Merkle root over leaves in order of (space, number); leaves and inner nodes are hashed under different prefixes.
pub(crate) fn merkle_root(leaves: &mut [Leaf]) -> Vec<u8> {
    leaves.sort();
    let mut level: Vec<Vec<u8>> = leaves
        .iter()
        .map(|leaf| {
            let mut context = Context::new(&SHA256);
            context.update(&[0]);
            context.update(leaf.space.as_bytes());
            context.update(&leaf.seq.to_be_bytes());
            context.update(&leaf.seal);
            context.finish().as_ref().to_vec()
        })
        .collect();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => {
                    let mut context = Context::new(&SHA256);
                    context.update(&[1]);
                    context.update(left);
                    context.update(right);
                    context.finish().as_ref().to_vec()
                }
                other => other.concat(),
            })
            .collect();
    }
    level.pop().unwrap_or_else(|| digest(&SHA256, b"").as_ref().to_vec())
}

/// Makes a checkpoint if one is due and copies what is missing outside. Gives the number of the new one.
///
/// Several workers may call it at once: one makes the checkpoint, each keeps its own outside copy whole.
///
/// # Errors
/// The database's or the vault's; [`Error::Outside`] when the outside copy cannot be written or knows more than
/// the database (the database was rolled back).
pub fn run(
    desk: &Desk,
    vault: &Vault,
    clock: &dyn Clock,
    outside: &OutsideCopy,
    due: Due,
) -> Result<Option<i64>, Error> {
    let made = desk.write(|tx| make(tx, vault, clock.now(), due))?;
    let known = outside.last()?;
    let missing: Vec<Checkpoint> = desk.write(|tx| load(tx, known.as_ref().map_or(0, |last| last.number)))?;
    outside.extend(known.as_ref(), &missing)?;
    Ok(made)
}

fn make(tx: &mut Tx<'_>, vault: &Vault, now: DateTime<Utc>, due: Due) -> Result<Option<i64>, Error> {
    tx.lock_alone("journal.checkpoint")?;
    tx.go_across_spaces()?;
    let last = newest(tx.conn())?;
    // The clock may have been set back since. Then no time says what the last checkpoint has covered, and every chain is
    // looked at.
    let set_back = last.as_ref().is_some_and(|last| now < last.at);
    if let Some(last) = last.as_ref().filter(|_| !set_back) {
        let lines: i64 = line::table.filter(line::at.ge(last.at)).count().get_result(tx.conn())?;
        if now - last.at < due.every && lines < due.lines {
            return Ok(None);
        }
    }
    let since =
        last.as_ref().filter(|_| !set_back).map_or(DateTime::<Utc>::UNIX_EPOCH, |last| last.at - LATE);
    let mut leaves = changed_heads(tx, since)?;
    if leaves.is_empty() {
        return Ok(None);
    }
    let key = vault.service(Purpose::JournalSign).current()?;
    let mut checkpoint = Checkpoint {
        number: last.as_ref().map_or(1, |last| last.number + 1),
        at: now,
        previous: last.as_ref().map_or_else(|| "00".repeat(32), Checkpoint::name),
        root: hex::encode(merkle_root(&mut leaves)),
        leaves: i32::try_from(leaves.len()).map_err(|_| Error::Line("too many chains for one checkpoint"))?,
        key_id: key.id().cast_signed(),
        signature: String::new(),
    };
    let signature = key.signer()?.sign(&checkpoint.statement())?;
    checkpoint.signature = hex::encode(&signature);
    let (mut spaces, mut seqs, mut seals) = (Vec::new(), Vec::new(), Vec::new());
    for leaf in leaves {
        spaces.push(leaf.space);
        seqs.push(leaf.seq);
        seals.push(leaf.seal);
    }
    let bytes = |text: &str| hex::decode(text).map_err(|_| Error::Line("a digest of a checkpoint"));
    diesel::select(add_checkpoint(
        checkpoint.number,
        checkpoint.at,
        bytes(&checkpoint.previous)?,
        bytes(&checkpoint.root)?,
        checkpoint.key_id,
        signature,
        spaces,
        seqs,
        seals,
    ))
    .get_result::<i64>(tx.conn())?;
    Ok(Some(checkpoint.number))
}

fn changed_heads(tx: &mut Tx<'_>, since: DateTime<Utc>) -> Result<Vec<Leaf>, Error> {
    let changed = line::table.filter(line::at.ge(since)).select(line::space_id).distinct();
    let covered = checkpoint_leaf::table
        .filter(checkpoint_leaf::space_id.eq(head::space_id))
        .filter(checkpoint_leaf::seq.eq(head::seq));
    let rows: Vec<(Uuid, i64, Vec<u8>)> = head::table
        .filter(head::space_id.eq_any(changed))
        .filter(not(exists(covered)))
        .select((head::space_id, head::seq, head::seal))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(space, seq, seal)| Leaf { space, seq, seal }).collect())
}

type Row = (i64, DateTime<Utc>, Vec<u8>, Vec<u8>, i32, i32, Vec<u8>);

fn from_row((number, at, previous, root, leaves, key_id, signature): Row) -> Checkpoint {
    Checkpoint {
        number,
        at,
        previous: hex::encode(previous),
        root: hex::encode(root),
        leaves,
        key_id,
        signature: hex::encode(signature),
    }
}

/// The newest checkpoint that a connection sees.
///
/// # Errors
/// The database's.
pub fn newest(conn: &mut PgConnection) -> Result<Option<Checkpoint>, Error> {
    let row: Option<Row> = checkpoint::table.order(checkpoint::number.desc()).first(conn).optional()?;
    Ok(row.map(from_row))
}

/// The checkpoints after a number, in order.
pub(crate) fn load(tx: &mut Tx<'_>, after: i64) -> Result<Vec<Checkpoint>, Error> {
    let rows: Vec<Row> = checkpoint::table
        .filter(checkpoint::number.gt(after))
        .order(checkpoint::number.asc())
        .load(tx.conn())?;
    Ok(rows.into_iter().map(from_row).collect())
}
