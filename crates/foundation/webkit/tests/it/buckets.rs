use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use chrono::TimeDelta;
use kernel::ManualClock;
use webkit::{Buckets, Rate};

#[test]
fn each_has_its_own_rate_and_bucket() {
    let clock = Arc::new(ManualClock::at("2026-11-26T09:00:00Z").unwrap());
    let buckets = Buckets::new(NonZeroUsize::new(10).unwrap(), clock.clone());
    let (slow, fast) = (Rate::per_minute(2), Rate::per_minute(600));
    assert_eq!(slow, Rate { burst: 2, refill: Duration::from_secs(30) });
    assert_eq!(Rate::per_minute(0), Rate { burst: 1, refill: Duration::from_secs(60) }, "none is one");
    for _ in 0..2 {
        assert_eq!(buckets.take("slow", slow), Ok(()));
    }
    assert_eq!(buckets.take("slow", slow), Err(Duration::from_secs(30)));
    for _ in 0..600 {
        assert_eq!(buckets.take("fast", fast), Ok(()));
    }
    assert_eq!(buckets.take("fast", fast), Err(Duration::from_millis(100)));
    clock.advance(TimeDelta::seconds(30));
    assert_eq!(buckets.take("slow", slow), Ok(()));
    assert!(buckets.take("slow", slow).is_err());
}

#[test]
fn a_rate_that_was_lowered_counts_from_the_next_call() {
    let clock = Arc::new(ManualClock::at("2026-11-26T09:00:00Z").unwrap());
    let buckets = Buckets::new(NonZeroUsize::new(10).unwrap(), clock);
    for _ in 0..30 {
        assert_eq!(buckets.take("client", Rate::per_minute(60)), Ok(()));
    }
    // Thirty seconds are owed, and at one in ten seconds only fifty may be.
    assert_eq!(buckets.take("client", Rate::per_minute(6)), Ok(()));
    assert_eq!(buckets.take("client", Rate::per_minute(6)), Ok(()));
    assert_eq!(buckets.take("client", Rate::per_minute(6)), Ok(()));
    assert!(buckets.take("client", Rate::per_minute(6)).is_err());
}
