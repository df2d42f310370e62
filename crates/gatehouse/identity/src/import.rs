use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kernel::{Id, PersonId, Rpps};
use serde::{Deserialize, Serialize};

use crate::extract::Listed;

/// Names an import.
pub type ImportId = Id<DirectoryImport>;

/// One import of one file of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryImport {
    /// Its id.
    pub id: ImportId,
    /// What is in the file.
    pub kind: ImportKind,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// Whether the file is the whole truth: what is in it no more has ended.
    pub whole: bool,
    /// Where it stands.
    pub state: ImportState,
    /// The byte after the last row that was written.
    pub read_to: u64,
    /// The number of that row's line.
    pub lines: u64,
    /// What came of the rows until there.
    pub counts: ImportCounts,
    /// When it was begun.
    pub began_at: DateTime<Utc>,
    /// When the last rows were written.
    pub changed_at: DateTime<Utc>,
}

/// What is in a file of the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// Professionals and where they practise.
    Professionals,
    /// Establishments.
    Organisations,
    /// Who may practise, said one by one.
    Standing,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// It runs, or was cut and goes on when the same file comes again.
    Running,
    /// It is done.
    Done,
    /// Another file came before it was done.
    Abandoned,
}

impl ImportKind {
    /// Its name in the database, in the journal and on the terminal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Professionals => "professionals",
            Self::Organisations => "organisations",
            Self::Standing => "standing",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Professionals, Self::Organisations, Self::Standing]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

impl ImportState {
    /// Its name in the database and on the terminal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Abandoned => "abandoned",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Running, Self::Done, Self::Abandoned].into_iter().find(|state| state.as_str() == name)
    }
}

/// What came of the rows of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportCounts {
    /// Rows that were taken.
    pub taken: u64,
    /// Rows that are right and not for here, by why.
    pub aside: BTreeMap<String, u64>,
    /// Rows that could not be taken, by why.
    pub rejected: BTreeMap<String, u64>,
    /// Rows that could not be taken and do not say whom they are about.
    pub unnamed: u64,
    /// Professionals who were not known.
    pub professionals_added: u64,
    /// Professionals whose name was corrected, or who were known from a log-in alone.
    pub professionals_corrected: u64,
    /// Professionals who may practise again because they are listed again.
    pub professionals_back: u64,
    /// Organisations that were not known.
    pub organisations_added: u64,
    /// Organisations of which something was corrected.
    pub organisations_corrected: u64,
    /// Situations of practice that are new.
    pub situations_added: u64,
    /// Situations of practice of which something was corrected, or that go on again.
    pub situations_corrected: u64,
    /// Situations of practice that have ended because a whole extract lists them no more.
    pub situations_ended: u64,
    /// Professionals who may not practise because a whole extract lists them no more.
    pub suspended: u64,
    /// Standings that a file of standings changed.
    pub standings: u64,
}

impl ImportCounts {
    /// Rows that could not be taken.
    pub fn all_rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Whether anything in the house is another than before.
    pub fn changed_anything(&self) -> bool {
        let people = self.professionals_added + self.professionals_corrected + self.professionals_back;
        let organisations = self.organisations_added + self.organisations_corrected;
        let situations = self.situations_added + self.situations_corrected + self.situations_ended;
        people + organisations + situations + self.standings + self.suspended > 0
    }
}

/// What came of asking for an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// What an earlier one has left is being cleared away: ask again.
    Clearing,
    /// It begins, or goes on where it was cut.
    Goes(DirectoryImport),
    /// This file was imported last: nothing is to be done.
    Already(DirectoryImport),
}

/// Some rows of an extract of professionals.
#[derive(Debug, Default)]
pub struct ListedBatch {
    /// The rows that are taken.
    pub listed: Vec<Listed>,
    /// Whom rows are about that could not be taken.
    pub keep: Vec<Rpps>,
}

/// What earlier extracts listed and the one just read does not, beside how many there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing {
    /// Situations of practice that go on and are not listed.
    pub situations: u64,
    /// Situations of practice that go on, without those that this extract has added.
    pub situations_before: u64,
    /// Professionals in good standing who are not listed.
    pub professionals: u64,
    /// Professionals in good standing, without those that this extract has added.
    pub professionals_before: u64,
    /// Rows that could not be taken and do not say whom they are about: it may be any of those.
    pub unnamed: u64,
}

impl Missing {
    /// How many things would vanish.
    pub fn all(&self) -> u64 {
        self.situations + self.professionals
    }

    /// Whether somebody would vanish who may be in the file: a row of it does not say whom it is about.
    pub fn may_be_there(&self) -> bool {
        self.unnamed > 0 && self.all() > 0
    }

    /// Whether more of either would vanish than so many in a hundred.
    pub fn is_more_than(&self, percent: u64) -> bool {
        let more = |missing: u64, before: u64| missing.saturating_mul(100) > before.saturating_mul(percent);
        more(self.situations, self.situations_before) || more(self.professionals, self.professionals_before)
    }
}

/// What came of some standings.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Standed {
    /// Lines of those whom nobody knows.
    pub unknown: Vec<u64>,
    /// How many may practise again.
    pub good: u64,
    /// Who of them was struck off.
    pub reinstated: Vec<PersonId>,
    /// How many are suspended.
    pub suspended: u64,
    /// Who is struck off.
    pub struck_off: Vec<PersonId>,
}

impl Standed {
    /// How many standings are others now.
    pub fn changed(&self) -> u64 {
        self.good + self.suspended + u64::try_from(self.struck_off.len()).unwrap_or(u64::MAX)
    }
}

/// How much the directory holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryStatus {
    /// Professionals, by standing: good, suspended, struck off.
    pub professionals: [u64; 3],
    /// Situations of practice that go on.
    pub situations: u64,
    /// Organisations.
    pub organisations: u64,
    /// Organisations whose software may act for them.
    pub listed: u64,
    /// The newest imports, newest first.
    pub imports: Vec<DirectoryImport>,
}
