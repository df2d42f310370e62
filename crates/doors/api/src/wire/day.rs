//! Days as callers write them (ISO 8601).

use chrono::NaiveDate;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};

const EXPECTED: &str = "a day that exists, as YYYY-MM-DD, such as `2026-03-14`";

/// Reads a day that may be left out; a fault says what would be right and repeats nothing.
pub(crate) fn optional<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<NaiveDate>, D::Error> {
    let Some(text) = Option::<String>::deserialize(reader)? else { return Ok(None) };
    match text.parse() {
        Ok(day) => Ok(Some(day)),
        Err(_) => Err(D::Error::invalid_value(Unexpected::Str(""), &EXPECTED)),
    }
}
