use std::{
    fs::{File, OpenOptions},
    io::{self, BufReader, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Subcommand, ValueEnum};
use flows::House;
use identity::{
    FeedCounts, FeedOptions, FeedOutcome,
    feed::{Format, Reject},
};

use crate::{fault::Fault, say, start::Decided};

/// Who is to have a record.
#[derive(Debug, Subcommand)]
pub(super) enum Citizens {
    /// Import a file of the insurer's feed; given again after it was cut, it goes on where it stood.
    Import(Import),
}

/// An import.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The file; its format is in docs/citizens-feed.md.
    file: PathBuf,
    /// How it is written; without it the end of its name says so: `.csv`, `.jsonl` or `.ndjson`.
    #[arg(long)]
    format: Option<FormatName>,
    /// Where to write line, field and reason of what cannot be taken; on standard output without it. What the file holds
    /// stays there.
    #[arg(long)]
    rejects: Option<PathBuf>,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    /// Comma-separated values.
    Csv,
    /// One JSON object in each line.
    Jsonl,
}

/// Imports.
pub(super) fn run(command: &Citizens) -> Result<ExitCode, Fault> {
    let Citizens::Import(import) = command;
    let format = import.format()?;
    let file = File::open(&import.file).map_err(Fault::at("the file cannot be opened"))?;
    Decided::read()?.in_house(|house| import.done(house, file, format))
}

impl Import {
    fn format(&self) -> Result<Format, Fault> {
        let named = self.file.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase);
        match (self.format, named.as_deref()) {
            (Some(FormatName::Csv), _) | (None, Some("csv")) => Ok(Format::Csv),
            (Some(FormatName::Jsonl), _) | (None, Some("jsonl" | "ndjson")) => Ok(Format::JsonLines),
            _ => Err(Fault::Refused(vec![
                "the name of the file does not say how it is written; say `--format csv` or `--format jsonl`"
                    .to_owned(),
            ])),
        }
    }

    fn done(&self, house: &House, file: File, format: Format) -> Result<ExitCode, Fault> {
        let options = FeedOptions { format, dry_run: self.dry_run, batch: FeedOptions::BATCH };
        let mut list =
            self.rejects.as_deref().map(open_list).transpose().map_err(Fault::at("no list of rejects"))?;
        let mut told = |reject: &Reject| match &mut list {
            Some(list) => writeln!(list, "{}", line_of(reject)),
            None => {
                say::line(line_of(reject));
                Ok(())
            }
        };
        let done = house.identity.import_citizens(&house.desk, BufReader::new(file), &options, &mut told);
        let rejected = match done.map_err(Fault::at("not imported to its end"))? {
            FeedOutcome::SameFile(counts) => {
                say::line("this is the file that was imported last: nothing was done");
                summary(&counts);
                0
            }
            FeedOutcome::Done(counts) => {
                summary(&counts);
                counts.rejected
            }
            FeedOutcome::Rehearsed(counts) => {
                say::line(format_args!(
                    "would be done: {} rows, {} new, {} known, {} rejected",
                    counts.rows, counts.new, counts.changed, counts.rejected
                ));
                counts.rejected
            }
        };
        // A nightly run notices what could not be taken.
        Ok(if rejected == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

fn summary(counts: &FeedCounts) {
    let FeedCounts { rows, new, changed, same, rejected, warned, represented } = *counts;
    say::line(format_args!(
        "{rows} rows: {new} new, {changed} changed, {same} as before, {rejected} rejected, {warned} taken with a warning; \
         {represented} minors with other representatives"
    ));
}

fn open_list(path: &Path) -> io::Result<File> {
    let mut list = OpenOptions::new().create(true).append(true).open(path)?;
    if list.metadata()?.len() == 0 {
        writeln!(list, "line,field,reason")?;
    }
    Ok(list)
}

/// As CSV: the reasons hold no quotes.
fn line_of(reject: &Reject) -> String {
    format!("{},{},\"{}\"", reject.line, reject.field, reject.why)
}
