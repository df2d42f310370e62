use actix_web::http::header::{HeaderName, HeaderValue};
use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};

/// When something was announced to go.
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
/// From when it may be gone.
const SUNSET: HeaderName = HeaderName::from_static("sunset");
/// What takes its place.
const LINK: HeaderName = HeaderName::from_static("link");
/// The least time between the two: whoever sells software needs it to reach every customer.
const NOTICE: Months = Months::new(24);

/// An address that is to go: it was announced on a day, and another one takes its place.
#[derive(Debug, Clone, Copy)]
pub struct Deprecation {
    /// The day of the announcement.
    pub since: NaiveDate,
    /// The day from which it may be gone.
    pub sunset: NaiveDate,
    /// The path of what takes its place.
    pub successor: &'static str,
}

impl Deprecation {
    /// Whether there are 24 months between the two days, as publishers were promised.
    pub fn is_kept(&self) -> bool {
        self.since.checked_add_months(NOTICE).is_some_and(|earliest| earliest <= self.sunset)
    }

    /// What its answers bear: `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` (RFC 8288).
    pub(crate) fn headers(&self) -> [(HeaderName, HeaderValue); 3] {
        let since = format!("@{}", midnight(self.since).timestamp());
        let sunset = midnight(self.sunset).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let link = format!("<{}>; rel=\"successor-version\"", self.successor);
        // INVARIANT: digits, days and a path of this site are header values.
        let value = |text: String| HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""));
        [(DEPRECATION, value(since)), (SUNSET, value(sunset)), (LINK, value(link))]
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
