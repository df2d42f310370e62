use chrono::{DateTime, Utc};
use database::{Desk, Tx};
use diesel::{
    dsl::{exists, max, min, not},
    prelude::*,
};
use uuid::Uuid;
use vault::{Purpose, Vault};

use crate::{
    Error, OutsideCopy,
    chain::Link,
    checkpoint::{self, Checkpoint, Leaf, merkle_root},
    schema::{checkpoint_leaf, head, line},
};

/// What a verification found.
#[derive(Debug, Default)]
pub struct Report {
    /// Chains looked at.
    pub chains: u64,
    /// Lines whose seal was worked out again.
    pub lines: u64,
    /// Checkpoints whose signature was checked.
    pub checkpoints: u64,
    /// Time of the newest checkpoint: what came after it is the window that only the chains protect.
    pub covered_until: Option<DateTime<Utc>>,
    /// What is wrong; empty when the journal is whole.
    pub findings: Vec<Finding>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A line is missing in the middle of a chain.
    Missing {
        /// The chain.
        chain: Uuid,
        /// The number that should follow.
        seq: i64,
    },
    /// A line does not fit its seal: it, or the line before it, was altered or put in.
    Altered {
        /// The chain.
        chain: Uuid,
        /// The number of the line.
        seq: i64,
    },
    /// The head of a chain does not name its last line.
    Head {
        /// The chain.
        chain: Uuid,
    },
    /// A line that a checkpoint covers is gone or is another one: the chain was cut or rolled back.
    RolledBack {
        /// The chain.
        chain: Uuid,
        /// The number of the line.
        seq: i64,
        /// The checkpoint that knew it.
        checkpoint: i64,
    },
    /// A checkpoint's signature, root or predecessor does not fit.
    Checkpoint {
        /// Its number.
        number: i64,
    },
    /// The outside copy knows a checkpoint that the database has not, or has otherwise.
    Outside {
        /// Its number.
        number: i64,
    },
    /// The outside copy knows later checkpoints and not this one.
    OutsideGap {
        /// The first number that it misses there.
        number: i64,
    },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing { chain, seq } => write!(f, "chain {chain}: line {seq} is missing"),
            Self::Altered { chain, seq } => write!(f, "chain {chain}: line {seq} was altered or put in"),
            Self::Head { chain } => write!(f, "chain {chain}: its head does not name its last line"),
            Self::RolledBack { chain, seq, checkpoint } => {
                write!(
                    f,
                    "chain {chain}: line {seq}, covered by checkpoint {checkpoint}, is gone or another one"
                )
            }
            Self::Checkpoint { number } => {
                write!(f, "checkpoint {number} does not fit its signature, root or predecessor")
            }
            Self::Outside { number } => {
                write!(f, "checkpoint {number} of the outside copy is not in the database as it was signed")
            }
            Self::OutsideGap { number } => {
                write!(f, "checkpoint {number} is missing in the outside copy, which knows later ones")
            }
        }
    }
}

/// How many rows are held at once.
const PAGE: i64 = 2_000;

/// Verifies every chain, every checkpoint and the outside copy.
///
/// It may run while the system serves: each chain is verified up to the head that it had when it was reached.
///
/// # Errors
/// The database's, the vault's, or the outside copy's; what is wrong with the journal is in the [`Report`].
pub fn verify(desk: &Desk, vault: &Vault, outside: Option<&OutsideCopy>) -> Result<Report, Error> {
    let mut report = Report::default();
    let mut after = Uuid::nil();
    loop {
        let chains = desk.write(|tx| chains_after(tx, after))?;
        let Some(last) = chains.last().copied() else { break };
        for chain in chains {
            verify_chain(desk, vault, chain, &mut report)?;
        }
        after = last;
    }
    verify_checkpoints(desk, vault, outside, &mut report)?;
    Ok(report)
}

/// The next chains in order: those with a head, and those whose lines have lost it.
fn chains_after(tx: &mut Tx<'_>, after: Uuid) -> Result<Vec<Uuid>, Error> {
    let mut chains: Vec<Uuid> = head::table
        .filter(head::space_id.gt(after))
        .order(head::space_id.asc())
        .limit(PAGE)
        .select(head::space_id)
        .load(tx.conn())?;
    tx.go_across_spaces()?;
    let headless = not(exists(head::table.filter(head::space_id.eq(line::space_id))));
    let orphans: Vec<Uuid> = line::table
        .filter(line::space_id.gt(after))
        .filter(headless)
        .select(line::space_id)
        .distinct()
        .order(line::space_id.asc())
        .limit(PAGE)
        .load(tx.conn())?;
    chains.extend(orphans);
    chains.sort_unstable();
    chains.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    Ok(chains)
}

