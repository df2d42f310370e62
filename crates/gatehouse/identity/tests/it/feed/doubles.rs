//! The feed after a double went into the record that stays.

use consent::service::Pair;
use identity::{ProposalReason, Wanted, feed::Why, service::PatientSearch};
use kernel::{
    Actor, AdminRole, Assurance, Called, Capacity, Ins, InsOid, PersonId, Private, ProposalId, RequestId,
    SessionId, SpaceId,
};

use super::{Person, number};
use crate::house::{House, Server};

/// A support admin who is one now.
pub(super) fn support(house: &House, server: &Server) -> Actor {
    let (clock, rng) = (house.clock.as_ref(), house.rng.as_ref());
    let person = PersonId::new(clock, rng);
    let name = Private::new("Alex Fictif".to_owned());
    let roles = [AdminRole::Support];
    server.desk.write(|tx| server.identity.register_admin(tx, person, &name, &roles)).unwrap();
    Actor {
        person,
        name,
        capacity: Capacity::Admin(roles.to_vec()),
        called: Called::default(),
        assurance: Assurance::Substantial,
        second_factor_at: None,
        assisted_by: None,
        secret: false,
        session: SessionId::new(clock, rng),
        request: RequestId::new(clock, rng),
        software: None,
    }
}

pub(super) fn decided(house: &House, server: &Server, wanted: &Wanted, reason: ProposalReason) -> ProposalId {
    let (one, other) = (support(house, server), support(house, server));
    let made = server.desk.write(|tx| {
        let (_, made) = server.identity.propose(tx, &one, (wanted, reason), None)?;
        Ok::<_, identity::Error>(made.id)
    });
    let id = made.unwrap();
    server
        .desk
        .write(|tx| server.identity.confirm_proposal(tx, &other, id).map(|(_, confirmed)| confirmed.id))
        .unwrap()
}

fn settled(server: &Server, id: ProposalId) {
    server.desk.write(|tx| server.identity.settle_proposal(tx, id)).unwrap();
}

pub(super) fn record_of(house: &House, server: &Server, nth: u32) -> Option<SpaceId> {
    let search = PatientSearch::Ins(Ins::parse(&number(nth), InsOid::NirTest).unwrap().0);
    // Found in whatever state: support's own look-up.
    let admin = support(house, server);
    let named = identity::service::RecordNamed::Identity(search);
    server.identity.find_record(&server.desk, &admin, &named, "192.0.2.1").ok().map(|found| found.space)
}

#[test]
fn the_double_is_not_made_anew_and_the_record_that_stays_follows_its_own_row() {
    let house = House::new();
    let server = house.server();
    let (double, stays) = (Person::new(1), Person::new(2));
    server.import(&[double.clone(), stays.clone()]);
    let (one, other) = (record_of(&house, &server, 1).unwrap(), record_of(&house, &server, 2).unwrap());
    house.run("update consent.space set state = 'active'");
    let pair = Pair { double: one, stays: other };
    let merge = decided(&house, &server, &Wanted::Merge(pair), ProposalReason::NumberReplaced);
    settled(&server, merge);
    assert_eq!(record_of(&house, &server, 1), Some(other));

    // The feed that has both still makes nobody anew, and changes the one record by its own row alone.
    let moved = stays.with("commune", "97411");
    let again = server.import(&[double.with("usual_name", "AUTRE"), moved.clone()]);
    assert_eq!(again.told(), [(3, "ins", Why::OldNumber)]);
    assert_eq!((again.counts().new, again.counts().changed, again.counts().same), (0, 1, 0));
    assert_eq!(house.count("select count(*) as n from consent.space"), 2);
    assert_eq!(record_of(&house, &server, 1), Some(other), "after a row that changed it, too");

    // A row with the number that stays and the traits of the double is about this one person.
    let as_there = moved.clone().with("birth_name", "ESSAI B");
    let known = server.import(&[as_there]);
    assert_eq!((known.told(), known.counts().changed), (Vec::new(), 1));

    // A death that the feed reports shuts the one record, and not the closed double.
    let died = server.import(&[moved.with("deceased_on", "2026-02-01")]);
    assert_eq!(died.told(), []);
    let states = "select string_agg(state, ' ' order by state) as t from consent.space";
    assert_eq!(house.text(states), "closed deceased");
}

