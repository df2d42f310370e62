use thiserror::Error;

/// Why a row, or a part of one, could not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reject {
    /// Number of the line, counted from 1.
    pub line: u64,
    /// The field, by the name that the format gives it; empty where it is the whole row.
    pub field: &'static str,
    /// The reason.
    pub why: Why,
}

/// A reason. It never repeats a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Why {
    /// Not UTF-8, or with control characters.
    #[error("not text in UTF-8 without control characters")]
    NotText,
    /// No row is so long.
    #[error("longer than any row may be")]
    TooLong,
    /// Quotes or commas are not where the format has them.
    #[error("not written as CSV: as many fields as the header, quotes around a field that contains a comma")]
    NotCsv,
    /// No JSON, or with a field that the format has not.
    #[error("not one JSON object with the fields of the format")]
    NotJson,
    /// It must be there.
    #[error("missing")]
    Missing,
    /// No INS, or with a key that does not fit.
    #[error("not an INS of that kind: 13 characters and the key that fits them")]
    Ins,
    /// None of the four kinds.
    #[error("one of `NIR`, `NIA`, `NIR_TEST`, `NIR_DEMO`")]
    System,
    /// No name.
    #[error("at least one letter and at most 200 characters")]
    Name,
    /// No date, or one that has not come.
    #[error("a date that has come, as `1979-03-28`")]
    Date,
    /// None of the three.
    #[error("one of `F`, `M`, `UN`")]
    Sex,
    /// No code.
    #[error("an official geographic code of five characters")]
    Birthplace,
    /// No code of a commune of which the department is known.
    #[error("the official geographic code of a commune")]
    Commune,
    /// None of the four.
    #[error("one of `provisional`, `retrieved`, `validated`, `qualified`")]
    Status,
    /// No RPPS number.
    #[error("an RPPS number of eleven digits")]
    Rpps,
    /// Neither yes nor no.
    #[error("`yes` or `no`")]
    YesNo,
    /// Not the list that the format has.
    #[error(
        "a list of representatives, at most eight, each with an authority and either a number or whole traits"
    )]
    Representatives,
    /// The first one counts.
    #[error("another row of this file is about the same number or the same traits")]
    Twice,
    /// Two records are meant at once.
    #[error("the number leads to one record and the traits to another; support merges doubles")]
    TwoRecords,
    /// The traits are somebody's who has another number.
    #[error(
        "the traits are those of a record with another number; name it as `previous_ins` where it was changed"
    )]
    TraitsTaken,
    /// The number was given up for another one.
    #[error("the number was given up for another one; the feed is older than the record")]
    OldNumber,
    /// The number is known with other traits.
    #[error(
        "the number is known, and two or more of name, date of birth and sex differ or no given name is the same; \
         support looks at it"
    )]
    Contradicts,
    /// Nobody in the directory; the row is taken.
    #[error("no professional of this number is known; the row is taken without it")]
    UnknownDoctor,
    /// Whoever is new was told too long ago: the time to oppose would be over before it began.
    #[error("longer ago than six months; a new citizen is told anew")]
    ToldLongAgo,
    /// The record was made; the row is taken.
    #[error(
        "the record was made already and is not opposed any more; its holder may close it; the row is taken"
    )]
    OpposedTooLate,
    /// Nobody has this identity; the row is taken.
    #[error("a representative is no known citizen; the row is taken without that one")]
    UnknownRepresentative,
    /// The person is of age, or the day of birth is not known; the row is taken.
    #[error("the person is of age, or no day of birth is known; the row is taken without representatives")]
    OfAge,
}

impl Why {
    /// Whether the row was taken all the same.
    pub fn is_warning(self) -> bool {
        matches!(self, Self::UnknownDoctor | Self::OpposedTooLate | Self::UnknownRepresentative | Self::OfAge)
    }
}
