//! A care relationship, as it is declared and as long as it runs.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use consent::{Error, Reason, SpaceState};
use kernel::{Actor, Capacity, Clock, ErrorKind, OrganisationId};
use testkit::meet;

use crate::house::{House, Look, refusal};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// When a relationship of `days` days that is declared at an instant ends in a zone.
fn end(now: &str, days: u32, zone: Tz) -> DateTime<Utc> {
    let house = House::new();
    house.clock.set(at(now));
    let space = house.space_in(&house.citizen(), SpaceState::Active, zone);
    house.declare(&house.doctor(), space, Some(days)).unwrap().ends_at
}

#[test]
fn it_ends_with_its_last_day_in_the_holders_zone() {
    let paris = Tz::Europe__Paris;
    assert_eq!(end("2026-03-01T08:00:00Z", 1, paris), at("2026-03-02T23:00:00Z"), "in winter");
    assert_eq!(end("2026-07-01T08:00:00Z", 1, paris), at("2026-07-02T22:00:00Z"), "in summer");
    assert_eq!(
        end("2026-03-01T22:59:59.999999Z", 1, paris),
        at("2026-03-02T23:00:00Z"),
        "just before midnight"
    );
    assert_eq!(
        end("2026-03-01T23:00:00Z", 1, paris),
        at("2026-03-03T23:00:00Z"),
        "at midnight, the day after"
    );
}

#[test]
fn it_ends_with_its_last_day_when_the_clocks_change_in_paris() {
    let paris = Tz::Europe__Paris;
    assert_eq!(end("2026-03-27T10:00:00Z", 1, paris), at("2026-03-28T23:00:00Z"), "the night before");
    assert_eq!(end("2026-03-28T10:00:00Z", 1, paris), at("2026-03-29T22:00:00Z"), "over a day of 23 hours");
    assert_eq!(end("2026-10-24T10:00:00Z", 1, paris), at("2026-10-25T23:00:00Z"), "over a day of 25 hours");
}

#[test]
fn it_ends_with_its_last_day_in_martinique() {
    let martinique = Tz::America__Martinique;
    assert_eq!(
        end("2026-03-01T02:00:00Z", 1, martinique),
        at("2026-03-02T04:00:00Z"),
        "it is still February there"
    );
    assert_eq!(end("2026-03-01T04:00:00Z", 1, martinique), at("2026-03-03T04:00:00Z"));
}

#[test]
fn where_midnight_does_not_exist_it_ends_at_the_first_instant_that_does() {
    assert_eq!(end("2026-04-22T10:00:00Z", 1, Tz::Africa__Cairo), at("2026-04-23T22:00:00Z"));
}

#[test]
fn it_opens_the_record_at_once_and_shuts_it_at_its_end() {
    let house = House::new();
    let doctor = house.doctor();
    let space = house.space(&house.citizen());
    assert_eq!(refusal(house.look(&doctor, space)).1, Reason::NoWay);
    let opened = house.declare(&doctor, space, Some(1)).unwrap();
    assert_eq!(opened.starts_at, house.clock.now());
    house.look(&doctor, space).unwrap();
    house.clock.set(opened.ends_at - TimeDelta::microseconds(1));
    house.look(&doctor, space).unwrap();
    house.clock.set(opened.ends_at);
    assert_eq!(refusal(house.look(&doctor, space)).1, Reason::NoWay);
}

#[test]
fn it_lasts_as_long_as_its_profession_says_and_never_longer() {
    let house = House::new();
    let holder = house.citizen();
    for (profession, days) in [("10", 90), ("40", 60), ("50", 300)] {
        let (space, actor) = (house.space(&holder), house.professional(profession));
        let by_default = house.declare(&actor, space, None).unwrap().ends_at;
        let by_number = house.declare(&actor, space, Some(days)).unwrap().ends_at;
        assert_eq!(by_default, by_number, "{profession}");
        for days in [0, days + 1, u32::MAX] {
            let refused = house.declare(&actor, space, Some(days)).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Unprocessable, "{profession} {days}");
            assert!(refused.to_string().contains(&format!("`{days}`")), "{refused}");
        }
    }
}

#[test]
fn declaring_again_takes_the_place_of_the_one_that_runs() {
    let house = House::new();
    let doctor = house.doctor();
    let space = house.space(&house.citizen());
    let first = house.declare(&doctor, space, Some(30)).unwrap();
    house.clock.advance(TimeDelta::hours(1));
    let second = house.declare(&doctor, space, Some(1)).unwrap();
    let running =
        house.number("select count(*) from consent.provision where ends_at > '2026-03-01T09:00:00Z'");
    assert_eq!(running, 1);
    let lines = house.lines_of(space);
    assert_eq!(lines[1].entry.detail["replaces"], serde_json::json!([first.id]));
    assert_eq!(lines[1].entry.things, [second.id.uuid()]);
    house.clock.set(second.ends_at);
    assert!(house.look(&doctor, space).is_err(), "the longer one is over");
}

