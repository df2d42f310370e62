use std::{
    fs::{self, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use flows::{
    House,
    directory::{File, ImportError, Order, Outcome, Started, check_head, go, read_through, start},
};
use identity::{
    DirectoryImport, ImportCounts, ImportKind, Missing,
    extract::{Reject, survey},
};

use crate::{fault::Fault, say, start::Decided};

/// Which files, and how.
#[derive(Debug, Args)]
#[group(id = "files", required = true, multiple = true, args = ["professionals", "organisations", "standing"])]
pub(in crate::command) struct Import {
    /// The extract of professionals in open access, unpacked: `PS_LibreAcces_Personne_activite_….txt`.
    #[arg(long, value_name = "FILE")]
    professionals: Option<PathBuf>,
    /// The file of establishments (FINESS). It is imported first.
    #[arg(long, value_name = "FILE")]
    organisations: Option<PathBuf>,
    /// Who may practise, said one by one: `rpps,standing,since`. It is imported last.
    #[arg(long, value_name = "FILE")]
    standing: Option<PathBuf>,
    /// The extract of professionals is the whole truth: whoever is in it no more practises no more.
    #[arg(long, requires = "professionals")]
    whole: bool,
    /// Read the files to their ends, say what could not be taken, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write what could not be taken here: file, line, column, reason.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Let so many situations and professionals vanish, where more would than `directory.removals_percent` lets.
    #[arg(long, value_name = "NUMBER", requires = "whole")]
    accept_removals: Option<u64>,
    /// Let the software of every establishment of the file act for it, where that software is listed.
    #[arg(long, requires = "organisations")]
    list_establishments: bool,
}

/// Imports each file that was named.
pub(super) fn run(decided: Decided, import: &Import) -> Result<ExitCode, Fault> {
    let files = [
        (ImportKind::Organisations, &import.organisations),
        (ImportKind::Professionals, &import.professionals),
        (ImportKind::Standing, &import.standing),
    ];
    let named = files.into_iter().filter_map(|(kind, path)| Some((kind, path.as_deref()?)));
    let mut files = Vec::new();
    let mut reasons = Vec::new();
    // Each is looked through before anything of one is written.
    for (kind, path) in named {
        match look_through(path) {
            Ok(file) => files.push((kind, file)),
            Err(reason) => reasons.push(format!("`{}`: {reason}", path.display())),
        }
    }
    if !reasons.is_empty() {
        return Err(Fault::Refused(reasons));
    }
    decided.in_house(|house| {
        let mut rejects = RejectFile::new(import.rejects.as_deref());
        let mut content = true;
        for (kind, file) in &mut files {
            check_head(house, file, *kind).map_err(|error| failed(*kind, error))?;
        }
        for (kind, file) in files {
            content &= one(house, import, kind, file, &mut rejects)?;
        }
        Ok(if content { ExitCode::SUCCESS } else { ExitCode::from(1) })
    })
}

fn look_through(path: &Path) -> Result<File<fs::File>, String> {
    let mut source = fs::File::open(path).map_err(|error| error.to_string())?;
    let survey = survey(&mut source).map_err(|fault| fault.to_string())?;
    source.seek(SeekFrom::Start(0)).map_err(|error| error.to_string())?;
    Ok(File { source, survey })
}

fn failed(kind: ImportKind, error: ImportError) -> Fault {
    match error {
        ImportError::Header(fault) => Fault::Refused(vec![format!("the file of {}: {fault}", kind.as_str())]),
        other => Fault::Failed(format!("the file of {} was not imported: {other}", kind.as_str())),
    }
}

/// Imports one file; says whether every row could be taken and nothing stands in the way.
fn one(
    house: &House,
    import: &Import,
    kind: ImportKind,
    file: File<fs::File>,
    rejects: &mut RejectFile<'_>,
) -> Result<bool, Fault> {
    let order = Order {
        kind,
        whole: import.whole && kind == ImportKind::Professionals,
        accept_removals: import.accept_removals,
        list_establishments: import.list_establishments,
    };
    let failed = |error| failed(kind, error);
    if import.dry_run {
        rejects.open(false).map_err(Fault::at("the file of rejects"))?;
        let counts = read_through(house, file, &order, &mut |reject| rejects.write(kind, reject));
        let counts = counts.map_err(failed)?;
        say::line(format_args!("{}: nothing was written", kind.as_str()));
        say_rows(&counts);
        return Ok(counts.all_rejected() == 0);
    }
    let begun = match start(house, &file.survey, &order).map_err(failed)? {
        Started::Goes(begun) => begun,
        Started::Already(last) => {
            let done = last.changed_at.format("%Y-%m-%dT%H:%M:%SZ");
            say::line(format_args!(
                "{}: this very file was imported at {done}; nothing to do",
                kind.as_str()
            ));
            return Ok(true);
        }
    };
    if begun.lines > 0 {
        say::line(format_args!("{}: goes on after line {}", kind.as_str(), begun.lines));
    }
    rejects.open(begun.lines > 0).map_err(Fault::at("the file of rejects"))?;
    let outcome =
        go(house, begun, file, &order, &mut |reject| rejects.write(kind, reject)).map_err(failed)?;
    Ok(match outcome {
        Outcome::Done(done) => {
            say_done(&done);
            done.counts.all_rejected() == 0
        }
        Outcome::TooMuchMissing(import, missing) => {
            say_done(&import);
            say_missing(&missing, house.settings.directory.removals_percent);
            false
        }
    })
}

fn say_rows(counts: &ImportCounts) {
    say::line(format_args!("  rows taken: {}", counts.taken));
    for (why, count) in &counts.aside {
        say::line(format_args!("  set aside, {why}: {count}"));
    }
    for (why, count) in &counts.rejected {
        say::line(format_args!("  REJECTED, {why}: {count}"));
    }
}

fn say_done(import: &DirectoryImport) {
    let counts = &import.counts;
    say::line(format_args!("{}: {} lines", import.kind.as_str(), import.lines));
    say_rows(counts);
    if !counts.changed_anything() {
        say::line("  nothing is another than before");
    }
    let changes = [
        ("professionals added", counts.professionals_added),
        ("professionals corrected", counts.professionals_corrected),
        ("professionals who are listed again", counts.professionals_back),
        ("organisations added", counts.organisations_added),
        ("organisations corrected", counts.organisations_corrected),
        ("situations of practice added", counts.situations_added),
        ("situations of practice corrected", counts.situations_corrected),
        ("situations of practice ended", counts.situations_ended),
        ("professionals suspended, listed no more", counts.suspended),
        ("standings changed", counts.standings),
    ];
    for (what, count) in changes.into_iter().filter(|(_, count)| *count > 0) {
        say::line(format_args!("  {what}: {count}"));
    }
}

fn say_missing(missing: &Missing, percent: u64) {
    if !missing.is_more_than(percent) {
        say::error(format_args!(
            "nothing was taken from anybody: {} rows do not say whom they are about, and {} situations and {} professionals \
             are in no other row. Mend the file, or give the same command `--accept-removals {}`",
            missing.unnamed,
            missing.situations,
            missing.professionals,
            missing.all()
        ));
        return;
    }
    say::error(format_args!(
        "nothing was taken from anybody: this file lacks {} of {} situations and {} of {} professionals, more than \
         `directory.removals_percent` lets vanish. Was it cut? Where it is right, give the same command \
         `--accept-removals {}`",
        missing.situations,
        missing.situations_before,
        missing.professionals,
        missing.professionals_before,
        missing.all()
    ));
}

/// The file of what could not be taken, made when the first import begins. Each line is written at once: whatever ends the
/// program, what was told stays told.
struct RejectFile<'a> {
    path: Option<&'a Path>,
    file: Option<fs::File>,
}

impl<'a> RejectFile<'a> {
    fn new(path: Option<&'a Path>) -> Self {
        Self { path, file: None }
    }

    /// Opens it where it is not open; after what is in it, when an import goes on.
    fn open(&mut self, goes_on: bool) -> io::Result<()> {
        if let (Some(path), None) = (self.path, &self.file) {
            let mut file = OpenOptions::new().create(true).append(true).open(path)?;
            if !goes_on {
                file.set_len(0)?;
                file.write_all(b"file;line;column;reason\n")?;
            }
            self.file = Some(file);
        }
        Ok(())
    }

    fn write(&mut self, kind: ImportKind, reject: &Reject) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let Reject { line, column, reason } = reject;
        file.write_all(format!("{};{line};{column};{reason}\n", kind.as_str()).as_bytes())
    }
}
