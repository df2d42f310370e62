//! Times: any precision, with and without an offset.

use documents::cda::{self, CdaFault, Limits, Moment, Precision};

use crate::{altered, read};

fn effective(value: &str) -> Result<Moment, CdaFault> {
    let bytes = altered(
        "<effectiveTime value=\"20240312101500+0100\"/>",
        &format!("<effectiveTime value=\"{value}\"/>"),
    );
    cda::read(&bytes, &Limits::default()).map(|document| document.effective_time)
}

#[test]
fn every_precision_is_the_beginning_of_what_was_written() {
    for (text, instant, precision) in [
        ("2024", "2023-12-31T23:00:00+00:00", Precision::Year),
        ("202407", "2024-06-30T22:00:00+00:00", Precision::Month),
        ("20240229", "2024-02-28T23:00:00+00:00", Precision::Day),
        ("2024022910", "2024-02-29T09:00:00+00:00", Precision::Hour),
        ("202402291015+0000", "2024-02-29T10:15:00+00:00", Precision::Minute),
        ("20240229101530-0330", "2024-02-29T13:45:30+00:00", Precision::Second),
        ("20240229101530.1234567+1100", "2024-02-28T23:15:30.123456+00:00", Precision::Fraction),
        ("20240229101530+100", "2024-02-29T09:15:30+00:00", Precision::Second),
        ("20240229101530-01", "2024-02-29T11:15:30+00:00", Precision::Second),
        (" 20240229101530+0100 ", "2024-02-29T09:15:30+00:00", Precision::Second),
    ] {
        let moment = effective(text).unwrap();
        assert_eq!((moment.at.to_rfc3339().as_str(), moment.precision), (instant, precision), "{text}");
        assert_eq!(moment.offset_given, text.contains(['+', '-']), "{text}");
    }
}

#[test]
fn a_time_without_offset_is_local_to_the_country() {
    let document = read("times-without-offset");
    assert_eq!(document.effective_time.at.to_rfc3339(), "2024-07-01T08:15:00+00:00", "summer: two hours");
    assert!(!document.effective_time.offset_given);
    assert_eq!(document.authors[0].time.unwrap().at.to_rfc3339(), "2024-06-30T22:00:00+00:00");
    let start = document.service_time().0.unwrap();
    assert_eq!(
        start.at.to_rfc3339(),
        "2024-03-31T01:30:00+00:00",
        "in the hour that clocks skip: one hour later"
    );
    assert_eq!(
        effective("20241027023000").unwrap().at.to_rfc3339(),
        "2024-10-27T00:30:00+00:00",
        "the earlier"
    );
}

#[test]
fn a_date_of_birth_is_the_date_as_written() {
    let birth = read("times-without-offset").patient.birth.unwrap();
    assert_eq!(birth.reveal(), "1985-03-12", "half past midnight is not moved to the day before");
}

#[test]
fn what_is_no_time_is_told_with_its_place() {
    for text in [
        "2024-02-29",
        "20240230",
        "20241301",
        "20240229240000",
        "20240229101560",
        "2024022",
        "20240229101530+1",
        "20240229101530+9900",
        "20240229101530.",
        "20240229.5",
        "0000",
        "hier",
        "+0100",
        "２０２４",
        "20240229T101530",
        "999999999999999999999999999999",
    ] {
        let fault = effective(text).unwrap_err();
        assert_eq!(fault.path(), Some("ClinicalDocument/effectiveTime/@value"), "{text}");
        assert!(!fault.to_string().contains(text), "{fault}");
    }
}
