use chrono::{DateTime, Utc};
use identity::{SessionCapacity, feed::Why};
use kernel::{PersonId, SpaceId};

use super::{Person, number};
use crate::house::{House, Server};

fn child(nth: u32, born: &str) -> Person {
    Person::new(nth).with("birth_date", born)
}

fn by_ins(nth: u32, authority: &str) -> String {
    format!(r#"{{"authority":"{authority}","ins":"{}","ins_system":"NIR_TEST"}}"#, number(nth))
}

fn space_of(server: &Server, nth: u32) -> SpaceId {
    let ins = kernel::Ins::parse(&number(nth), kernel::InsOid::NirTest).unwrap().0;
    let given = identity::GivenIdentity { ins: vec![ins], ..identity::GivenIdentity::default() };
    server.desk.read(|rtx| server.identity.space_named_by(rtx, &given)).unwrap().unwrap()
}

fn ends(house: &House) -> Vec<DateTime<Utc>> {
    let all = house.text(
        "select coalesce(string_agg(to_char(ends_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), ' '
            order by space_id, id), '') as t from consent.provision where kind = 'representative'",
    );
    all.split_whitespace().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn a_representative_may_stand_after_the_child_and_the_end_is_the_day_of_majority_where_the_child_lives() {
    for (born, commune, expected) in [
        ("2020-07-01", "75056", "2038-06-30T22:00:00Z"),
        ("2020-07-01", "97411", "2038-06-30T20:00:00Z"),
        ("2020-07-01", "98735", "2038-07-01T10:00:00Z"),
        // Born on a day that the year of majority does not have.
        ("2020-02-29", "75056", "2038-02-27T23:00:00Z"),
        // Of age on the day on which the clocks go forward.
        ("2014-03-28", "75056", "2032-03-27T23:00:00Z"),
    ] {
        let house = House::new();
        let server = house.server();
        let list = format!("[{}]", by_ins(9, "parent"));
        let mut people = vec![child(1, born).with("commune", commune).with("representatives", list)];
        people.extend((2..=9).map(Person::new));
        let done = server.import(&people);
        assert_eq!((done.counts().represented, done.counts().warned), (1, 0), "{:?}", done.told());
        assert_eq!(
            ends(&house).iter().map(|end| end.format("%Y-%m-%dT%H:%M:%SZ").to_string()).collect::<Vec<_>>(),
            [expected]
        );
    }
}

#[test]
fn whole_traits_name_a_representative_and_an_unknown_one_is_told() {
    let house = House::new();
    let server = house.server();
    let traits = r#"{"authority":"guardian","traits":{"birth_name":"Essai J","first_names":"Camille|Anne","birth_date":"1980-07-01","sex":"F","birthplace":"75056"}}"#;
    let list = format!("[{traits},{}]", by_ins(77, "parent"));
    let done = server.import(&[child(1, "2020-07-01").with("representatives", list), Person::new(9)]);
    assert_eq!((done.counts().represented, done.counts().warned), (1, 1));
    assert_eq!(done.told(), [(3, "representatives", Why::UnknownRepresentative)]);
    let space = house.text("select space_id::text as t from consent.provision where kind = 'representative'");
    let space: kernel::SpaceId = space.parse().unwrap();
    let lives = server.desk.write(|tx| server.consent.lives_without_permit(tx, &[space])).unwrap();
    let by: Vec<_> = lives[&space].representations.iter().map(|one| one.authority).collect();
    assert_eq!(by, [consent::rules::Authority::Guardian]);
}

#[test]
fn nobody_represents_somebody_who_is_of_age() {
    let house = House::new();
    let server = house.server();
    let list = || format!("[{}]", by_ins(9, "parent"));
    let done = server.import(&[
        child(1, "2008-03-02").with("representatives", list()),
        child(2, "2009").with("representatives", list()),
        Person::new(9),
    ]);
    assert_eq!(done.told(), [(3, "representatives", Why::OfAge), (4, "representatives", Why::OfAge)]);
    assert!(ends(&house).is_empty());
}

