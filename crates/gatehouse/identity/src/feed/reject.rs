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

/// A reason: what is wrong and, after a semicolon, what would be right. It never repeats a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Why {
    /// Not UTF-8.
    #[error("the bytes are not UTF-8; the whole file is text in UTF-8")]
    NotText,
    /// Control characters.
    #[error("it holds a control character; text has none")]
    Control,
    /// No row is so long.
    #[error("the line is longer than any row; a line has at most 64 KiB")]
    TooLong,
    /// Quotes are not where the format has them.
    #[error(
        "a quote stands alone or within a field; one that contains a comma or a quote stands in quotes, where a quote is \
         written twice"
    )]
    Quotes,
    /// Not as many fields as columns.
    #[error(
        "the row has more or fewer fields than the header names; as many, each comma of a text in quotes"
    )]
    Fields,
    /// No JSON.
    #[error("what is written is no JSON; a row is one object in one line, `representatives` one list")]
    NotJson,
    /// JSON of another shape.
    #[error(
        "the JSON has a field that the format has not, or one of another kind, or lacks one; only the fields of the \
         format, texts as texts and lists as lists"
    )]
    Shape,
    /// It must be there.
    #[error("the field is empty or not there; it must have a value")]
    Missing,
    /// No INS.
    #[error("it is not of the shape of an INS; 13 characters and a key of two digits")]
    InsShape,
    /// A key that does not fit.
    #[error(
        "the key of the INS does not fit the 13 characters before it; 97 less the remainder of their division by 97"
    )]
    InsKey,
    /// None of the four kinds.
    #[error(
        "it names no kind of number that is known; `NIR`, `NIA`, `NIR_TEST`, `NIR_DEMO` or the OID of one"
    )]
    System,
    /// A name without a letter.
    #[error("a name has no letter; at least one in each name")]
    NoLetter,
    /// A name that is too long.
    #[error("a name is longer than 200 characters; at most 200")]
    LongName,
    /// No date.
    #[error("it is no date of the calendar; `1979-03-28`, or `1979-03` or `1979` where the rest is unknown")]
    Date,
    /// No whole date.
    #[error("it is no whole date of the calendar; year, month and day, as `1979-03-28`")]
    Day,
    /// A date that has not come.
    #[error("the date is in the future; one that has come")]
    ToCome,
    /// Died before the birth.
    #[error("the day of death is before the birth; the day of birth or a later one")]
    BeforeBirth,
    /// None of the three.
    #[error("it is none of the codes of sex; `F`, `M` or `UN`")]
    Sex,
    /// No code.
    #[error(
        "it is not of the shape of an official geographic code; five characters, as `75056`, `2A004` or `99109`"
    )]
    Birthplace,
    /// No code of a commune of which the department is known.
    #[error(
        "no place of residence has this code; the official geographic code of a commune, or of a country"
    )]
    Commune,
    /// None of the four.
    #[error("it is none of the statuses; `provisional`, `retrieved`, `validated` or `qualified`")]
    Status,
    /// No RPPS number.
    #[error("it is no RPPS number; eleven digits, the last one their key")]
    Rpps,
    /// Neither yes nor no.
    #[error("it is neither yes nor no; `yes` or `no`")]
    YesNo,
    /// Too many.
    #[error("there are more than eight representatives; at most eight")]
    TooManyRepresentatives,
    /// Neither of the two.
    #[error("the authority of a representative is none that is known; `parent` or `guardian`")]
    Authority,
    /// Named by both or by neither.
    #[error("a representative is named by both a number and traits, or by neither; by one of the two")]
    NamedByBothOrNeither,
    /// The first one counts.
    #[error(
        "an earlier row of this file is about the same number or the same traits; one row for each citizen, the first one counts"
    )]
    Twice,
    /// Two records are meant at once.
    #[error(
        "the number leads to one record and the traits to another; both to one, once support has merged the double"
    )]
    TwoRecords,
    /// The traits are somebody's who has another number.
    #[error(
        "the traits are those of a record with another number; that number, or named as `previous_ins` where it was changed"
    )]
    TraitsTaken,
    /// The number was given up for another one.
    #[error(
        "the number was given up for another one; the number of today, in a feed that is not older than the record"
    )]
    OldNumber,
    /// The number is known with other traits.
    #[error(
        "the number is known, and two or more of name, date of birth and sex differ or no given name is the same; the \
         traits of one person, support looks at it"
    )]
    Contradicts,
    /// Nobody in the directory; the row is taken.
    #[error("no professional of this number is known; one of the directory, the row is taken without it")]
    UnknownDoctor,
    /// Whoever is new was told too long ago: the time to oppose would be over before it began.
    #[error("a new citizen was told longer ago than six months; a day within them, once told anew")]
    ToldLongAgo,
    /// The record was made; the row is taken.
    #[error(
        "the record was made already and is not opposed any more; `no`, its holder may close it, the row is taken without it"
    )]
    OpposedTooLate,
    /// Nobody has this identity; the row is taken.
    #[error(
        "a representative is no known citizen; somebody with a record, the row is taken without that one"
    )]
    UnknownRepresentative,
    /// The person is of age, or the day of birth is not known; the row is taken.
    #[error(
        "the person is of age, or no day of birth is known; none for such a person, the row is taken without representatives"
    )]
    OfAge,
}

impl Why {
    /// Whether the row was taken all the same.
    pub fn is_warning(self) -> bool {
        matches!(self, Self::UnknownDoctor | Self::OpposedTooLate | Self::UnknownRepresentative | Self::OfAge)
    }
}