#[test]
fn two_at_the_same_instant_leave_one_that_runs() {
    let house = House::new();
    let doctor = house.doctor();
    let space = house.space(&house.citizen());
    house.declare(&doctor, space, Some(30)).unwrap();
    house.declare(&doctor, space, Some(1)).unwrap();
    let running =
        house.number("select count(*) from consent.provision where ends_at > '2026-03-01T08:00:00Z'");
    assert_eq!(running, 1);
}

#[test]
fn it_serves_the_situation_of_practice_that_declared_it() {
    let house = House::new();
    let doctor = house.doctor();
    let space = house.space(&house.citizen());
    house.declare(&doctor, space, None).unwrap();
    let elsewhere = |change: &dyn Fn(&mut kernel::Practice)| {
        let mut other: Actor = doctor.clone();
        if let Capacity::Professional(practice) = &mut other.capacity {
            change(practice);
        }
        other
    };
    let second_practice = OrganisationId::new(&*house.clock, &*house.rng);
    assert!(
        house.look(&elsewhere(&|practice| practice.organisation = Some(second_practice)), space).is_err()
    );
    assert!(house.look(&elsewhere(&|practice| practice.organisation = None), space).is_err());
    assert!(house.look(&elsewhere(&|practice| practice.profession = "21".to_owned()), space).is_err());
    house.look(&doctor, space).unwrap();
    let other_practice = elsewhere(&|practice| practice.organisation = Some(second_practice));
    house.declare(&other_practice, space, Some(1)).unwrap();
    house.look(&other_practice, space).unwrap();
    house.look(&doctor, space).unwrap();
}

#[test]
fn nobody_else_declares_one() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    let organisation = OrganisationId::new(&*house.clock, &*house.rng);
    for actor in [
        holder,
        house.citizen(),
        house.professional("00"),
        house.actor(Capacity::Establishment { organisation, listed: true }),
    ] {
        assert_eq!(refusal(house.declare(&actor, space, None)).1, Reason::NoWay);
    }
    assert_eq!(house.number("select count(*) from consent.provision"), 0);
}

#[test]
fn its_line_tells_the_holder_what_was_declared() {
    let house = House::new();
    let doctor = house.doctor();
    let space = house.space(&house.citizen());
    let opened = house.declare(&doctor, space, Some(7)).unwrap();
    let lines = house.lines_of(space);
    let entry = &lines[0].entry;
    assert_eq!((entry.act.as_str(), entry.way.as_deref()), ("care-relationships.open", Some("W5")));
    assert_eq!(entry.things, [opened.id.uuid()]);
    let said = &entry.detail["provision"];
    assert_eq!(said["terms"], serde_json::json!({ "evidence": "team_in_charge", "profession": "10" }));
    assert_eq!(said["person"], serde_json::json!(doctor.person));
    house.journal_is_whole();
}

#[test]
fn a_relationship_whose_transaction_is_rolled_back_is_none() {
    let house = House::new();
    let doctor = house.doctor();
    let space = house.space(&house.citizen());
    let command = consent::service::RelationshipCommand {
        evidence: consent::rules::Evidence::Admission,
        days: None,
        code: None,
        collected_by: None,
        idempotency: None,
    };
    let failed: Result<(), Error> = house.desk.write(|tx| {
        house.consent.open_relationship(tx, &doctor, space, consent::Ask::default(), &command)?;
        house.consent.check::<Look>(tx, &doctor, space, consent::Ask::default()).map(|_| ())?;
        Err(Error::Unprocessable("given up".to_owned()))
    });
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::Unprocessable, "within it the relationship runs");
    assert!(house.look(&doctor, space).is_err());
}

#[test]
fn a_relationship_that_is_declared_while_the_record_is_closed_is_ended_or_refused() {
    for event in ["insert on consent.provision", "insert on journal.line"] {
        let house = House::new();
        let (holder, doctor) = (house.citizen(), house.doctor());
        let holder = Actor { second_factor_at: Some(house.clock.now()), ..holder };
        let space = house.space(&holder);
        let declare = || drop(house.declare(&doctor, space, None));
        let close = || {
            house.desk.write(|tx| house.consent.close_space(tx, &holder, space)).unwrap();
        };
        if event.contains("provision") {
            meet(&house.database, event, declare, close);
        } else {
            // The closing has ended every grant that it saw, and is not yet done.
            meet(&house.database, event, close, declare);
        }
        house.desk.write(|tx| house.consent.reopen_space(tx, &holder, space)).unwrap();
        assert!(house.look(&doctor, space).is_err(), "{event}: what closing ended stays ended");
        house.declare(&doctor, space, None).unwrap();
        house.look(&doctor, space).unwrap();
    }
}
