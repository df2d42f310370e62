//! No access without a decision, no decision without a trace.

use std::sync::Arc;

use chrono::TimeDelta;
use consent::{Ask, Condition, Error, Reason, Release, Sought, SpaceState};
use journal::{Outcome, Who, close_windows, system_chain};
use kernel::{Clock, ErrorKind, SpaceId};
use uuid::Uuid;

use crate::house::{House, Look, Put, refusal};

#[test]
fn a_granted_act_leaves_one_line_that_says_who_how_and_what() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    let shown = [Uuid::from_u128(1), Uuid::from_u128(2)];
    house
        .under::<Look, _>(&holder, space, |tx, permit| {
            assert_eq!((permit.space(), permit.way().as_str()), (space, "W1"));
            assert_eq!(permit.now(), house.clock.now());
            permit.name(tx, shown);
            permit.detail(tx, serde_json::json!({ "bytes": 20 }));
            Ok(())
        })
        .unwrap();
    let lines = house.lines_of(space);
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((line.entry.act.as_str(), line.entry.way.as_deref()), ("tests.look", Some("W1")));
    assert_eq!((line.entry.outcome, &line.entry.things[..]), (Outcome::Done, &shown[..]));
    assert_eq!(line.entry.detail["bytes"], 20);
    assert_eq!((line.entry.at, line.entry.request), (house.clock.now(), holder.request));
    assert!(matches!(&line.entry.who, Who::Citizen { person, .. } if *person == holder.person));
    house.journal_is_whole();
}

#[test]
fn work_that_is_rolled_back_leaves_no_line_of_a_grant() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    let failed = house.under::<Look, ()>(&holder, space, |_, _| Err(Error::Unprocessable("no".to_owned())));
    assert!(failed.is_err());
    assert!(house.lines_of(space).is_empty());
}

#[test]
fn a_refusal_is_durable_before_the_caller_hears_of_it() {
    let house = House::new();
    let (holder, stranger) = (house.citizen(), house.doctor());
    let space = house.space(&holder);
    assert_eq!(refusal(house.look(&stranger, space)), ("W".into(), Reason::NoWay));
    assert_eq!(house.number(&format!("select count(*) from journal.line where space_id = '{space}'")), 2);
    let lines = house.lines_of(space);
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((line.entry.outcome, line.entry.rule.as_str()), (Outcome::Refused, "W"));
    assert_eq!((line.entry.way.as_deref(), &line.entry.things[..]), (None, &[space.uuid()][..]));
    assert_eq!(line.entry.detail["reason"], "NoWay");
    assert!(matches!(&line.entry.who, Who::Professional { person, .. } if *person == stranger.person));
    house.journal_is_whole();
}

#[test]
fn what_was_written_before_a_refusal_in_the_same_transaction_is_gone() {
    let house = House::new();
    let (holder, stranger) = (house.citizen(), house.doctor());
    let (own, foreign) = (house.space(&stranger), house.space(&holder));
    let refused = house.desk.write(|tx| {
        let _permit = house.consent.check::<Look>(tx, &holder, foreign, Ask::default())?;
        house.consent.check::<Look>(tx, &stranger, own, Ask::default()).map(|_| ())
    });
    assert_eq!(refusal(refused).1, Reason::NoWay);
    assert!(house.lines_of(foreign).is_empty(), "the grant was not used");
    assert_eq!(house.lines_of(own).len(), 1, "the refusal stays");
}

#[test]
fn equal_refusals_of_a_minute_are_a_line_a_counter_and_a_closing_line() {
    let house = House::new();
    let (holder, stranger, other) = (house.citizen(), house.doctor(), house.doctor());
    let space = house.space(&holder);
    for _ in 0..5 {
        assert!(house.look(&stranger, space).is_err());
    }
    assert!(house.look(&other, space).is_err(), "another person is another line");
    assert_eq!(house.lines_of(space).len(), 2);
    assert_eq!(house.number("select sum(count) from journal.tally"), 6);
    house.clock.advance(TimeDelta::minutes(1));
    let clock: Arc<dyn Clock> = house.clock.clone();
    close_windows(&house.desk, &house.vault, &clock).unwrap();
    let lines = house.lines_of(space);
    assert_eq!(lines.len(), 3);
    assert_eq!((lines[2].entry.times, lines[2].entry.outcome), (Some(5), Outcome::Refused));
    house.journal_is_whole();
}

#[test]
fn a_space_that_does_not_exist_leaves_its_line_in_a_chain_of_the_system() {
    let house = House::new();
    let doctor = house.doctor();
    let nowhere = SpaceId::new(&*house.clock, &*house.rng);
    let error = house.look(&doctor, nowhere).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(refusal(Err::<(), _>(error)), ("G1".into(), Reason::NoSuchSpace));
    assert_eq!(house.number(&format!("select count(*) from journal.line where space_id = '{nowhere}'")), 0);
    let lines = house.lines(system_chain(doctor.person.uuid()));
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(line.entry.things, [nowhere.uuid()]);
}

