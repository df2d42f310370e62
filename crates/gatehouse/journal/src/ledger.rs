use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, DurationRound, Utc};
use database::{Due, Error, Head, Ledger};
use diesel::{PgConnection, RunQueryDsl};
use kernel::{Rng, SpaceId};
use uuid::Uuid;
use vault::{Purpose, Vault};

use crate::{
    chain::Link,
    entry::{Entry, Note, Tally, system_chains},
    schema::{append_lines, count_event},
};

/// Writes the lines that transactions owe.
pub struct Journal {
    vault: Vault,
    rng: Arc<dyn Rng>,
}

/// One line that was sealed, as long as it is not known whether it is one of its own.
struct Written {
    chain: Uuid,
    head: Option<Head>,
    note: Note,
    sealed: Vec<u8>,
    counts: bool,
}

impl Written {
    /// The counter that it belongs to.
    fn counter(&self) -> (Uuid, Option<&str>) {
        (self.chain, self.note.tally.as_ref().map(|tally| tally.key.as_str()))
    }
}

/// One sealed line that waits for its place in the chain.
struct Waiting {
    at: DateTime<Utc>,
    sealed: Vec<u8>,
}

/// The lines of one transaction for one chain.
struct Batch {
    head: Option<Head>,
    lines: Vec<Waiting>,
}

impl Journal {
    /// The journal over the keys of a vault. Makes the keys of the system's own chains when they are missing.
    ///
    /// # Errors
    /// The vault's.
    pub fn open(vault: Vault, rng: Arc<dyn Rng>) -> Result<Self, vault::Error> {
        for chain in system_chains() {
            vault.create_space_key(SpaceId::from(chain))?;
        }
        Ok(Self { vault, rng })
    }

    /// Seals an entry under the key of its space.
    pub(crate) fn seal(&self, chain: Uuid, entry: &Entry) -> Result<Vec<u8>, Error> {
        let plain = serde_json::to_vec(entry).map_err(|_| Error::Ledger("a line cannot be written down"))?;
        let keys = self.vault.space(SpaceId::from(chain)).map_err(|_| Error::Ledger("the key of a space"))?;
        keys.seal(self.rng.as_ref(), "journal.entry", &[], &plain)
            .map_err(|_| Error::Ledger("a line cannot be sealed"))
    }

    /// Counts an event; the first of its window becomes a line.
    fn is_first(
        &self,
        conn: &mut PgConnection,
        chain: Uuid,
        entry: &Entry,
        tally: &Tally,
        sealed: &[u8],
    ) -> Result<bool, Error> {
        let since = entry.at.duration_trunc(tally.window).map_err(|_| Error::Ledger("a window of time"))?;
        let key = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, tally.key.as_bytes());
        let count: i64 = diesel::select(count_event(
            chain,
            key.as_ref().to_vec(),
            since,
            since + tally.window,
            sealed.to_vec(),
        ))
        .get_result(conn)?;
        Ok(count == 1)
    }

    /// Counts the lines that stand for all equal ones of a window; only the first of a window becomes a line. They are
    /// counted in one order whoever counts, so that two transactions cannot stand in each other's way.
    fn count(&self, conn: &mut PgConnection, written: &mut [Written]) -> Result<(), Error> {
        let mut counted: Vec<&mut Written> =
            written.iter_mut().filter(|line| line.note.tally.is_some()).collect();
        counted.sort_by(|one, other| one.counter().cmp(&other.counter()));
        for line in counted {
            if let Some(tally) = &line.note.tally {
                line.counts = self.is_first(conn, line.chain, &line.note.entry, tally, &line.sealed)?;
            }
        }
        Ok(())
    }

    fn append(&self, conn: &mut PgConnection, batches: &mut BTreeMap<Uuid, Batch>) -> Result<(), Error> {
        let key =
            self.vault.service(Purpose::Journal).current().map_err(|_| Error::Ledger("the journal's key"))?;
        // The second try holds the heads' locks, so nothing can move them any more.
        for _ in 0..2 {
            let mut call = Call::default();
            for (chain, batch) in &*batches {
                call.add(*chain, batch, &key).map_err(|_| Error::Ledger("a line cannot be chained"))?;
            }
            match call.send(conn)? {
                None => return Ok(()),
                Some(heads) => adopt(batches, &heads)?,
            }
        }
        Err(Error::Ledger("the heads moved under their lock"))
    }
}

