use chrono::{
    DateTime, Duration, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc,
};
use chrono_tz::Tz;

/// How much of a time was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// `2024`
    Year,
    /// `202401`
    Month,
    /// `20240131`
    Day,
    /// `2024013108`
    Hour,
    /// `202401310815`
    Minute,
    /// `20240131081500`
    Second,
    /// `20240131081500.123`
    Fraction,
}

/// An instant of a header (HL7 data type TS) and how precisely it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The beginning of what was written: of that year, month, day, hour, minute or second.
    pub at: DateTime<Utc>,
    /// How much was written.
    pub precision: Precision,
    /// The day as written, in the zone in which it was written: a day or a year has no instant of its own.
    pub day: NaiveDate,
    /// Whether an offset was written; if not, the time was read in the zone of the country profile.
    pub offset_given: bool,
}

impl Moment {
    /// Reads `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][±ZZZZ]`, the offset also in two or three digits.
    ///
    /// Without an offset the time is local to `zone`: of two readings in the hour when clocks go back the earlier,
    /// and a time in the hour that clocks skip one hour later. `None` when it is not of that form or not a date.
    pub(crate) fn parse(text: &str, zone: Tz) -> Option<Self> {
        let written = Written::parse(text)?;
        let local = written.local()?;
        let at = match written.offset {
            Some(offset) => offset.from_local_datetime(&local).single()?.with_timezone(&Utc),
            None => in_zone(local, zone)?,
        };
        let (precision, day) = (written.precision, local.date());
        Some(Self { at, precision, day, offset_given: written.offset.is_some() })
    }

    /// As precisely as it was written: `2024`, `2024-01` or `2024-01-31` as it stands there, else an RFC 3339 instant.
    pub fn as_written(&self) -> String {
        match self.precision {
            Precision::Year => self.day.format("%Y").to_string(),
            Precision::Month => self.day.format("%Y-%m").to_string(),
            Precision::Day => self.day.format("%Y-%m-%d").to_string(),
            _ => self.at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}

fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    let hour = Duration::hours(1);
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.with_timezone(&Utc)),
        LocalResult::None => {
            let before = zone.from_local_datetime(&local.checked_sub_signed(hour)?).earliest()?;
            before.with_timezone(&Utc).checked_add_signed(hour)
        }
    }
}

/// A time as it was written, before any zone is applied.
pub(super) struct Written {
    pub(super) year: i32,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
    time: NaiveTime,
    offset: Option<FixedOffset>,
    precision: Precision,
}

impl Written {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if !text.is_ascii() || text.len() > 32 {
            return None;
        }
        let (written, offset) = match text.find(['+', '-']) {
            Some(place) => {
                let (written, offset) = text.split_at_checked(place)?;
                (written, Some(parse_offset(offset)?))
            }
            None => (text, None),
        };
        let (digits, fraction) = match written.split_once('.') {
            Some((digits, fraction)) => (digits, Some(fraction)),
            None => (written, None),
        };
        let part = |from: usize, to: usize| digits.get(from..to).and_then(number);
        let precision = match (digits.len(), fraction) {
            (4, None) => Precision::Year,
            (6, None) => Precision::Month,
            (8, None) => Precision::Day,
            (10, None) => Precision::Hour,
            (12, None) => Precision::Minute,
            (14, None) => Precision::Second,
            (14, Some(_)) => Precision::Fraction,
            _ => return None,
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let nanos = fraction.map_or(Some(0), parse_fraction)?;
        let time = NaiveTime::from_hms_nano_opt(
            part(8, 10).unwrap_or(0),
            part(10, 12).unwrap_or(0),
            part(12, 14).unwrap_or(0),
            nanos,
        )?;
        let year = i32::try_from(part(0, 4)?).ok().filter(|year| *year >= 1)?;
        let written = Self { year, month: part(4, 6), day: part(6, 8), time, offset, precision };
        written.local().map(|_| written)
    }

    fn local(&self) -> Option<NaiveDateTime> {
        let date = NaiveDate::from_ymd_opt(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))?;
        Some(date.and_time(self.time))
    }
}

fn number(digits: &str) -> Option<u32> {
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// Nanoseconds of up to nine digits after the point, cut to the microseconds that are kept.
fn parse_fraction(digits: &str) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let nanos = number(&format!("{digits:0<9}"))?;
    Some(nanos - nanos % 1000)
}

/// `+0100`; also `+100`, as published examples write it, and `+01`. Less than a day.
fn parse_offset(text: &str) -> Option<FixedOffset> {
    let (sign, digits) = text.split_at_checked(1)?;
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        length @ (3 | 4) => digits.split_at_checked(length - 2)?,
        _ => return None,
    };
    let minutes = number(minutes).filter(|minutes| *minutes < 60)?;
    let seconds = i32::try_from(number(hours)? * 3600 + minutes * 60).ok()?;
    match sign {
        "+" => FixedOffset::east_opt(seconds),
        _ => FixedOffset::west_opt(seconds),
    }
}
