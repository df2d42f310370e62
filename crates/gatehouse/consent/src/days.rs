//! Days as they begin and end where somebody lives.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The first instant of a day in a time zone. Where its midnight does not exist (a clock change) it is the first instant
/// that does; where it exists twice, the first.
pub fn first_instant(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=180)
        .find_map(|minutes| zone.from_local_datetime(&(midnight + TimeDelta::minutes(minutes))).earliest())
        .map(|instant| instant.with_timezone(&Utc))
}

/// The end of the day that an instant lies in, or ends, in a time zone.
pub(crate) fn end_of_its_day(instant: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let within = instant - TimeDelta::microseconds(1);
    end_after(within.with_timezone(&zone).date_naive(), 0, zone)
}

/// The end of the day that an instant lies in, or ends, `days` days later, in a time zone.
pub(crate) fn end_of_last_day(instant: DateTime<Utc>, days: u32, zone: Tz) -> Option<DateTime<Utc>> {
    instant.checked_add_days(Days::new(u64::from(days))).and_then(|last| end_of_its_day(last, zone))
}

/// The end of the day that lies `days` days after a day, in a time zone: the first instant of the day after it.
pub fn end_after(day: NaiveDate, days: u32, zone: Tz) -> Option<DateTime<Utc>> {
    first_instant(day.checked_add_days(Days::new(u64::from(days) + 1))?, zone)
}
