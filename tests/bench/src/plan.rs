//! How much of what is done.

use std::{env, path::PathBuf, time::Duration};

use crate::Outcome;

/// The rows of the table that can be asked for by name.
pub(crate) const ROWS: [&str; 15] = [
    "deposit",
    "consult",
    "read",
    "bulk",
    "large",
    "decision",
    "token",
    "session",
    "start",
    "login",
    "exchange",
    "preferences",
    "uses",
    "release",
    "export",
];

/// Sizes and times of one run.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// A hundredth of everything, no figure asserted.
    pub(crate) quick: bool,
    /// Whether to wait for other programs of the machine to be quiet.
    pub(crate) waits: bool,
    /// Which rows; all when empty.
    pub(crate) rows: Vec<String>,
    /// The program to measure.
    pub(crate) carnet: PathBuf,
    /// The folder of the build, under which data and results are kept.
    pub(crate) target: PathBuf,
    /// Connections of the load, and doctors: each has a connection and patients of their own.
    pub(crate) connections: u64,
    /// Ordinary records, and as many to deposit in.
    pub(crate) records: u64,
    /// Documents of an ordinary record.
    pub(crate) documents: u64,
    /// Large records.
    pub(crate) large_records: u64,
    /// Documents of a large record.
    pub(crate) large_documents: u64,
    /// How often floor and Carnet take turns.
    pub(crate) rounds: u32,
    /// How long each works before anything is measured.
    pub(crate) warm: Span,
    /// How long one turn is.
    pub(crate) turn: Span,
    /// How often the program is started.
    pub(crate) starts: u32,
    /// How long one measurement in memory is.
    pub(crate) in_memory: Duration,
}

/// When a turn is over.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Span {
    /// After this time.
    For(Duration),
    /// After so many operations of each connection.
    Times(u32),
}

impl Plan {
    /// Reads the command line.
    ///
    /// # Errors
    /// With the words that are understood.
    pub(crate) fn from_arguments() -> Outcome<Self> {
        let this = env::current_exe()?;
        let folder = this.parent().ok_or("the program has no folder")?;
        let target = folder.parent().ok_or("the program has no folder of a build")?.to_owned();
        let (mut quick, mut waits, mut rows, mut carnet) = (false, true, Vec::new(), folder.join("carnet"));
        let mut words = env::args().skip(1);
        while let Some(word) = words.next() {
            match (word.as_str(), words.next_if_value(&word)) {
                ("--quick", _) => quick = true,
                ("--busy", _) => waits = false,
                ("--row", Some(row)) if ROWS.contains(&row.as_str()) => rows.push(row),
                ("--carnet", Some(path)) => carnet = PathBuf::from(path),
                _ => {
                    let rows = ROWS.join(", ");
                    return Err(format!(
                        "usage: bench [--quick] [--busy] [--row <row>]... [--carnet <program>]; rows: {rows}"
                    )
                    .into());
                }
            }
        }
        if !carnet.is_file() {
            return Err(format!("`{}` is not there: build the package `carnet`", carnet.display()).into());
        }
        let plan = Self {
            quick,
            waits: waits && !quick,
            rows,
            carnet,
            target,
            connections: 16,
            records: 1_008,
            documents: 100,
            large_records: 4,
            large_documents: 10_000,
            rounds: 3,
            warm: Span::For(Duration::from_secs(3)),
            turn: Span::For(Duration::from_secs(4)),
            starts: 5,
            in_memory: Duration::from_secs(2),
        };
        Ok(if quick { plan.a_hundredth() } else { plan })
    }

    fn a_hundredth(self) -> Self {
        Self {
            records: 16,
            documents: 30,
            large_records: 2,
            large_documents: 100,
            rounds: 1,
            warm: Span::Times(1),
            turn: Span::Times(5),
            starts: 1,
            in_memory: Duration::from_millis(20),
            ..self
        }
    }

    /// Whether a row was asked for.
    pub(crate) fn wants(&self, row: &str) -> bool {
        self.rows.is_empty() || self.rows.iter().any(|wanted| wanted == row)
    }

    /// What the filled cluster depends on besides the migrations.
    pub(crate) fn name_of_fill(&self) -> String {
        format!(
            "{}x{}-{}x{}-{}",
            self.records, self.documents, self.large_records, self.large_documents, self.connections
        )
    }
}

/// The value after a word that takes one.
trait NextValue {
    fn next_if_value(&mut self, word: &str) -> Option<String>;
}

impl<I: Iterator<Item = String>> NextValue for I {
    fn next_if_value(&mut self, word: &str) -> Option<String> {
        if matches!(word, "--row" | "--carnet") { self.next() } else { None }
    }
}
