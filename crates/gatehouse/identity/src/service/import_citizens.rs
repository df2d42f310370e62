use std::io::{self, BufRead, Read, Seek, SeekFrom};

use aws_lc_rs::digest::{Context, SHA256};
use database::{Desk, Tx};
use serde_json::json;

use super::new_spaces::NewSpaces;
use crate::{
    Error, Identity,
    feed::{FeedRow, Reject, Rows, Why},
    feed_import::{FeedCounts, FeedError, FeedImport, FeedImportId, FeedOptions, FeedOutcome, FeedPass},
    store,
};

/// How often a batch is begun again when somebody else wrote what it was about to write.
const TRIES: u32 = 3;

/// What a batch did.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) counts: FeedCounts,
    pub(super) rejects: Vec<Reject>,
}

impl Batch {
    pub(super) fn reject(&mut self, line: u64, field: &'static str, why: Why) {
        if why.is_warning() {
            self.counts.warned += 1;
        } else {
            self.counts.rejected += 1;
        }
        self.rejects.push(Reject { line, field, why });
    }
}

/// Some rows in the order of the file.
struct Portion {
    rows: Vec<FeedRow>,
    batch: Batch,
}

/// What a batch goes with.
pub(super) struct Step<'a> {
    /// Where the import stands after it, with so many counts.
    pub(super) next: &'a dyn Fn(FeedCounts) -> FeedImport,
    /// What was read and not taken.
    pub(super) read: &'a Batch,
    /// Takes what could not be taken.
    pub(super) told: &'a mut dyn FnMut(&Reject) -> io::Result<()>,
}

impl Identity {
    /// Imports a file of the insurer's feed: streamed, some rows in each transaction together with how far it has come, so
    /// that an import that was cut goes on when the same file is given again. The same file as last time changes nothing.
    ///
    /// # Errors
    /// [`FeedError`]; what was done until then stays done.
    pub fn import_citizens<S: BufRead + Seek>(
        &self,
        desk: &Desk,
        mut source: S,
        options: &FeedOptions,
        told: &mut dyn FnMut(&Reject) -> io::Result<()>,
    ) -> Result<FeedOutcome, FeedError> {
        let digest = digest_of(&mut source)?;
        let rows = Rows::open(source, options.format)?;
        if options.dry_run {
            return self.rehearse_import(desk, rows, options, told);
        }
        let begun = desk.write(|tx| self.begin_feed(tx, digest, &rows))?;
        let mut import = match begun {
            Begun::Same(counts) => return Ok(FeedOutcome::SameFile(counts)),
            Begun::At(import) => import,
        };
        let start = rows.mark();
        let mut rows = rows.go_to(import.mark)?;
        loop {
            let Portion { rows: some, mut batch } = self.some_rows(&mut rows, options.batch)?;
            if import.pass == FeedPass::Representatives {
                // The first reading has told of these.
                batch = Batch::default();
            }
            let ended = rows.mark() == import.mark;
            let (pass, mark) = match (ended, import.pass) {
                (true, FeedPass::Representatives) => {
                    desk.write(|tx| self.end_feed(tx, &import))?;
                    return Ok(FeedOutcome::Done(import.counts));
                }
                (true, FeedPass::Citizens) => {
                    rows = rows.go_to(start)?;
                    (FeedPass::Representatives, start)
                }
                (false, pass) => (pass, rows.mark()),
            };
            let next = |counts| FeedImport { pass, mark, counts, ..import.clone() };
            import = self.take(desk, &import, &some, &mut Step { next: &next, read: &batch, told })?;
        }
    }

    /// Writes a batch and how far the import has come then.
    fn take(
        &self,
        desk: &Desk,
        import: &FeedImport,
        rows: &[FeedRow],
        step: &mut Step<'_>,
    ) -> Result<FeedImport, FeedError> {
        let (mut tries, mut made) = (0, NewSpaces::default());
        loop {
            tries += 1;
            let done = match import.pass {
                FeedPass::Citizens => self.take_citizens(desk, import, rows, &mut made, step),
                FeedPass::Representatives => desk.write(|tx| {
                    let batch = self.take_representatives(tx, rows)?;
                    self.advance(tx, import, batch, step)
                }),
            };
            match done {
                // Somebody else registered one of these, or changed a life, since the batch was looked at.
                Err(FeedError::Identity(
                    Error::IdentityTaken | Error::Consent(consent::Error::NotInState(_)),
                )) if tries < TRIES => {}
                done => return done,
            }
        }
    }

    /// Writes down how far the import has come with a batch. What could not be taken is told before that is committed: a batch
    /// that is begun again tells it again, and one that is written has told it.
    pub(super) fn advance(
        &self,
        tx: &mut Tx<'_>,
        import: &FeedImport,
        batch: Batch,
        step: &mut Step<'_>,
    ) -> Result<FeedImport, FeedError> {
        let Batch { counts, mut rejects } = batch;
        let next = (step.next)(sum(sum(import.counts, step.read.counts), counts));
        if !store::advance_feed(tx, import, &next, self.clock.now())? {
            return Err(FeedError::Another);
        }
        rejects.extend(step.read.rejects.iter().copied());
        rejects.sort_by_key(|reject| reject.line);
        rejects.iter().try_for_each(&mut *step.told).map_err(FeedError::Rejects)?;
        Ok(next)
    }

