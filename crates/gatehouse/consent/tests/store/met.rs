//! Two who change the same record at once, by clocks that differ: whoever comes second decides by what the first has said.

use std::{sync::Mutex, thread, time::Duration};

use chrono::TimeDelta;
use consent::{
    Code, Condition, Error, Reason,
    rules::{Lasts, Scope, TopicTerms},
    service::{Blocked, NewAccess, Preferences},
};
use database::Tx;
use diesel::connection::SimpleConnection;
use kernel::{Actor, Clock, SpaceId};

use crate::house::{House, Look, refusal};

/// How long the first one holds the record, so that the other one has read it and waits.
const HELD: Duration = Duration::from_millis(300);

/// A holder who has just shown a second factor.
fn sure(house: &House) -> Actor {
    Actor { second_factor_at: Some(house.clock.now() - TimeDelta::seconds(1)), ..house.citizen() }
}

/// Does `second` while `first` holds the record: it begins by a clock that is 5 ms behind, and waits.
fn while_held<R: Send>(
    house: &House,
    first: impl Fn(&mut Tx<'_>) -> Result<(), Error>,
    second: impl FnOnce() -> R + Send,
) -> R {
    let second = Mutex::new(Some(second));
    let done = Mutex::new(None);
    thread::scope(|scope| {
        house
            .desk
            .write(|tx| {
                first(tx)?;
                if let Some(second) = second.lock().unwrap().take() {
                    house.clock.advance(TimeDelta::milliseconds(-5));
                    let done = &done;
                    scope.spawn(move || *done.lock().unwrap() = Some(second()));
                    thread::sleep(HELD);
                }
                Ok::<_, Error>(())
            })
            .unwrap();
    });
    done.into_inner().unwrap().unwrap()
}

fn topic(key: &str) -> TopicTerms {
    TopicTerms { key: key.to_owned(), hidden: true, own: None, also: Vec::new(), except: Vec::new() }
}

fn hiding(keys: &[&str]) -> Preferences {
    Preferences { topics: keys.iter().map(|key| topic(key)).collect(), ..Preferences::default() }
}

fn say(
    house: &House,
    holder: &Actor,
    space: SpaceId,
    of: &str,
    wanted: &Preferences,
) -> Result<String, Error> {
    house.desk.write(|tx| {
        let changed = house.consent.change_preferences(tx, holder, space, &|now| now == of, wanted)?;
        Ok::<_, Error>(changed.preferred.version)
    })
}

#[test]
fn a_code_is_used_once_whatever_the_clocks_say() {
    let house = House::new();
    let (holder, one, other) = (sure(&house), house.doctor(), house.doctor());
    let space = house.space(&holder);
    let new = NewAccess { opens: Scope::Whole, from: None, lasts: Lasts::Minutes(60) };
    let made = house.desk.write(|tx| house.consent.make_access_code(tx, &holder, space, &new)).unwrap().0;
    let code: &Code = &made.code;
    let second = while_held(
        &house,
        |tx| house.consent.redeem(tx, &one, Some(code)).map(drop),
        || house.desk.write(|tx| house.consent.redeem(tx, &other, Some(code))),
    );
    assert_eq!(refusal(second).1, Reason::NoSuchCode);
    let accesses = "select count(*) from consent.provision where kind = 'temporary_access'";
    assert_eq!(house.number(accesses), 1);
}

#[test]
fn preferences_of_a_version_that_is_gone_are_not_taken_for_said() {
    let house = House::new();
    let holder = sure(&house);
    let space = house.space(&holder);
    let read = house.desk.write(|tx| house.consent.preferences(tx, &holder, space)).unwrap().version;
    let read = say(&house, &holder, space, &read, &hiding(&["hiv"])).unwrap();
    house.clock.advance(TimeDelta::seconds(1));
    let second = while_held(
        &house,
        |tx| house.consent.change_preferences(tx, &holder, space, &|_| true, &hiding(&[])).map(drop),
        || say(&house, &holder, space, &read, &hiding(&["hiv", "mental_health"])),
    );
    assert!(matches!(second, Err(Error::OtherVersion)), "{second:?}");
}

#[test]
fn a_relationship_that_was_ended_meanwhile_gets_no_other_end() {
    let house = House::new();
    let (holder, doctor) = (sure(&house), house.doctor());
    let space = house.space(&holder);
    let opened = house.declare(&doctor, space, None).unwrap();
    house.clock.advance(TimeDelta::seconds(1));
    let until = house.clock.now() + TimeDelta::days(3);
    let second = while_held(
        &house,
        |tx| house.consent.end_everything(tx, &holder, space).map(drop),
        || house.desk.write(|tx| house.consent.move_relationship_end(tx, &holder, space, opened.id, until)),
    );
    assert!(matches!(second, Err(Error::Absent(_))), "{second:?}");
    assert!(house.look(&doctor, space).is_err());
}

#[test]
fn a_block_that_was_removed_in_sql_while_somebody_waited_is_not_made_true() {
    let house = House::new();
    let (holder, doctor) = (sure(&house), house.doctor());
    let space = house.space(&holder);
    let blocked = Blocked::Person(doctor.person);
    house.desk.write(|tx| house.consent.block(tx, &holder, space, blocked, None)).unwrap();
    let mut superuser = house.database.connect_superuser();
    superuser
        .batch_execute(
            "begin; select from consent.space for update; delete from consent.provision where kind = 'block'",
        )
        .unwrap();
    let changed = thread::scope(|scope| {
        let changing = scope.spawn(|| {
            house.desk.write(|tx| {
                house.consent.change_preferences(tx, &holder, space, &|_| true, &hiding(&["hiv"])).map(drop)
            })
        });
        thread::sleep(HELD);
        superuser.batch_execute("commit").unwrap();
        changing.join().unwrap()
    });
    assert!(matches!(changed, Err(Error::Database(database::Error::Row { .. }))), "{changed:?}");
    assert!(house.look(&holder, space).is_err(), "and the next decision refuses");
}

#[test]
fn many_who_declare_at_once_all_do() {
    let house = House::new();
    let holder = sure(&house);
    let space = house.space(&holder);
    let doctors: Vec<Actor> = (0..12).map(|_| house.doctor()).collect();
    thread::scope(|scope| {
        for doctor in &doctors {
            scope.spawn(|| house.declare(doctor, space, None).unwrap());
        }
    });
    let running = "select count(*) from consent.provision where kind = 'care_relationship'";
    assert_eq!(house.number(running), 12);
    house.journal_is_whole();
}

#[test]
fn a_clock_that_is_set_back_takes_back_nothing_that_was_said() {
    let house = House::new();
    let (holder, doctor, blocked) = (sure(&house), house.doctor(), house.doctor());
    let space = house.space(&holder);
    house.declare(&doctor, space, None).unwrap();
    house.clock.advance(TimeDelta::minutes(5));
    house.desk.write(|tx| house.consent.end_everything(tx, &holder, space)).unwrap();
    house.declare(&blocked, space, None).unwrap();
    let block = Blocked::Person(blocked.person);
    house.desk.write(|tx| house.consent.block(tx, &holder, space, block, None)).unwrap();
    house.clock.advance(TimeDelta::minutes(-10));
    assert!(house.look(&doctor, space).is_err(), "what was ended stays over");
    house
        .under::<Look, _>(&blocked, space, |_, permit| {
            let Condition::All(narrowed) = permit.visibility() else { panic!("{:?}", permit.visibility()) };
            assert!(narrowed.contains(&Condition::DepositedBy(blocked.person)), "the block counts");
            Ok(())
        })
        .unwrap();
}
