//! When the act of care was done that a document tells of.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::Metadata;
use crate::{Error, cda::ClinicalDocument};

/// No act of care of somebody who lives, or of whom a record is kept, was done before this year.
const EARLIEST: i32 = 1850;
/// An act may be planned: an appointment, a renewal, a programme of care. XDS sets no bound; what is further ahead than ten
/// years is a slip of the pen, or a filler as the year 9999.
const AHEAD: TimeDelta = TimeDelta::days(3_653);

type Span = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// Beginning and end as the header of a CDA says them, else as its depositor does; what a citizen says comes first. Where
/// nobody says it, a clinical document is about the time at which it was made.
///
/// # Errors
/// [`Error::Metadata`] for an instant that cannot be one of an act of care, and for an end before its beginning.
pub(super) fn service_time(
    metadata: &Metadata,
    header: Option<&ClinicalDocument>,
    by_citizen: bool,
    now: DateTime<Utc>,
) -> Result<Span, Error> {
    let said = (metadata.service_start, metadata.service_end);
    fits("/service_start", said.0, now)?;
    fits("/service_end", said.1, now)?;
    if let (Some(start), Some(end)) = said
        && end < start
    {
        return Err(Error::Metadata {
            pointer: "/service_end",
            found: Some(end.to_rfc3339()),
            expected: "an instant that is not before `service_start`".to_owned(),
        });
    }
    let Some(header) = header else { return Ok(said) };
    let (start, end) = header.service_time();
    let (start, end) = (start.map(|moment| moment.at), end.map(|moment| moment.at));
    for act in [start, end] {
        fits("/file/ClinicalDocument/documentationOf/serviceEvent/effectiveTime", act, now)?;
    }
    let made = header.effective_time.at;
    fits("/file/ClinicalDocument/effectiveTime", Some(made), now)?;
    let (start, end) = match by_citizen {
        true => (said.0.or(start), said.1.or(end)),
        false => (start.or(said.0), end.or(said.1)),
    };
    let start = start.unwrap_or(made);
    let end = end.filter(|end| *end >= start);
    Ok((Some(start), end))
}

fn fits(pointer: &'static str, at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Error> {
    let Some(at) = at.filter(|at| at.year() < EARLIEST || *at > now + AHEAD) else { return Ok(()) };
    Err(Error::Metadata {
        pointer,
        found: Some(at.to_rfc3339()),
        expected: format!("an instant from the year {EARLIEST} on, at most ten years ahead"),
    })
}