type LineRow = (i64, DateTime<Utc>, i32, Vec<u8>, Vec<u8>);

fn verify_chain(desk: &Desk, vault: &Vault, chain: Uuid, report: &mut Report) -> Result<(), Error> {
    report.chains += 1;
    let (end, last): (Option<(i64, Vec<u8>)>, i64) = desk.write(|tx| {
        tx.enter(&[chain])?;
        let newest = line::table.filter(line::space_id.eq(chain)).select(max(line::seq)).single_value();
        let found: Option<(i64, Vec<u8>, Option<i64>)> = head::table
            .filter(head::space_id.eq(chain))
            .select((head::seq, head::seal, newest))
            .first(tx.conn())
            .optional()?;
        Ok::<_, Error>(match found {
            Some((seq, seal, newest)) => (Some((seq, seal)), newest.unwrap_or(0)),
            None => (None, i64::MAX),
        })
    })?;
    if end.as_ref().is_none_or(|(seq, _)| *seq != last) {
        report.findings.push(Finding::Head { chain });
    }
    let (mut after, mut seq, mut previous) = (i64::MIN, 0, vec![0; 32]);
    loop {
        let rows: Vec<LineRow> = desk.write(|tx| {
            tx.enter(&[chain])?;
            Ok::<_, Error>(
                line::table
                    .filter(line::space_id.eq(chain))
                    .filter(line::seq.gt(after).and(line::seq.le(last)))
                    .order(line::seq.asc())
                    .limit(PAGE)
                    .select((line::seq, line::at, line::key_id, line::seal, line::sealed))
                    .load(tx.conn())?,
            )
        })?;
        if rows.is_empty() {
            break;
        }
        for (number, at, key_id, seal, sealed) in rows {
            report.lines += 1;
            after = number;
            if number < 1 {
                report.findings.push(Finding::Altered { chain, seq: number });
                continue;
            }
            if number != seq + 1 {
                report.findings.push(Finding::Missing { chain, seq: seq + 1 });
            }
            let link = Link { space: chain, seq: number, at, previous: &previous, sealed: &sealed };
            let fits = match vault.service(Purpose::Journal).by_id(key_id.cast_unsigned()) {
                Ok(key) => link.seal(&key)? == seal,
                Err(vault::Error::UnknownKey { .. }) => false,
                Err(closed) => return Err(closed.into()),
            };
            if !fits && number == seq + 1 {
                report.findings.push(Finding::Altered { chain, seq: number });
            }
            (seq, previous) = (number, seal);
        }
    }
    if let Some((head_seq, head_seal)) = end
        && head_seq == last
        && (seq != head_seq || previous != head_seal)
    {
        report.findings.push(Finding::Head { chain });
    }
    Ok(())
}

fn verify_checkpoints(
    desk: &Desk,
    vault: &Vault,
    outside: Option<&OutsideCopy>,
    report: &mut Report,
) -> Result<(), Error> {
    // The copy first: a checkpoint is in the database before it is copied, so whatever the copy has is there when the
    // database is asked after it.
    let copied = outside.map(OutsideCopy::all).transpose()?.unwrap_or_default();
    let checkpoints: Vec<Checkpoint> = desk.write(|tx| checkpoint::load(tx, 0))?;
    let mut previous = "00".repeat(32);
    let mut number = 0;
    for checkpoint in &checkpoints {
        report.checkpoints += 1;
        let mut leaves = desk.write(|tx| leaves_of(tx, checkpoint.number))?;
        let root = hex::encode(merkle_root(&mut leaves));
        let count = i32::try_from(leaves.len()).unwrap_or(i32::MAX);
        let signed = signature_fits(vault, checkpoint)?;
        let follows = checkpoint.number == number + 1 && checkpoint.previous == previous;
        if !signed || !follows || root != checkpoint.root || count != checkpoint.leaves {
            report.findings.push(Finding::Checkpoint { number: checkpoint.number });
        }
        for leaf in desk.write(|tx| lost_leaves(tx, checkpoint.number))? {
            report.findings.push(Finding::RolledBack {
                chain: leaf.space,
                seq: leaf.seq,
                checkpoint: checkpoint.number,
            });
        }
        number = checkpoint.number;
        previous = checkpoint.name();
    }
    report.covered_until = checkpoints.last().map(|last| last.at);
    let mut next = 1;
    for copied in copied {
        if copied.number > next {
            report.findings.push(Finding::OutsideGap { number: next });
        }
        next = copied.number.saturating_add(1);
        let place = usize::try_from(copied.number - 1).unwrap_or(usize::MAX);
        if !signature_fits(vault, &copied)? || checkpoints.get(place) != Some(&copied) {
            report.findings.push(Finding::Outside { number: copied.number });
        }
    }
    Ok(())
}