#[test]
fn the_index_is_made_anew_with_the_identity_of_the_double() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1), Person::new(2)]);
    let (one, other) = (record_of(&house, &server, 1).unwrap(), record_of(&house, &server, 2).unwrap());
    house.run("update consent.space set state = 'active'");
    let pair = Pair { double: one, stays: other };
    settled(&server, decided(&house, &server, &Wanted::Merge(pair), ProposalReason::WrongNumber));
    server.vault.rotate(vault::Purpose::BlindIndex).unwrap();
    house.seconds_pass(30);
    assert_eq!(server.identity.reindex(&server.desk).unwrap().spaces, 1, "the double has no tags");
    for nth in [1, 2] {
        assert_eq!(record_of(&house, &server, nth), Some(other));
    }
    settled(&server, decided(&house, &server, &Wanted::Split(pair), ProposalReason::TwoPeople));
    assert_eq!(record_of(&house, &server, 1), Some(one));
    assert_eq!(record_of(&house, &server, 2), Some(other));
    // Both rows are what they were.
    let same = server.import(&[Person::new(2), Person::new(1)]);
    assert_eq!((same.told(), same.counts().same), (Vec::new(), 2));
}

#[test]
fn a_split_gives_the_number_of_the_double_back_also_where_the_feed_named_it_as_the_one_before() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1), Person::new(2)]);
    let (one, other) = (record_of(&house, &server, 1).unwrap(), record_of(&house, &server, 2).unwrap());
    house.run("update consent.space set state = 'active'");
    let pair = Pair { double: one, stays: other };
    settled(&server, decided(&house, &server, &Wanted::Merge(pair), ProposalReason::NumberReplaced));
    let renumbered = Person::new(2)
        .with("ins", number(3))
        .with("previous_ins", number(1))
        .with("previous_ins_system", "NIR_TEST");
    let done = server.import(&[renumbered]);
    assert_eq!((done.told(), done.counts().changed), (Vec::new(), 1));
    assert_eq!([1, 2, 3].map(|nth| record_of(&house, &server, nth)), [Some(other); 3]);
    settled(&server, decided(&house, &server, &Wanted::Split(pair), ProposalReason::TwoPeople));
    let found = [1, 2, 3].map(|nth| record_of(&house, &server, nth));
    assert_eq!(found, [Some(one), Some(other), Some(other)]);
    // The rows of both go on, each in its own record.
    let again = server.import(&[Person::new(1).with("usual_name", "AUTRE")]);
    assert_eq!((again.told(), again.counts().changed), (Vec::new(), 1));
}

#[test]
fn a_split_waits_while_the_record_that_stays_has_the_traits_of_the_double() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1), Person::new(2)]);
    let (one, other) = (record_of(&house, &server, 1).unwrap(), record_of(&house, &server, 2).unwrap());
    house.run("update consent.space set state = 'active'");
    let pair = Pair { double: one, stays: other };
    settled(&server, decided(&house, &server, &Wanted::Merge(pair), ProposalReason::NumberReplaced));
    let as_there = Person::new(1).with("ins", number(2));
    let done = server.import(&[as_there]);
    assert_eq!((done.told(), done.counts().changed), (Vec::new(), 1));
    let (proposer, confirmer) = (support(&house, &server), support(&house, &server));
    let wanted = (&Wanted::Split(pair), ProposalReason::TwoPeople);
    let made = server.desk.write(|tx| {
        let (_, made) = server.identity.propose(tx, &proposer, wanted, None)?;
        Ok::<_, identity::Error>(made.id)
    });
    let id = made.unwrap();
    let confirm = || {
        server.desk.write(|tx| server.identity.confirm_proposal(tx, &confirmer, id).map(|(_, one)| one.id))
    };
    assert!(matches!(confirm(), Err(identity::Error::IdentityTaken)), "two records with one identity");
    assert_eq!([1, 2].map(|nth| record_of(&house, &server, nth)), [Some(other); 2], "nothing is parted");
    // The feed says again who is in the record that stays, and the same proposal goes through.
    let done = server.import(&[Person::new(2)]);
    assert_eq!((done.told(), done.counts().changed), (Vec::new(), 1));
    confirm().unwrap();
    settled(&server, id);
    assert_eq!([1, 2].map(|nth| record_of(&house, &server, nth)), [Some(one), Some(other)]);
}
