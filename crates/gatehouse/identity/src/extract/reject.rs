use std::fmt;

use kernel::Rpps;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row<T> {
    /// One that is taken.
    Taken(T),
    /// One that is right and not for here.
    Aside(Aside),
    /// One that cannot be taken. Whom it is about, where that can be read: nothing is taken from them because of it.
    Rejected(Reject, Option<Rpps>),
}

/// Why a row that is right is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aside {
    /// The person has another number than an RPPS number (`0` ADELI and others).
    OtherNumber,
    /// Practice as a student, which gives no access.
    Student,
    /// Another section of the file.
    OtherSection,
}

impl Aside {
    /// Its name on the terminal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OtherNumber => "no RPPS number",
            Self::Student => "student",
            Self::OtherSection => "another section",
        }
    }
}

/// A row that is not taken, said without a word of what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reject {
    /// Number of the line, from 1.
    pub line: u64,
    /// Name of the column; empty for the whole row.
    pub column: &'static str,
    /// Why.
    pub reason: Reason,
}

/// Why a row is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The line is longer than any row is.
    TooLongLine,
    /// Not as many fields as the first line: the row was cut, or has a delimiter in a field.
    Fields,
    /// Characters that no text of the directory has.
    Control,
    /// A field that is needed is empty.
    Empty,
    /// A field is longer than any is.
    TooLong,
    /// No RPPS number: eleven digits with their key.
    Rpps,
    /// Two columns give two numbers.
    OtherNumber,
    /// No FINESS number: nine characters with their key.
    Finess,
    /// No SIRET number: fourteen digits.
    Siret,
    /// No code.
    Code,
    /// Without a letter.
    Name,
    /// Nobody of this number is known.
    Unknown,
    /// None of `good`, `suspended`, `struck_off`.
    Standing,
    /// No date, or one that is to come.
    Date,
}

impl Reason {
    /// Its name among the counts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooLongLine => "too long a line",
            Self::Fields => "not as many fields as the first line",
            Self::Control => "control characters",
            Self::Empty => "empty",
            Self::TooLong => "too long",
            Self::Rpps => "no RPPS number",
            Self::OtherNumber => "contradicts another column",
            Self::Finess => "no FINESS number",
            Self::Siret => "no SIRET number",
            Self::Code => "no code",
            Self::Name => "no letter",
            Self::Unknown => "nobody known has this number",
            Self::Standing => "none of good, suspended, struck_off",
            Self::Date => "no date that has come",
        }
    }
}

impl Reason {
    /// What would be right.
    fn right(self) -> &'static str {
        match self {
            Self::TooLongLine => "at most 64 KiB",
            Self::Fields => "as many, no delimiter within a field",
            Self::Control => "text without any",
            Self::Empty => "a value is needed here",
            Self::TooLong => "at most 200 characters",
            Self::Rpps => "eleven digits, the last one their key",
            Self::OtherNumber => "`8` and the RPPS number of the same row",
            Self::Finess => "nine characters, the last one their key",
            Self::Siret => "fourteen digits",
            Self::Code => "at most eight letters, digits or hyphens",
            Self::Name => "at least one letter",
            Self::Unknown => "the RPPS number of somebody whom an extract listed or who has logged in",
            Self::Standing => "one of the three",
            Self::Date => "`2026-11-25` or an instant as `2026-11-25T08:00:00Z`, not in the future",
        }
    }
}

/// For the file of rejects and the terminal: what is wrong, and what would be right.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.as_str(), self.right())
    }
}
