use chrono::{DateTime, TimeDelta, Utc};
use consent::{LifeReason, SpaceState};
use identity::{SessionCapacity, feed::Why};
use kernel::{Clock, PersonId};

use super::{Person, doubles::support};
use crate::house::House;

fn until(house: &House) -> DateTime<Utc> {
    let text = house.text("select to_char(opposition_until at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as t from consent.space");
    text.parse().unwrap()
}

#[test]
fn six_weeks_end_with_their_last_day_where_the_person_lives() {
    for (told_on, commune, expected) in [
        // Told in winter, over in summer: the clocks went forward on 29 March 2026.
        ("2026-02-20", "75056", "2026-04-03T22:00:00Z"),
        ("2026-02-20", "97411", "2026-04-03T20:00:00Z"),
        ("2026-02-20", "97209", "2026-04-04T04:00:00Z"),
        ("2026-02-20", "98735", "2026-04-04T10:00:00Z"),
        ("2026-02-20", "98718", "2026-04-04T09:30:00Z"),
        ("2026-02-20", "98818", "2026-04-03T13:00:00Z"),
        ("2026-02-20", "97502", "2026-04-04T02:00:00Z"),
        // The last day is the day on which the clocks go forward.
        ("2026-02-15", "75056", "2026-03-29T22:00:00Z"),
        // And back, in autumn of the year before.
        ("2025-09-14", "75056", "2025-10-26T23:00:00Z"),
    ] {
        let house = House::new();
        house.server().import(&[Person::new(1).with("told_on", told_on).with("commune", commune)]);
        assert_eq!(until(&house).to_rfc3339(), expected.replace('Z', "+00:00"), "{told_on} {commune}");
    }
}

#[test]
fn the_day_of_the_import_counts_where_nobody_says_when_somebody_was_told() {
    let house = House::new();
    // 8 h in Paris on 2 March, and still 1 March in Papeete.
    house.server().import(&[Person::new(1).with("commune", "98735")]);
    assert_eq!(until(&house).to_rfc3339(), "2026-04-13T10:00:00+00:00");
}

#[test]
fn records_are_made_after_the_time_to_oppose_and_never_those_that_were_opposed() {
    let house = House::new();
    let server = house.server();
    server.import(&[
        Person::new(1),
        Person::new(2).with("opposed", "oui"),
        Person::new(3).with("commune", "97411"),
    ]);
    assert_eq!(house.count("select count(*) as n from consent.space where state = 'opposed'"), 1);
    let end = || server.desk.write(|tx| server.consent.end_oppositions(tx, 10)).unwrap();
    assert_eq!(end(), 0);
    house.clock.set("2026-04-13T19:59:59Z".parse().unwrap());
    assert_eq!(end(), 0);
    house.clock.set("2026-04-13T20:00:00Z".parse().unwrap());
    assert_eq!(end(), 1, "in La Réunion the day is over");
    // An outage of a month: the rest is done at once.
    house.clock.advance(TimeDelta::days(30));
    assert_eq!((end(), end()), (1, 0));
    assert_eq!(house.count("select count(*) as n from consent.space where state = 'created'"), 2);
    assert_eq!(house.count("select count(*) as n from consent.space where state = 'opposed'"), 1);
    // Opposed now is too late; the row is taken all the same.
    let done = server.import(&[Person::new(1).with("opposed", "yes")]);
    assert_eq!(done.told(), [(3, "opposed", Why::OpposedTooLate)]);
    assert_eq!(journal::verify(&server.desk, &server.vault, None).unwrap().findings, []);
}

#[test]
fn of_a_holder_who_opposes_and_the_end_of_the_time_one_comes_first() {
    let house = House::new();
    let server = house.server();
    for nth in 0..6 {
        server.import(&[Person::new(nth)]);
    }
    house.clock.advance(TimeDelta::days(60));
    let people: Vec<PersonId> = house
        .text("select string_agg(person::text, ' ' order by space_id) as t from identity.citizen")
        .split(' ')
        .map(|id| id.parse().unwrap())
        .collect();
    std::thread::scope(|scope| {
        let server = &server;
        for person in people {
            let actor = server.actor(&server.open(SessionCapacity::Citizen { person }, None));
            scope.spawn(move || {
                let space = server.desk.read(|rtx| server.identity.spaces_of(rtx, person)).unwrap()[0].space;
                let _ = server.desk.write(|tx| server.consent.oppose_space(tx, &actor, space));
            });
        }
        scope.spawn(move || {
            for _ in 0..20 {
                let _ = server.desk.write(|tx| server.consent.end_oppositions(tx, 2));
            }
        });
    });
    server.desk.write(|tx| server.consent.end_oppositions(tx, 10)).unwrap();
    assert_eq!(
        house.count("select count(*) as n from consent.space where state not in ('opposed', 'created')"),
        0
    );
    assert_eq!(
        journal::verify(&server.desk, &server.vault, None).unwrap().findings,
        [],
        "no step was taken twice"
    );
}

