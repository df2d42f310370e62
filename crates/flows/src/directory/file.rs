use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use chrono::{DateTime, Utc};
use identity::{
    ImportCounts, ImportKind, ListedBatch,
    extract::{
        Aside, Encoding, Establishment, Establishments, HeaderFault, Line, Lines, People, Reason, Reject,
        Row, Said, Standings, Survey,
    },
};
use kernel::Rpps;

use super::ImportError;

/// What is imported, and how.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// What is in the file.
    pub kind: ImportKind,
    /// Whether the file is the whole truth. Of an extract of professionals alone.
    pub whole: bool,
    /// How many things may vanish, where more would than the settings let.
    pub accept_removals: Option<u64>,
    /// Whether the software of establishments may act for them from now on. Of a file of establishments alone.
    pub list_establishments: bool,
}

/// A file with what is known of it.
pub struct File<R> {
    /// Its bytes.
    pub source: R,
    /// What was seen when it was looked through.
    pub survey: Survey,
}

/// The reader of one kind of file.
enum Form {
    People(People),
    Establishments(Establishments),
    Standings(Standings),
}

/// Some rows, read and not yet written.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) people: ListedBatch,
    pub(super) establishments: Vec<Establishment>,
    pub(super) standings: Vec<Said>,
    pub(super) rejects: Vec<Reject>,
    asides: Vec<Aside>,
    /// Rows taken.
    taken: u64,
    /// Rejects that do not say whom they are about.
    unnamed: u64,
}

/// The rows of a file, in batches.
pub(super) struct Rows<R> {
    lines: Lines<BufReader<R>>,
    form: Form,
}

/// Rows that one transaction writes.
const BATCH: usize = 2_000;
const BUFFER: usize = 256 * 1024;

impl<R: Read + Seek> Rows<R> {
    /// Reads the first line, then goes to `read_to`, after so many lines, where that is further on.
    pub(super) fn open(
        mut source: R,
        encoding: Encoding,
        kind: ImportKind,
        now: DateTime<Utc>,
        (read_to, lines): (u64, u64),
    ) -> Result<Self, ImportError> {
        source.seek(SeekFrom::Start(0))?;
        let mut first = Lines::new(BufReader::with_capacity(BUFFER, source));
        let form = match first.read()? {
            Some(Line::Whole(line)) => Form::begin(kind, encoding, line, now)?,
            Some(Line::TooLong) | None => return Err(HeaderFault::TooLong.into()),
        };
        let lines = if read_to > first.read_to() {
            let mut source = first.into_inner();
            source.seek(SeekFrom::Start(read_to))?;
            Lines::from(source, lines, read_to)
        } else {
            first
        };
        Ok(Self { lines, form })
    }
}

impl<R: Read> Rows<R> {
    /// The next rows; none at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Batch>> {
        let mut batch = Batch::default();
        let mut any = false;
        for _ in 0..BATCH {
            if !self.form.take(&mut self.lines, &mut batch)? {
                break;
            }
            any = true;
        }
        Ok(any.then_some(batch))
    }

    /// How far the file was read: the byte, and the line.
    pub(super) fn position(&self) -> (u64, u64) {
        (self.lines.read_to(), self.lines.number())
    }
}

impl Form {
    fn begin(
        kind: ImportKind,
        encoding: Encoding,
        first: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Self, HeaderFault> {
        Ok(match kind {
            ImportKind::Professionals => Self::People(People::begin(encoding, first)?),
            ImportKind::Organisations => Self::Establishments(Establishments::begin(encoding, first)?),
            ImportKind::Standing => Self::Standings(Standings::begin(encoding, first, now)?),
        })
    }

    /// Reads a row into the batch; says whether there was one.
    fn take<R: BufRead>(&self, lines: &mut Lines<R>, batch: &mut Batch) -> io::Result<bool> {
        let number = lines.number() + 1;
        match lines.read()? {
            None => return Ok(false),
            Some(Line::TooLong) => {
                batch.reject(Reject { line: number, column: "", reason: Reason::TooLongLine }, None);
            }
            Some(Line::Whole([])) => {}
            Some(Line::Whole(line)) => match self {
                Self::People(form) => {
                    batch.take(form.read(number, line), |batch, row| batch.people.listed.push(row))
                }
                Self::Establishments(form) => {
                    batch.take(form.read(number, line), |batch, row| batch.establishments.push(row));
                }
                Self::Standings(form) => {
                    batch.take(form.read(number, line), |batch, row| batch.standings.push(row));
                }
            },
        }
        Ok(true)
    }
}

impl Batch {
    fn take<T>(&mut self, row: Row<T>, keep: impl FnOnce(&mut Self, T)) {
        match row {
            Row::Taken(row) => {
                self.taken += 1;
                keep(self, row);
            }
            Row::Aside(why) => self.asides.push(why),
            Row::Rejected(reject, about) => self.reject(reject, about),
        }
    }

    fn reject(&mut self, reject: Reject, about: Option<Rpps>) {
        self.rejects.push(reject);
        match about {
            Some(about) => self.people.keep.push(about),
            None => self.unnamed += 1,
        }
    }

    /// Adds what these rows are to the counts.
    pub(super) fn count(&self, counts: &mut ImportCounts) {
        counts.taken += self.taken;
        counts.unnamed += self.unnamed;
        for why in &self.asides {
            *counts.aside.entry(why.as_str().to_owned()).or_default() += 1;
        }
        for reject in &self.rejects {
            count_reject(counts, reject.reason);
        }
    }
}

/// Adds a row that could not be taken to the counts.
pub(super) fn count_reject(counts: &mut ImportCounts, reason: Reason) {
    *counts.rejected.entry(reason.as_str().to_owned()).or_default() += 1;
}
