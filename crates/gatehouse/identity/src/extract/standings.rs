use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Rpps, Standing};

use super::{Encoding, HeaderFault, Reason, Reject, Row, columns::Columns, fields::Reader};
use crate::rows;

/// A file of standings, once its first line is read: `rpps,standing,since`.
pub struct Standings {
    encoding: Encoding,
    columns: Columns,
    now: DateTime<Utc>,
}

/// What is said of somebody's standing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Number of the line.
    pub line: u64,
    /// Of whom.
    pub rpps: Rpps,
    /// The standing.
    pub standing: Standing,
    /// Since when.
    pub since: DateTime<Utc>,
}

const NAMES: &[&str] = &["rpps", "standing", "since"];
const RPPS: usize = 0;
const STANDING: usize = 1;
const SINCE: usize = 2;

impl Standings {
    /// Reads the first line; no standing begins after `now`.
    ///
    /// # Errors
    /// [`HeaderFault`].
    pub fn begin(encoding: Encoding, first: &[u8], now: DateTime<Utc>) -> Result<Self, HeaderFault> {
        let first = encoding.first_text(first);
        let names: Vec<&str> = first.split(',').collect();
        Ok(Self { encoding, columns: Columns::find(NAMES, &names)?, now })
    }

    /// Reads a row.
    pub fn read(&self, number: u64, line: &[u8]) -> Row<Said> {
        let text = self.encoding.text(line);
        let fields: Vec<&str> = text.split(',').collect();
        let Some(fields) = self.columns.of(&fields) else {
            return Row::Rejected(Reject { line: number, column: "", reason: Reason::Fields }, None);
        };
        let row = Reader { line: number, fields };
        match self.said(&row) {
            Ok(said) => Row::Taken(said),
            Err(reject) => Row::Rejected(reject, None),
        }
    }

    fn said(&self, row: &Reader<'_>) -> Result<Said, Reject> {
        let rpps = row.rpps(RPPS)?;
        let standing = rows::standing(row.fields.get(STANDING));
        let standing = standing.map_err(|_| row.fault(STANDING, Reason::Standing))?;
        let since = instant(row.fields.get(SINCE)).filter(|since| *since <= self.now);
        let since = since.ok_or_else(|| row.fault(SINCE, Reason::Date))?;
        Ok(Said { line: row.line, rpps, standing, since })
    }
}

/// `2026-11-25`, its beginning in UTC, or an instant.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(date.and_hms_opt(0, 0, 0)?.and_utc());
    }
    Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc))
}