#[test]
fn a_death_ends_the_sessions_and_a_death_that_was_none_gives_everything_back() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1)]);
    house.run("update consent.space set state = 'active'");
    let person: PersonId = house.text("select person::text as t from identity.citizen").parse().unwrap();
    let session = server.open(SessionCapacity::Citizen { person }, None);
    assert!(server.recognise(&server.token(&session)).is_ok());
    let done = server.import(&[Person::new(1).with("deceased_on", "2026-03-01")]);
    assert_eq!(done.counts().changed, 1);
    assert_eq!(house.states(), SpaceState::Deceased.as_str());
    assert!(server.recognise(&server.token(&session)).is_err());
    assert!(
        server.try_open(SessionCapacity::Citizen { person }, None).is_err(),
        "and nobody logs in as the dead"
    );
    server.import(&[Person::new(1)]);
    assert_eq!(house.states(), SpaceState::Active.as_str());
    assert!(server.try_open(SessionCapacity::Citizen { person }, None).is_ok());
    assert!(house.clock.now() > DateTime::UNIX_EPOCH);
}

fn only(house: &House) -> kernel::SpaceId {
    house.text("select space_id::text as t from consent.space").parse().unwrap()
}

#[test]
fn an_opposition_that_comes_with_the_correction_of_a_death_counts() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1)]);
    let opposed = Person::new(1).with("opposed", "yes");
    server.import(&[opposed.clone().with("deceased_on", "2026-03-01")]);
    assert_eq!(house.states(), "deceased");
    let done = server.import(std::slice::from_ref(&opposed));
    assert_eq!((house.states().as_str(), done.told()), ("opposed", Vec::new()));
    house.clock.advance(TimeDelta::days(90));
    assert_eq!(server.desk.write(|tx| server.consent.end_oppositions(tx, 10)).unwrap(), 0);

    // Where the record had been made by then it is too late, and told.
    house.run("update consent.space set state = 'active'");
    server.import(&[opposed.clone().with("deceased_on", "2026-03-01")]);
    let done = server.import(&[opposed]);
    assert_eq!(done.told(), [(3, "opposed", Why::OpposedTooLate)]);
    assert_eq!(house.states(), "active");
    assert_eq!(journal::verify(&server.desk, &server.vault, None).unwrap().findings, []);
}

#[test]
fn the_time_to_oppose_does_not_pass_while_somebody_is_thought_dead() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1)]);
    assert_eq!(until(&house).to_rfc3339(), "2026-04-13T22:00:00+00:00");
    house.clock.advance(TimeDelta::days(40));
    server.import(&[Person::new(1).with("deceased_on", "2026-03-01")]);
    // What is written about somebody who died does not shorten it.
    server.import(&[Person::new(1).with("deceased_on", "2026-03-01").with("commune", "97411")]);
    house.clock.advance(TimeDelta::days(20));
    server.import(&[Person::new(1)]);
    assert_eq!(house.states(), "opposition_running");
    assert_eq!(until(&house).to_rfc3339(), "2026-05-03T22:00:00+00:00", "twenty days more");
    assert_eq!(server.desk.write(|tx| server.consent.end_oppositions(tx, 10)).unwrap(), 0);
    // Again, for some hours: it ends with a day all the same.
    server.import(&[Person::new(1).with("deceased_on", "2026-03-01")]);
    house.clock.advance(TimeDelta::hours(5));
    server.import(&[Person::new(1)]);
    assert_eq!(until(&house).to_rfc3339(), "2026-05-04T22:00:00+00:00");
}

#[test]
fn a_suspended_record_whose_death_was_none_is_resumed_as_it_was() {
    for state in ["active", "created"] {
        let house = House::new();
        let server = house.server();
        server.import(&[Person::new(1)]);
        house.run(&format!("update consent.space set state = '{state}'"));
        let (space, admin) = (only(&house), support(&house, &server));
        server.desk.write(|tx| server.consent.suspend_space(tx, &admin, space, LifeReason::Fraud)).unwrap();
        server.import(&[Person::new(1).with("deceased_on", "2026-03-01")]);
        server.import(&[Person::new(1)]);
        assert_eq!(house.states(), "suspended");
        server.desk.write(|tx| server.consent.resume_space(tx, &admin, space)).unwrap();
        assert_eq!(house.states(), state);
    }
}