impl Ledger for Journal {
    fn settle(&self, conn: &mut PgConnection, dues: Vec<Due>) -> Result<(), Error> {
        let mut written = Vec::with_capacity(dues.len());
        for due in dues {
            let note = due.note.downcast::<Note>().map_err(|_| Error::Ledger("a due of another ledger"))?;
            let sealed = self.seal(due.chain, &note.entry)?;
            written.push(Written { chain: due.chain, head: due.head, note: *note, sealed, counts: true });
        }
        self.count(conn, &mut written)?;
        let mut batches: BTreeMap<Uuid, Batch> = BTreeMap::new();
        for line in written.into_iter().filter(|line| line.counts) {
            let batch = batches.entry(line.chain).or_insert(Batch { head: None, lines: Vec::new() });
            batch.head = batch.head.take().or(line.head);
            batch.lines.push(Waiting { at: line.note.entry.at, sealed: line.sealed });
        }
        if batches.is_empty() {
            return Ok(());
        }
        self.append(conn, &mut batches)
    }
}

/// The arguments of one call of the appending function.
#[derive(Default)]
struct Call {
    chains: Vec<Uuid>,
    seen_seqs: Vec<i64>,
    seen_seals: Vec<Vec<u8>>,
    last_seqs: Vec<i64>,
    last_seals: Vec<Vec<u8>>,
    line_chains: Vec<Uuid>,
    line_seqs: Vec<i64>,
    line_ats: Vec<DateTime<Utc>>,
    line_keys: Vec<i32>,
    line_seals: Vec<Vec<u8>>,
    line_sealed: Vec<Vec<u8>>,
}

impl Call {
    fn add(&mut self, chain: Uuid, batch: &Batch, key: &vault::ServiceKey) -> Result<(), vault::Error> {
        // A head that nobody has read cannot match: the function then answers with the true one.
        let head = batch.head.clone().unwrap_or(Head { seq: -1, seal: vec![0; 32] });
        let (mut seq, mut previous) = (head.seq, head.seal.clone());
        for line in &batch.lines {
            seq += 1;
            let link = Link { space: chain, seq, at: line.at, previous: &previous, sealed: &line.sealed };
            previous = link.seal(key)?;
            self.line_chains.push(chain);
            self.line_seqs.push(seq);
            self.line_ats.push(line.at);
            self.line_keys.push(key.id().cast_signed());
            self.line_seals.push(previous.clone());
            self.line_sealed.push(line.sealed.clone());
        }
        self.chains.push(chain);
        self.seen_seqs.push(head.seq);
        self.seen_seals.push(head.seal);
        self.last_seqs.push(seq);
        self.last_seals.push(previous);
        Ok(())
    }

    fn send(self, conn: &mut PgConnection) -> Result<Option<Vec<u8>>, Error> {
        Ok(diesel::select(append_lines(
            self.chains,
            self.seen_seqs,
            self.seen_seals,
            self.last_seqs,
            self.last_seals,
            self.line_chains,
            self.line_seqs,
            self.line_ats,
            self.line_keys,
            self.line_seals,
            self.line_sealed,
        ))
        .get_result(conn)?)
    }
}

/// Takes over the true heads: for each chain 16 bytes of id, 8 of number, 32 of seal.
fn adopt(batches: &mut BTreeMap<Uuid, Batch>, heads: &[u8]) -> Result<(), Error> {
    let strange = || Error::Ledger("heads of an unknown shape");
    for packed in heads.chunks(56) {
        let (chain, rest) = packed.split_at_checked(16).ok_or_else(strange)?;
        let (seq, seal) = rest.split_at_checked(8).ok_or_else(strange)?;
        let chain = Uuid::from_slice(chain).map_err(|_| strange())?;
        let seq = i64::from_be_bytes(seq.try_into().map_err(|_| strange())?);
        let batch = batches.get_mut(&chain).ok_or_else(strange)?;
        batch.head = Some(Head { seq, seal: seal.to_vec() });
    }
    Ok(())
}
