use std::str::FromStr;

use chrono::NaiveDate;
use kernel::Private;
use serde::{Deserialize, Serialize};

use super::TraitFault;

/// A date of birth, whole or only its year or month, as `1979-03-28`, `1979-03` or `1979`.
///
/// It is the date as written: a time or an offset beside it never moves it to another day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BirthDate(Private<String>);

impl BirthDate {
    /// Reads `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; `00` for a month or a day says that it is unknown.
    ///
    /// # Errors
    /// [`TraitFault::BirthDate`] for anything else, and for a day that no calendar has.
    pub fn parse(text: &str) -> Result<Self, TraitFault> {
        let known = text.strip_suffix("-00").unwrap_or(text);
        let known = known.strip_suffix("-00").unwrap_or(known);
        let whole = match known.len() {
            4 => format!("{known}-01-01"),
            7 => format!("{known}-01"),
            _ => known.to_owned(),
        };
        let plain = whole.len() == 10 && whole.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        match NaiveDate::parse_from_str(&whole, "%Y-%m-%d") {
            Ok(_) if plain => Ok(Self(known.into())),
            _ => Err(TraitFault::BirthDate),
        }
    }

    /// The text, for sealing it or for somebody who may see it.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// The day, if the day is known.
    pub fn day(&self) -> Option<NaiveDate> {
        NaiveDate::parse_from_str(self.reveal(), "%Y-%m-%d").ok()
    }

    /// The year.
    pub(crate) fn year(&self) -> Option<i32> {
        self.reveal().get(..4)?.parse().ok()
    }

    /// Whether both may be the same day: equal as far as both are known.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.reveal().starts_with(other.reveal()) || other.reveal().starts_with(self.reveal())
    }

    /// Whether the whole of it lies after that day.
    pub(crate) fn is_after(&self, day: NaiveDate) -> bool {
        self.reveal() > day.format("%Y-%m-%d").to_string().as_str()
    }
}

impl FromStr for BirthDate {
    type Err = TraitFault;

    fn from_str(text: &str) -> Result<Self, TraitFault> {
        Self::parse(text)
    }
}

impl From<NaiveDate> for BirthDate {
    fn from(day: NaiveDate) -> Self {
        Self(Private::new(day.format("%Y-%m-%d").to_string()))
    }
}

impl TryFrom<String> for BirthDate {
    type Error = TraitFault;

    fn try_from(text: String) -> Result<Self, TraitFault> {
        Self::parse(&text)
    }
}

impl From<BirthDate> for String {
    fn from(date: BirthDate) -> Self {
        date.0.reveal().clone()
    }
}
