//! Instants as callers write them (RFC 3339).

use chrono::{DateTime, Utc};
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};

const EXPECTED: &str = "an RFC 3339 instant with an offset, such as `2026-03-01T08:00:00Z`";

/// Reads an instant that may be left out; a fault says what would be right and repeats nothing.
pub(crate) fn optional<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let Some(text) = Option::<String>::deserialize(reader)? else { return Ok(None) };
    match DateTime::parse_from_rfc3339(&text) {
        Ok(instant) => Ok(Some(instant.with_timezone(&Utc))),
        Err(_) => Err(D::Error::invalid_value(Unexpected::Str(""), &EXPECTED)),
    }
}