#[test]
fn a_representation_ends_when_the_feed_says_it_no_more_and_a_disputed_one_is_not_given_again() {
    let house = House::new();
    let server = house.server();
    let with = |list: &str| {
        vec![child(1, "2020-07-01").with("representatives", list), Person::new(8), Person::new(9)]
    };
    let both = format!("[{},{}]", by_ins(8, "parent"), by_ins(9, "parent"));
    server.import(&with(&both));
    let running = "select count(*) as n from consent.provision where kind = 'representative' and ends_at > '2030-01-01'";
    assert_eq!(house.count(running), 2);
    house.run("update consent.space set state = 'created'");
    let (space, parents) = (space_of(&server, 1), space_of(&server, 8));
    let person: PersonId = house
        .text(&format!("select person::text as t from identity.citizen where space_id = '{parents}'"))
        .parse()
        .unwrap();
    let mother = server.actor(&server.open(SessionCapacity::Citizen { person }, None));
    let children = || server.desk.read(|rtx| server.consent.represented_by(rtx, person)).unwrap();
    assert_eq!(children(), [space]);
    server.desk.write(|tx| server.consent.dispute_representation(tx, &mother, space)).unwrap();
    assert_eq!(children(), []);
    assert_eq!(house.count(running), 1);
    assert!(
        server.desk.write(|tx| server.consent.dispute_representation(tx, &mother, space)).is_err(),
        "who represents nobody disputes nothing"
    );
    house.run("update consent.space set state = 'created'");
    let mut again = with(&both);
    again[0] = again[0].clone().with("usual_name", "Petit");
    assert_eq!(server.import(&again).counts().represented, 0);
    assert_eq!(house.count(running), 1, "the feed does not give it back");
    let other = server.import(&with(&format!("[{}]", by_ins(8, "parent"))));
    assert_eq!(other.counts().represented, 1);
    assert_eq!(house.count(running), 0);
    assert_eq!(journal::verify(&server.desk, &server.vault, None).unwrap().findings, []);
}

#[test]
fn who_disputed_as_the_person_of_a_double_does_not_represent_as_the_one_who_stays() {
    let house = House::new();
    let server = house.server();
    let with = |by: u32| {
        let list = format!("[{}]", by_ins(by, "parent"));
        vec![child(1, "2020-07-01").with("representatives", list), Person::new(8), Person::new(9)]
    };
    server.import(&with(8));
    house.run("update consent.space set state = 'active'");
    let (space, double, stays) = (space_of(&server, 1), space_of(&server, 8), space_of(&server, 9));
    let person: PersonId = house
        .text(&format!("select person::text as t from identity.citizen where space_id = '{double}'"))
        .parse()
        .unwrap();
    let running = "select count(*) as n from consent.provision where kind = 'representative' and ends_at > '2030-01-01'";
    house.run(&format!("update consent.space set state = 'created' where space_id = '{space}'"));
    let mother = server.actor(&server.open(SessionCapacity::Citizen { person }, None));
    server.desk.write(|tx| server.consent.dispute_representation(tx, &mother, space)).unwrap();
    let pair = consent::service::Pair { double, stays };
    server.decided(&house, &identity::Wanted::Merge(pair), identity::ProposalReason::WrongNumber);
    for by in [8, 9] {
        server.import(&with(by));
        assert_eq!(house.count(running), 0, "named by the number {by}");
    }
    // Two people again: the other one never said so.
    server.parted(&house, pair);
    let mut again = with(9);
    again[0] = again[0].clone().with("usual_name", "Petit");
    server.import(&again);
    assert_eq!(house.count(running), 1);
}

#[test]
fn a_number_that_is_not_proven_names_no_representative_and_one_that_was_given_up_does() {
    let house = House::new();
    let server = house.server();
    let unknown = [(3, "representatives", Why::UnknownRepresentative)];
    let parent = |status: &str| Person::new(9).with("identity_status", status);
    let list = |nth: u32| format!("[{}]", by_ins(nth, "parent"));
    let child_of = |nth: u32| child(1, "2020-07-01").with("representatives", list(nth));
    for status in ["provisional", "retrieved", "validated"] {
        let done = server.import(&[child_of(9), parent(status)]);
        assert_eq!((done.told(), done.counts().represented), (unknown.to_vec(), 0), "{status}");
    }
    assert!(ends(&house).is_empty(), "nobody was let in");
    let done = server.import(&[child_of(9), parent("qualified")]);
    assert_eq!((done.told(), done.counts().represented), (Vec::new(), 1));
    let running = "select count(*) as n from consent.provision where kind = 'representative' and ends_at > '2030-01-01'";
    assert_eq!(house.count(running), 1);

    // A number that is proven no more names nobody any more; one that another took the place of names who had it.
    let done = server.import(&[child_of(9), parent("validated")]);
    assert_eq!((done.told(), house.count(running)), (unknown.to_vec(), 0));
    server.import(&[child_of(9), parent("qualified")]);
    let renumbered = parent("qualified")
        .with("ins", number(90))
        .with("previous_ins", number(9))
        .with("previous_ins_system", "NIR_TEST");
    let done = server.import(&[child_of(9), renumbered.clone()]);
    assert_eq!((done.told(), house.count(running)), (Vec::new(), 1));
    let done = server.import(&[child_of(90), renumbered]);
    assert_eq!((done.told(), house.count(running)), (Vec::new(), 1));
}