#[test]
fn a_thing_that_is_absent_or_hidden_turns_the_line_into_a_refusal() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    let thing = Uuid::from_u128(3);
    let absent =
        house.under::<Look, ()>(&holder, space, |tx, permit| Err(permit.absent(tx, Sought::Document, thing)));
    assert_eq!(absent.unwrap_err().kind(), ErrorKind::NotFound);
    let lines = house.lines_of(space);
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((line.entry.outcome, line.entry.rule.as_str()), (Outcome::Refused, "F"));
    assert_eq!(line.entry.things, [thing]);
}

#[test]
fn two_permits_in_one_transaction_leave_two_lines() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    house
        .desk
        .write(|tx| {
            let one = house.consent.check::<Look>(tx, &holder, space, Ask::default())?;
            let other = house.consent.check::<Put>(tx, &holder, space, Ask::default())?;
            one.name(tx, [Uuid::from_u128(1)]);
            other.name(tx, [Uuid::from_u128(2)]);
            Ok::<_, Error>(())
        })
        .unwrap();
    let named: Vec<_> =
        house.lines_of(space).into_iter().map(|line| (line.entry.act, line.entry.things)).collect();
    let thing = |number| vec![Uuid::from_u128(number)];
    assert_eq!(named, [("tests.look".to_owned(), thing(1)), ("tests.put".to_owned(), thing(2))]);
    house.journal_is_whole();
}

#[test]
fn many_at_once_in_one_record_lose_no_line() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..10).for_each(|_| house.look(&holder, space).unwrap()));
        }
    });
    assert_eq!(house.lines_of(space).len(), 80);
    house.journal_is_whole();
}

#[test]
fn a_preflight_leaves_a_line_only_when_it_refuses() {
    let house = House::new();
    let (holder, stranger) = (house.citizen(), house.doctor());
    let space = house.space(&holder);
    house.desk.write(|tx| house.consent.preflight::<Put>(tx, &holder, space, Ask::default())).unwrap();
    assert!(house.lines_of(space).is_empty());
    let refused = house.desk.write(|tx| house.consent.preflight::<Put>(tx, &stranger, space, Ask::default()));
    assert_eq!(refusal(refused).1, Reason::NoWay);
    assert_eq!(house.lines_of(space).len(), 1);
}

#[test]
fn asking_whether_somebody_would_be_granted_opens_nothing_and_leaves_no_line() {
    let house = House::new();
    let (holder, stranger) = (house.citizen(), house.doctor());
    let space = house.space(&holder);
    let would = |actor| house.desk.write(|tx| house.consent.would(tx, actor, space, consent::Act::Consult));
    assert!(would(&holder).unwrap());
    assert!(!would(&stranger).unwrap());
    assert!(house.lines_of(space).is_empty());
}

#[test]
fn the_state_of_the_space_is_read_at_each_check() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    house.look(&holder, space).unwrap();
    for (state, reason) in [
        (SpaceState::Suspended, Some(Reason::Suspended)),
        (SpaceState::Closed, None),
        (SpaceState::Deceased, Some(Reason::Deceased)),
        (SpaceState::Opposed, Some(Reason::Opposed)),
    ] {
        house.arrange(&format!("update consent.space set state = '{}'", state.as_str()));
        match reason {
            Some(reason) => assert_eq!(refusal(house.look(&holder, space)), ("G1".into(), reason)),
            None => house.look(&holder, space).unwrap(),
        }
    }
}

#[test]
fn a_row_that_is_not_what_the_filter_promised_is_refused() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    house
        .under::<Look, _>(&holder, space, |_, permit| {
            assert_eq!(permit.visibility(), &Condition::WithheldAt(permit.now()).negate());
            let row = |withheld_until| consent::Thing {
                series: space.uuid(),
                codes: std::sync::Arc::default(),
                deposited_at: permit.now(),
                id: Uuid::from_u128(1),
                category: config::Category::Laboratory,
                type_code: "11502-2".to_owned(),
                masked: false,
                withheld_until,
                hidden_from_representatives: false,
                depositor: holder.person,
                depositor_organisation: None,
                natural_author: None,
                by_citizen: false,
                service_start: permit.now(),
            };
            permit.confirm(&row(None))?;
            let tomorrow = permit.now() + TimeDelta::days(1);
            assert!(matches!(permit.confirm(&row(Some(tomorrow))), Err(Error::Disagreement)));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_release_names_one_version_and_is_used_up() {
    let house = House::new();
    let holder = house.citizen();
    let space = house.space(&holder);
    let object = Uuid::from_u128(9);
    let release =
        || house.under::<Look, _>(&holder, space, |_, permit| Ok(Release::new(permit, object, 2))).unwrap();
    let (early, late) = (release(), release());
    house.clock.advance(TimeDelta::seconds(59));
    assert_eq!(early.redeem(&*house.clock), Some((space, object, 2)));
    house.clock.advance(TimeDelta::seconds(1));
    assert_eq!(late.redeem(&*house.clock), None, "a minute after the decision");
}