/// Verifies the newest checkpoint alone: its signature, its root, and the lines that it covers. For a quick look.
///
/// # Errors
/// The database's or the vault's; what is wrong is in the findings.
pub fn verify_newest(desk: &Desk, vault: &Vault) -> Result<(Option<Checkpoint>, Vec<Finding>), Error> {
    let Some(newest) = desk.write(|tx| checkpoint::newest(tx.conn()))? else { return Ok((None, Vec::new())) };
    let mut findings = Vec::new();
    let mut leaves = desk.write(|tx| leaves_of(tx, newest.number))?;
    if !signature_fits(vault, &newest)? || hex::encode(merkle_root(&mut leaves)) != newest.root {
        findings.push(Finding::Checkpoint { number: newest.number });
    }
    for leaf in desk.write(|tx| lost_leaves(tx, newest.number))? {
        let (chain, seq, checkpoint) = (leaf.space, leaf.seq, newest.number);
        findings.push(Finding::RolledBack { chain, seq, checkpoint });
    }
    Ok((Some(newest), findings))
}

/// The time of the oldest last line of a chain that came after the newest checkpoint and is covered by none.
///
/// # Errors
/// The database's.
pub fn uncovered_since(tx: &mut Tx<'_>) -> Result<Option<DateTime<Utc>>, Error> {
    tx.go_across_spaces()?;
    let since = checkpoint::newest(tx.conn())?.map_or(DateTime::<Utc>::UNIX_EPOCH, |last| last.at);
    let covered = checkpoint_leaf::table
        .filter(checkpoint_leaf::space_id.eq(line::space_id))
        .filter(checkpoint_leaf::seq.eq(line::seq));
    let last = head::table.filter(head::space_id.eq(line::space_id)).filter(head::seq.eq(line::seq));
    let open = line::table.filter(line::at.gt(since)).filter(exists(last)).filter(not(exists(covered)));
    Ok(open.select(min(line::at)).first(tx.conn())?)
}

fn signature_fits(vault: &Vault, checkpoint: &Checkpoint) -> Result<bool, Error> {
    let Ok(signature) = hex::decode(&checkpoint.signature) else { return Ok(false) };
    Ok(match vault.service(Purpose::JournalSign).by_id(checkpoint.key_id.cast_unsigned()) {
        Ok(key) => key.signer()?.verify(&checkpoint.statement(), &signature),
        Err(vault::Error::UnknownKey { .. }) => false,
        Err(closed) => return Err(closed.into()),
    })
}

fn leaves_of(tx: &mut Tx<'_>, number: i64) -> Result<Vec<Leaf>, Error> {
    let rows: Vec<(Uuid, i64, Vec<u8>)> = checkpoint_leaf::table
        .filter(checkpoint_leaf::checkpoint.eq(number))
        .select((checkpoint_leaf::space_id, checkpoint_leaf::seq, checkpoint_leaf::seal))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(space, seq, seal)| Leaf { space, seq, seal }).collect())
}

/// Leaves whose line is gone or carries another seal.
fn lost_leaves(tx: &mut Tx<'_>, number: i64) -> Result<Vec<Leaf>, Error> {
    tx.go_across_spaces()?;
    let same = line::table
        .filter(line::space_id.eq(checkpoint_leaf::space_id))
        .filter(line::seq.eq(checkpoint_leaf::seq))
        .filter(line::seal.eq(checkpoint_leaf::seal));
    let rows: Vec<(Uuid, i64, Vec<u8>)> = checkpoint_leaf::table
        .filter(checkpoint_leaf::checkpoint.eq(number))
        .filter(not(exists(same)))
        .select((checkpoint_leaf::space_id, checkpoint_leaf::seq, checkpoint_leaf::seal))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(space, seq, seal)| Leaf { space, seq, seal }).collect())
}
