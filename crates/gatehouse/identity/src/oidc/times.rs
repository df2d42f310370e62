//! How a provider's times are compared with our own clock.

use chrono::{DateTime, TimeDelta, Utc};

/// How far a provider's clock may be from ours. Two minutes either way must lock nobody out, because a country logs in
/// through one provider; what a token gains by it is that it counts so much longer.
pub(super) const LEEWAY: TimeDelta = TimeDelta::seconds(180);
/// From here on the operator is told.
pub(super) const NOTABLE: TimeDelta = TimeDelta::seconds(30);

/// Whether an end has passed.
pub(super) fn is_over(end: i64, now: DateTime<Utc>) -> bool {
    now.timestamp() >= end.saturating_add(LEEWAY.num_seconds())
}

/// Whether a moment is still to come.
pub(super) fn is_to_come(moment: i64, now: DateTime<Utc>) -> bool {
    moment > now.timestamp().saturating_add(LEEWAY.num_seconds())
}

/// Whether a moment is longer ago than this.
pub(super) fn is_older(moment: i64, age: TimeDelta, now: DateTime<Utc>) -> bool {
    moment < now.timestamp().saturating_sub((age + LEEWAY).num_seconds())
}
