use std::{net::IpAddr, num::NonZeroUsize, sync::Arc, time::Duration};

use actix_web::test::TestRequest;
use chrono::TimeDelta;
use kernel::ManualClock;
use webkit::{Throttle, ThrottleSettings, client_address};

fn throttle(callers: usize) -> (Throttle, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at("2026-11-26T09:00:00Z").unwrap());
    let callers = NonZeroUsize::new(callers).unwrap();
    let settings = ThrottleSettings { burst: 3, refill: Duration::from_secs(2), callers };
    (Throttle::new(settings, clock.clone()), clock)
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn a_caller_has_a_burst_and_then_waits_as_long_as_is_said() {
    let (throttle, clock) = throttle(10);
    let beside = throttle.clone();
    let caller = ip("192.0.2.1");
    for _ in 0..3 {
        assert_eq!(throttle.take(caller), Ok(()));
    }
    assert_eq!(throttle.take(caller), Err(Duration::from_secs(2)));
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(beside.take(caller), Err(Duration::from_secs(1)), "shared, and refused calls cost nothing");
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(throttle.take(caller), Ok(()));
    assert_eq!(throttle.take(caller), Err(Duration::from_secs(2)));
    clock.advance(TimeDelta::hours(1));
    for _ in 0..3 {
        assert_eq!(throttle.take(caller), Ok(()));
    }
    assert!(throttle.take(caller).is_err(), "a rest fills the bucket and no more");
}

#[test]
fn a_person_is_one_caller_wherever_the_calls_come_from() {
    let (throttle, clock) = throttle(10);
    let rng = kernel::SeededRng::new(1);
    let (one, other) = (kernel::PersonId::new(&*clock, &rng), kernel::PersonId::new(&*clock, &rng));
    for _ in 0..3 {
        assert_eq!(throttle.take_as(one), Ok(()));
    }
    assert_eq!(throttle.take_as(one), Err(Duration::from_secs(2)));
    assert_eq!(throttle.take_as(other), Ok(()));
    assert_eq!(throttle.take(ip("192.0.2.1")), Ok(()));
}

#[test]
fn a_clock_that_is_set_back_holds_nobody_off() {
    let (throttle, clock) = throttle(10);
    let caller = ip("192.0.2.1");
    assert_eq!(throttle.take(caller), Ok(()));
    clock.advance(TimeDelta::hours(-1));
    for _ in 0..3 {
        assert_eq!(throttle.take(caller), Ok(()));
    }
    assert_eq!(
        throttle.take(caller),
        Err(Duration::from_secs(2)),
        "the bucket is as it was meant, from then on"
    );
}

#[test]
fn callers_are_told_apart_by_address_and_a_network_of_ipv6_is_one() {
    let (throttle, _clock) = throttle(10);
    let exhaust = |caller: &str| {
        for _ in 0..3 {
            assert_eq!(throttle.take(ip(caller)), Ok(()), "{caller}");
        }
    };
    exhaust("192.0.2.1");
    exhaust("192.0.2.2");
    exhaust("2001:db8::1");
    assert!(throttle.take(ip("2001:db8::ffff:2")).is_err(), "the same subscriber");
    assert!(throttle.take(ip("::ffff:192.0.2.1")).is_err(), "the same address in another form");
    exhaust("2001:db8:0:1::1");
}

#[test]
fn no_more_callers_are_remembered_than_there_is_room_for() {
    let (throttle, _clock) = throttle(2);
    for caller in ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3"] {
        assert_eq!(throttle.take(ip(caller)), Ok(()));
    }
    assert_eq!(throttle.take(ip("192.0.2.1")), Ok(()), "forgotten");
}

#[test]
fn only_what_proxies_of_the_operator_wrote_is_believed() {
    let request = |forwarded: &[&str]| {
        let peer = "192.0.2.9:4000".parse().unwrap();
        let mut request = TestRequest::default().peer_addr(peer);
        for line in forwarded {
            request = request.append_header(("x-forwarded-for", *line));
        }
        request.to_http_request()
    };
    let forged = request(&["198.51.100.1, 198.51.100.2", "2001:db8::7"]);
    assert_eq!(client_address(&forged, 0), ip("192.0.2.9"), "no proxy, no belief");
    assert_eq!(client_address(&forged, 1), ip("2001:db8::7"));
    assert_eq!(client_address(&forged, 2), ip("198.51.100.2"));
    assert_eq!(client_address(&forged, 4), ip("192.0.2.9"), "the header is shorter than it should be");
    assert_eq!(client_address(&request(&[]), 1), ip("192.0.2.9"));
    assert_eq!(client_address(&request(&["unknown"]), 1), ip("192.0.2.9"));
    assert_eq!(client_address(&request(&["198.51.100.7:1234"]), 1), ip("198.51.100.7"));
    assert_eq!(client_address(&request(&["[2001:db8::7]:1234"]), 1), ip("2001:db8::7"));
}