    /// Writes down that an import is done.
    fn end_feed(&self, tx: &mut Tx<'_>, import: &FeedImport) -> Result<(), FeedError> {
        if !store::end_import(tx, import, self.clock.now())? {
            return Err(FeedError::Another);
        }
        self.tell_of(tx, import, "done");
        Ok(())
    }

    /// The line of an import: which file, and what came of its rows.
    fn tell_of(&self, tx: &mut Tx<'_>, import: &FeedImport, state: &str) {
        let detail = json!({
            "command": "carnet citizens import", "import": import.id, "file": hex::encode(import.digest),
            "state": state, "lines": import.mark.lines, "counts": import.counts,
        });
        self.consent.by_operator(tx, "citizens.import", Vec::new(), detail);
    }

    fn begin_feed<S: BufRead + Seek>(
        &self,
        tx: &mut Tx<'_>,
        digest: [u8; 32],
        rows: &Rows<S>,
    ) -> Result<Begun, FeedError> {
        tx.lock_alone("identity.citizens-import")?;
        let running = store::running_citizens_import(tx)?;
        if let Some(running) = running.as_ref().filter(|running| running.digest == digest) {
            return Ok(Begun::At(running.clone()));
        }
        if let Some(last) = store::last_citizens_import(tx)?
            && last.digest == digest
        {
            return Ok(Begun::Same(last.counts));
        }
        let import = FeedImport {
            id: FeedImportId::new(self.clock.as_ref(), self.rng.as_ref()),
            digest,
            pass: FeedPass::Citizens,
            mark: rows.mark(),
            counts: FeedCounts::default(),
        };
        store::begin_citizens_import(tx, &import, self.clock.now())?;
        if let Some(running) = running {
            self.tell_of(tx, &running, "abandoned");
        }
        Ok(Begun::At(import))
    }

    /// Says what an import would do, as far as one reading tells: two rows about one citizen who is new are not told
    /// apart when they lie far from each other, and representatives are not looked for.
    fn rehearse_import<S: BufRead + Seek>(
        &self,
        desk: &Desk,
        mut rows: Rows<S>,
        options: &FeedOptions,
        told: &mut dyn FnMut(&Reject) -> io::Result<()>,
    ) -> Result<FeedOutcome, FeedError> {
        let mut counts = FeedCounts::default();
        loop {
            let mark = rows.mark();
            let Portion { rows: some, batch: mut read } = self.some_rows(&mut rows, options.batch)?;
            if rows.mark() == mark {
                return Ok(FeedOutcome::Rehearsed(counts));
            }
            let plan = desk.rehearse(|tx| self.plan(tx, &some))?;
            for (line, field, why) in plan.rejects {
                read.reject(line, field, why);
            }
            read.counts.new += count(plan.new.len());
            read.counts.changed += count(plan.known.len());
            counts = sum(counts, read.counts);
            read.rejects.sort_by_key(|reject| reject.line);
            for reject in &read.rejects {
                told(reject).map_err(FeedError::Rejects)?;
            }
        }
    }

    fn some_rows<S: BufRead + Seek>(&self, rows: &mut Rows<S>, most: usize) -> io::Result<Portion> {
        // Somewhere it is tomorrow already.
        let today = (self.clock.now() + chrono::TimeDelta::hours(14)).date_naive();
        let (mut some, mut batch) = (Vec::with_capacity(most), Batch::default());
        let mut read = 0;
        while read < most {
            match rows.read(today, self.consent.reference())? {
                None => break,
                Some(Ok(row)) => some.push(row),
                Some(Err(reject)) => batch.reject(reject.line, reject.field, reject.why),
            }
            read += 1;
            batch.counts.rows += 1;
        }
        Ok(Portion { rows: some, batch })
    }
}

enum Begun {
    Same(FeedCounts),
    At(FeedImport),
}

pub(super) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn sum(one: FeedCounts, other: FeedCounts) -> FeedCounts {
    FeedCounts {
        rows: one.rows + other.rows,
        new: one.new + other.new,
        changed: one.changed + other.changed,
        same: one.same + other.same,
        rejected: one.rejected + other.rejected,
        warned: one.warned + other.warned,
        represented: one.represented + other.represented,
    }
}

fn digest_of(source: &mut (impl Read + Seek)) -> io::Result<[u8; 32]> {
    source.seek(SeekFrom::Start(0))?;
    let mut context = Context::new(&SHA256);
    let mut some = vec![0; 64 * 1024];
    loop {
        let read = match source.read(&mut some) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            break;
        }
        context.update(some.get(..read).unwrap_or_default());
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    Ok(digest)
}
