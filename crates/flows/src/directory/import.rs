use std::io::{self, Read, Seek};

use database::Tx;
use identity::{
    Begun, DirectoryImport, ImportCounts, ImportKind, ImportState, Missing, Standed,
    extract::{Reason, Reject, Survey},
};

use super::{
    File, ImportError, Order,
    file::{Batch, Rows, count_reject},
    lines,
};
use crate::House;

/// What came of beginning.
#[derive(Debug)]
pub enum Started {
    /// It begins, or goes on after so many lines.
    Goes(DirectoryImport),
    /// This file was imported last: nothing is to be done.
    Already(DirectoryImport),
}

/// What came of an import.
#[derive(Debug)]
pub enum Outcome {
    /// It is done.
    Done(DirectoryImport),
    /// Every row is written, and more would vanish than may, or somebody whom an unreadable row may be about: nothing has,
    /// until the same file comes with leave.
    TooMuchMissing(DirectoryImport, Missing),
}

/// Where rejects go.
pub type Rejects<'a> = &'a mut dyn FnMut(&Reject) -> io::Result<()>;

/// Reads the head of a file and writes nothing: whether it is such a file at all.
///
/// # Errors
/// [`ImportError::Header`]; the file's.
pub fn check_head<R: Read + Seek>(
    house: &House,
    file: &mut File<R>,
    kind: ImportKind,
) -> Result<(), ImportError> {
    Rows::open(&mut file.source, file.survey.encoding, kind, house.clock.now(), (0, 0)).map(drop)
}

/// Begins to import a file that was looked through, or goes on with it.
///
/// # Errors
/// [`ImportError`].
pub fn start(house: &House, file: &Survey, order: &Order) -> Result<Started, ImportError> {
    // An import does not say whether it has listed them.
    let again = order.kind == ImportKind::Organisations && order.list_establishments;
    loop {
        let begun = house.desk.write(|tx| {
            house.identity.begin_import(tx, order.kind, file, order.whole, again).map_err(ImportError::from)
        })?;
        match begun {
            Begun::Clearing => {}
            Begun::Goes(import) => return Ok(Started::Goes(import)),
            Begun::Already(import) => return Ok(Started::Already(import)),
        }
    }
}

/// Reads a file to its end and writes nothing: what would be taken, and what could not.
///
/// # Errors
/// [`ImportError`].
pub fn read_through<R: Read + Seek>(
    house: &House,
    file: File<R>,
    order: &Order,
    rejects: Rejects<'_>,
) -> Result<ImportCounts, ImportError> {
    let File { source, survey } = file;
    let mut rows = Rows::open(source, survey.encoding, order.kind, house.clock.now(), (0, 0))?;
    let mut counts = ImportCounts::default();
    while let Some(batch) = rows.next()? {
        batch.count(&mut counts);
        batch.rejects.iter().try_for_each(&mut *rejects)?;
    }
    Ok(counts)
}

/// Imports from where `import` stands to the end of the file.
///
/// Each batch of rows is one transaction, which also writes how far the file was read: whatever cuts the import, it goes
/// on there, and no row counts twice. A reject may be told twice, and never not at all.
///
/// # Errors
/// [`ImportError`].
pub fn go<R: Read + Seek>(
    house: &House,
    mut import: DirectoryImport,
    file: File<R>,
    order: &Order,
    rejects: Rejects<'_>,
) -> Result<Outcome, ImportError> {
    let File { source, survey } = file;
    let from = (import.read_to, import.lines);
    let mut rows = Rows::open(source, survey.encoding, order.kind, house.clock.now(), from)?;
    while let Some(batch) = rows.next()? {
        batch.rejects.iter().try_for_each(&mut *rejects)?;
        import = write(house, &import, &batch, order, rows.position(), rejects)?;
    }
    if rows.position().0 != survey.length {
        return Err(ImportError::Changed);
    }
    if order.whole && order.kind == ImportKind::Professionals {
        let missing = house.desk.write(|tx| {
            house.identity.missing_from_directory(tx, &import.counts).map_err(ImportError::from)
        })?;
        let may = order.accept_removals.is_some_and(|most| missing.all() <= most);
        let percent = house.settings.directory.removals_percent;
        if (missing.is_more_than(percent) || missing.may_be_there()) && !may {
            return Ok(Outcome::TooMuchMissing(import, missing));
        }
        import = end_missing(house, import)?;
    }
    let import = step(house, &import, |tx, import| {
        import.state = ImportState::Done;
        lines::done(house, tx, import);
        Ok(())
    })?;
    while house.desk.write(|tx| house.identity.forget_import(tx).map_err(ImportError::from))? {}
    tracing::info!("the directory was imported");
    Ok(Outcome::Done(import))
}

/// Does a step of an import and writes where it stands then, in one transaction.
fn step(
    house: &House,
    before: &DirectoryImport,
    mut work: impl for<'tx> FnMut(&mut Tx<'tx>, &mut DirectoryImport) -> Result<(), ImportError>,
) -> Result<DirectoryImport, ImportError> {
    house.desk.write(|tx| {
        let mut import = before.clone();
        work(tx, &mut import)?;
        house.identity.advance_import(tx, before, &mut import)?;
        Ok(import)
    })
}

/// Writes a batch. Lines that are about people whom nobody knows are told before it is committed: a batch that is begun again
/// tells them again, and one that is written has told them.
fn write(
    house: &House,
    before: &DirectoryImport,
    batch: &Batch,
    order: &Order,
    (read_to, read): (u64, u64),
    rejects: Rejects<'_>,
) -> Result<DirectoryImport, ImportError> {
    let identity = &house.identity;
    step(house, before, |tx, import| {
        (import.read_to, import.lines) = (read_to, read);
        batch.count(&mut import.counts);
        match order.kind {
            ImportKind::Professionals => {
                let before = import.counts.professionals_back;
                identity.import_professionals(tx, &batch.people, &mut import.counts)?;
                let back = import.counts.professionals_back - before;
                lines::standings(house, tx, import, &Standed { good: back, ..Standed::default() });
            }
            ImportKind::Organisations => {
                let rows = &batch.establishments;
                identity.import_organisations(tx, rows, order.list_establishments, &mut import.counts)?;
            }
            ImportKind::Standing => {
                let done = identity.import_standings(tx, &batch.standings)?;
                import.counts.standings += done.changed();
                import.counts.taken -= u64::try_from(done.unknown.len()).unwrap_or_default();
                done.unknown.iter().for_each(|_| count_reject(&mut import.counts, Reason::Unknown));
                lines::standings(house, tx, import, &done);
                for line in done.unknown {
                    rejects(&Reject { line, column: "rpps", reason: Reason::Unknown })?;
                }
            }
        }
        Ok(())
    })
}

/// Ends what a whole extract lists no more, some at a time.
fn end_missing(house: &House, mut import: DirectoryImport) -> Result<DirectoryImport, ImportError> {
    loop {
        let mut ended = (0, 0);
        import = step(house, &import, |tx, import| {
            ended = house.identity.end_missing(tx, &mut import.counts)?;
            let done = Standed { suspended: ended.1, ..Standed::default() };
            lines::standings(house, tx, import, &done);
            Ok(())
        })?;
        if ended == (0, 0) {
            return Ok(import);
        }
    }
}
