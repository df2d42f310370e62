use chrono::NaiveDate;
use kernel::Private;

use super::moment::Written;

/// A date of birth, whole or only its year or month, as `1979-03-28`, `1979-03` or `1979`.
///
/// It is the date as written: a time or an offset beside it never moves it to another day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BirthDate(Private<String>);

impl BirthDate {
    /// Reads an HL7 time; `None` when it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let written = Written::parse(text)?;
        let mut date = format!("{:04}", written.year);
        for part in [written.month, written.day].into_iter().flatten() {
            date.push_str(&format!("-{part:02}"));
        }
        Some(Self(Private::new(date)))
    }

    /// The text, for sealing it or for somebody who may see it.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// The day, if the day is known.
    pub fn day(&self) -> Option<NaiveDate> {
        NaiveDate::parse_from_str(self.reveal(), "%Y-%m-%d").ok()
    }
}

impl From<NaiveDate> for BirthDate {
    fn from(day: NaiveDate) -> Self {
        Self(Private::new(day.format("%Y-%m-%d").to_string()))
    }
}
