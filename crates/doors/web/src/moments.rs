//! Instants as a person reads them: in the time zone of the record, in words.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use consent::Language;
use documents::cda::Precision;
use identity::BirthDate;

const MONTHS: [(&str, &str); 12] = [
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
];

const DAYS: [(&str, &str); 7] = [
    ("lundi", "Monday"),
    ("mardi", "Tuesday"),
    ("mercredi", "Wednesday"),
    ("jeudi", "Thursday"),
    ("vendredi", "Friday"),
    ("samedi", "Saturday"),
    ("dimanche", "Sunday"),
];

/// A moment, for a page: words for people, an RFC 3339 instant for machines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// `23 novembre 2026`.
    pub(crate) day: String,
    /// `lundi 23 novembre 2026`.
    pub(crate) long_day: String,
    /// `novembre 2026`.
    pub(crate) month: String,
    /// `14 h 05` or `14:05`.
    pub(crate) time: String,
    /// As the end of something: `22 novembre 2026 inclus` for the first instant of the 23rd, `23 novembre 2026, 14 h 05` for another.
    pub(crate) end: String,
    /// For the attribute `datetime`.
    pub(crate) machine: String,
}

impl Moment {
    /// How an instant reads in a time zone.
    pub(crate) fn new(at: DateTime<Utc>, zone: Tz, language: Language) -> Self {
        let local = at.with_timezone(&zone);
        let (hour, minute) = (local.hour(), local.minute());
        let date = local.date_naive();
        let time = match language {
            Language::French => format!("{hour}\u{a0}h\u{a0}{minute:02}"),
            Language::English => format!("{hour:02}:{minute:02}"),
        };
        let last = date.pred_opt().filter(|_| local.num_seconds_from_midnight() == 0);
        let end = match last {
            Some(last) => {
                format!("{} {}", day(last, language), in_language(("inclus", "included"), language))
            }
            None => format!("{}, {time}", day(date, language)),
        };
        Self {
            day: day(date, language),
            long_day: format!("{} {}", weekday(date, language), day(date, language)),
            month: month(local.month(), local.year(), language),
            time,
            end,
            machine: local.format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        }
    }
}

/// A date of birth in words, as far as it is known.
pub(crate) fn birth_date(date: &BirthDate, language: Language) -> String {
    if let Some(known) = date.day() {
        return day(known, language);
    }
    let mut parts = date.reveal().split('-').map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(number))) => {
            month(number, i32::try_from(year).unwrap_or_default(), language)
        }
        _ => date.reveal().to_owned(),
    }
}

/// A moment of a clinical document, as precisely as it was written.
pub(crate) fn precise(moment: &documents::cda::Moment, zone: Tz, language: Language) -> String {
    let date = moment.day;
    match moment.precision {
        Precision::Year => date.year().to_string(),
        Precision::Month => month(date.month(), date.year(), language),
        Precision::Day => day(date, language),
        _ => {
            let read = Moment::new(moment.at, zone, language);
            format!("{}, {}", read.day, read.time)
        }
    }
}

pub(crate) fn day(date: NaiveDate, language: Language) -> String {
    let month = month(date.month(), date.year(), language);
    match (date.day(), language) {
        (1, Language::French) => format!("1er {month}"),
        (day, _) => format!("{day} {month}"),
    }
}

fn month(number: u32, year: i32, language: Language) -> String {
    let index = usize::try_from(number).unwrap_or_default().saturating_sub(1);
    format!("{} {year}", MONTHS.get(index).map_or("", |names| in_language(*names, language)))
}

fn weekday(date: NaiveDate, language: Language) -> &'static str {
    let index = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or_default();
    DAYS.get(index).map_or("", |names| in_language(*names, language))
}

fn in_language(names: (&'static str, &'static str), language: Language) -> &'static str {
    match language {
        Language::French => names.0,
        Language::English => names.1,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_instant_reads_in_the_zone_of_the_record() {
        let at: DateTime<Utc> = "2026-02-28T23:05:00Z".parse().unwrap();
        let french = Moment::new(at, Tz::Europe__Paris, Language::French);
        assert_eq!(french.long_day, "dimanche 1er mars 2026");
        assert_eq!(french.time, "0\u{a0}h\u{a0}05");
        assert_eq!(french.machine, "2026-03-01T00:05:00+01:00");
        let english = Moment::new(at, Tz::America__Martinique, Language::English);
        assert_eq!(
            (english.long_day.as_str(), english.time.as_str()),
            ("Saturday 28 February 2026", "19:05")
        );
        assert_eq!(english.month, "February 2026");
    }

    #[test]
    fn an_end_at_midnight_is_the_day_before_as_a_whole() {
        let read = |at: &str, zone, language| Moment::new(at.parse().unwrap(), zone, language).end;
        let (paris, martinique) = (Tz::Europe__Paris, Tz::America__Martinique);
        assert_eq!(read("2026-02-28T23:00:00Z", paris, Language::French), "28 février 2026 inclus");
        assert_eq!(read("2026-02-28T23:00:00Z", martinique, Language::English), "28 February 2026, 19:00");
        assert_eq!(read("2026-03-01T04:00:00Z", martinique, Language::English), "28 February 2026 included");
        let later = read("2026-02-28T23:00:01Z", paris, Language::French);
        assert_eq!(later, "1er mars 2026, 0\u{a0}h\u{a0}00");
    }

    #[test]
    fn a_date_of_birth_reads_as_far_as_it_is_known() {
        let read = |text| birth_date(&BirthDate::parse(text).unwrap(), Language::English);
        assert_eq!(read("1979-03-28"), "28 March 1979");
        assert_eq!(read("1979-03"), "March 1979");
        assert_eq!(read("1979"), "1979");
    }
}
