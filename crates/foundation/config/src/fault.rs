use std::{fmt, path::PathBuf};

use kernel::ErrorKind;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Nobody gave one: the table's default.
    Default,
    /// A file, of settings or of reference data; the built-in copy is named by its path in the source tree.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file `{}`", path.display()),
            Self::Variable(name) => write!(f, "environment variable `{name}`"),
        }
    }
}

/// One thing that is wrong, with what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The setting (`server.listen`) or, in reference data, the path of the entry (`row 3 (profession 40)`).
    pub key: String,
    /// Where the value came from.
    pub place: Place,
    /// What was found, in words or in backticks; never the value of a secret.
    pub found: String,
    /// The shape that is wanted and an example of it.
    pub expected: String,
}

impl Fault {
    pub(crate) fn new(
        key: &str,
        place: Place,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self { key: key.to_owned(), place, found: found.into(), expected: expected.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}): found {}; expected {}", self.key, self.place, self.found, self.expected)
    }
}

/// Why the program cannot start: every fault found, not only the first.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file of settings or the environment.
    #[error("{} in the settings:{}", count(.0), lines(.0))]
    Settings(Vec<Fault>),
    /// The files of reference data.
    #[error("{} in the reference data:{}", count(.0), lines(.0))]
    Reference(Vec<Fault>),
}

impl Error {
    /// The faults, in the order of the table or of the files.
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Settings(faults) | Self::Reference(faults) => faults,
        }
    }

    /// Always [`ErrorKind::Invalid`]: what was given cannot be used.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }
}

fn count(faults: &[Fault]) -> String {
    match faults.len() {
        1 => "1 fault".to_owned(),
        many => format!("{many} faults"),
    }
}

fn lines(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("\n  {fault}")).collect()
}
