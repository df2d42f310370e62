use std::io::{self, BufRead, Seek, SeekFrom};

use chrono::NaiveDate;
use config::Reference;
use serde::Deserialize;
use thiserror::Error;

use super::{
    FIELDS, FeedRow, REQUIRED, Reject, Why, csv,
    given::{Given, of_json},
};
use crate::lines::{Line, Lines};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// One JSON object in each line.
    JsonLines,
}

/// Why a file is refused whole.
#[derive(Debug, Error)]
pub enum Unreadable {
    /// The first line is another one.
    #[error(
        "the first line does not say the format: `carnet-citizens,1` (CSV) or `{{\"feed\":\"carnet-citizens\",\"version\":1}}`"
    )]
    NoHeader,
    /// A version of the format that this program does not read.
    #[error("the feed is of another version than 1, the only one that this program reads")]
    OtherVersion,
    /// The second line of a CSV is no header.
    #[error("the second line names the columns, each once; it must have {}", REQUIRED.join(", "))]
    Columns,
    /// The source's.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// Where a reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The byte after the last line that was read.
    pub read_to: u64,
    /// How many lines were read.
    pub lines: u64,
}

/// The first line of a file of JSON Lines.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct First {
    feed: String,
    version: u32,
}

const NAME: &str = "carnet-citizens";
const VERSION: u32 = 1;

/// The rows of a file, one after the other.
pub struct Rows<S> {
    lines: Lines<S>,
    format: Format,
    header: Vec<&'static str>,
}

impl<S: BufRead + Seek> Rows<S> {
    /// Opens a file: reads what says the format, from its beginning.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open(mut source: S, format: Format) -> Result<Self, Unreadable> {
        source.seek(SeekFrom::Start(0))?;
        let mut lines = Lines::from(source, 0, 0);
        let mut rows = {
            let first = text_of(lines.read()?.as_ref()).ok_or(Unreadable::NoHeader)?;
            let first = first.strip_prefix('\u{feff}').unwrap_or(&first).to_owned();
            let (name, version) = match format {
                Format::Csv => {
                    let (name, version) = first.split_once(',').ok_or(Unreadable::NoHeader)?;
                    (
                        name.to_owned(),
                        version.trim_end_matches(',').parse().map_err(|_| Unreadable::NoHeader)?,
                    )
                }
                Format::JsonLines => {
                    let First { feed, version } =
                        serde_json::from_str(&first).map_err(|_| Unreadable::NoHeader)?;
                    (feed, version)
                }
            };
            if name != NAME {
                return Err(Unreadable::NoHeader);
            }
            if version != VERSION {
                return Err(Unreadable::OtherVersion);
            }
            Self { lines, format, header: Vec::new() }
        };
        if format == Format::Csv {
            let columns = text_of(rows.lines.read()?.as_ref()).and_then(|line| csv::split(&line));
            rows.header = columns.and_then(|columns| header(&columns)).ok_or(Unreadable::Columns)?;
        }
        Ok(rows)
    }

    /// Goes to where a reader stood.
    ///
    /// # Errors
    /// The source's.
    pub fn go_to(self, mark: Mark) -> io::Result<Self> {
        let Self { lines, format, header } = self;
        let mut source = lines.into_inner();
        source.seek(SeekFrom::Start(mark.read_to))?;
        Ok(Self { lines: Lines::from(source, mark.lines, mark.read_to), format, header })
    }

    /// Where it stands.
    pub fn mark(&self) -> Mark {
        Mark { read_to: self.lines.read_to(), lines: self.lines.number() }
    }

    /// The next row, or why it cannot be taken; none at the end. Empty lines are passed over.
    ///
    /// # Errors
    /// The source's.
    pub fn read(
        &mut self,
        today: NaiveDate,
        reference: &Reference,
    ) -> io::Result<Option<Result<FeedRow, Reject>>> {
        loop {
            let read = match self.lines.read()? {
                None => return Ok(None),
                Some(Line::Whole(bytes)) if bytes.trim_ascii().is_empty() => continue,
                Some(Line::TooLong) => Err(("", Why::TooLong)),
                Some(Line::Whole(bytes)) => {
                    plain(bytes).and_then(|text| given(self.format, &self.header, text))
                }
            };
            let line = self.lines.number();
            let row = read.and_then(|given| FeedRow::read(&given, line, today, reference));
            return Ok(Some(row.map_err(|(field, why)| Reject { line, field, why })));
        }
    }
}

fn given(format: Format, header: &[&'static str], text: &str) -> Result<Given, (&'static str, Why)> {
    let given = match format {
        Format::Csv => Given::of_fields(header, csv::split(text).ok_or(("", Why::Quotes))?)?,
        Format::JsonLines => serde_json::from_str(text).map_err(|error| ("", of_json(&error)))?,
    };
    Ok(given)
}

/// The text of a line of which nothing is a control character.
fn plain(bytes: &[u8]) -> Result<&str, (&'static str, Why)> {
    let text = std::str::from_utf8(bytes).map_err(|_| ("", Why::NotText))?;
    if text.chars().any(char::is_control) { Err(("", Why::Control)) } else { Ok(text) }
}

fn text_of(line: Option<&Line<'_>>) -> Option<String> {
    match line {
        Some(Line::Whole(bytes)) => std::str::from_utf8(bytes).ok().map(str::to_owned),
        _ => None,
    }
}

/// The columns by name: each known, none twice, and all that must be there.
fn header(columns: &[String]) -> Option<Vec<&'static str>> {
    let known = |name: &String| FIELDS.into_iter().find(|field| *field == name.trim());
    let found: Vec<&'static str> = columns.iter().map(known).collect::<Option<_>>()?;
    let once = found.iter().all(|name| found.iter().filter(|other| other == &name).count() == 1);
    let whole = REQUIRED.iter().all(|name| found.contains(name));
    (once && whole).then_some(found)
}
