//! What ends with a day ends where the holder lives: over clock changes, leap days and zones.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use consent::{end_after, first_instant};
use proptest::prelude::*;

use crate::ground::many;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_day_ends_where_the_holder_lives() {
    let paris = Tz::Europe__Paris;
    let ends = |from: &str, days, zone| end_after(day(from), days, zone).unwrap();
    // Summer time begins on 28 March 2027 and ends on 31 October 2027.
    assert_eq!(ends("2027-03-27", 0, paris), at("2027-03-27T23:00:00Z"));
    assert_eq!(ends("2027-03-27", 1, paris), at("2027-03-28T22:00:00Z"), "a day of 23 hours");
    assert_eq!(ends("2027-10-30", 0, paris), at("2027-10-30T22:00:00Z"));
    assert_eq!(ends("2027-10-30", 1, paris), at("2027-10-31T23:00:00Z"), "a day of 25 hours");
    assert_eq!(
        ends("2027-10-30", 1, Tz::America__Martinique),
        at("2027-11-01T04:00:00Z"),
        "no clock changes there"
    );
    assert_eq!(ends("2028-02-28", 0, paris), at("2028-02-28T23:00:00Z"));
    assert_eq!(ends("2028-02-28", 1, paris), at("2028-02-29T23:00:00Z"), "the leap day is one");
    assert_eq!(ends("2028-02-28", 1, Tz::Pacific__Noumea), at("2028-02-29T13:00:00Z"));
    // In Beirut summer time begins at midnight, which that day does not have.
    assert_eq!(ends("2027-03-27", 0, Tz::Asia__Beirut), at("2027-03-27T22:00:00Z"));
}

proptest! {
    #![proptest_config(many())]

    /// An oracle of its own: of all minutes around, the first that carries the date.
    #[test]
    fn the_first_instant_of_a_day_is_the_first_that_has_its_date(
        days in 0_u64..4_000, zone in prop::sample::select(vec![
            Tz::Europe__Paris, Tz::America__Martinique, Tz::Indian__Reunion, Tz::Pacific__Noumea,
            Tz::America__Miquelon, Tz::Pacific__Tahiti, Tz::Asia__Beirut,
        ]),
    ) {
        let wanted = day("2024-01-01").checked_add_days(Days::new(days)).unwrap();
        let noon_before = Utc.from_utc_datetime(&wanted.pred_opt().unwrap().and_hms_opt(6, 0, 0).unwrap());
        let has_date = |minute: &DateTime<Utc>| minute.with_timezone(&zone).date_naive() == wanted;
        let minutes = (0..3 * 24 * 60).map(|minute| noon_before + TimeDelta::minutes(minute));
        let first = minutes.into_iter().find(has_date).unwrap();
        prop_assert_eq!(first_instant(wanted, zone), Some(first));
        prop_assert_eq!(end_after(wanted.pred_opt().unwrap(), 0, zone), Some(first));
    }
}
