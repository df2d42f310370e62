//! A record that is absent, closed, or not open to the caller answers with the same statements.

use std::cell::RefCell;

use chrono_tz::Tz;
use config::Category;
use consent::{
    SpaceState,
    rules::{Effect, What},
    service::{NamedException, Whom},
};
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use kernel::{Actor, Clock, PersonId, SpaceId};
use uuid::Uuid;

use crate::house::House;

thread_local! {
    /// The statements of this test's thread; the desk works on the thread of its caller.
    static STATEMENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn watch() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| {
        let text = match event {
            InstrumentationEvent::StartQuery { query, .. } => query.to_string(),
            _ => return,
        };
        let statement = text.split(" -- binds").next().unwrap_or_default().to_owned();
        STATEMENTS.with_borrow_mut(|statements| statements.push(statement));
    }))
}

fn statements_of(work: impl FnOnce()) -> Vec<String> {
    STATEMENTS.with_borrow_mut(Vec::clear);
    work();
    STATEMENTS.with_borrow_mut(std::mem::take)
}

#[test]
fn an_absent_a_closed_and_an_unopened_record_cost_the_same_statements() {
    set_default_instrumentation(watch).unwrap();
    let house = House::new();
    let (holder, doctor) = (house.citizen(), house.doctor());
    let unopened = house.space(&holder);
    let closed = house.space_in(&holder, SpaceState::Closed, Tz::Europe__Paris);
    let suspended = house.space_in(&holder, SpaceState::Suspended, Tz::Europe__Paris);
    let absent = SpaceId::new(&*house.clock, &*house.rng);
    // The first refusal opens the connection and the system's chain.
    assert!(house.look(&doctor, SpaceId::new(&*house.clock, &*house.rng)).is_err());
    let cost = |space| statements_of(|| assert!(house.look(&doctor, space).is_err()));
    let first = [cost(absent), cost(closed), cost(suspended), cost(unopened)];
    assert!(first[0].len() > 3, "{first:?}");
    for other in &first[1..] {
        assert_eq!(*other, first[0]);
    }
    let again = [cost(absent), cost(closed), cost(suspended), cost(unopened)];
    for other in &again[1..] {
        assert_eq!(*other, again[0], "and so do counted ones");
    }
    assert!(again[0].len() < first[0].len());
}

/// The facts of a decision are read by at most so many statements.
const FACTS_AT_MOST: usize = 3;

#[test]
fn what_a_decision_reads_does_not_grow_with_what_is_said_in_a_record() {
    set_default_instrumentation(watch).unwrap();
    let house = House::new();
    let (holder, doctor) = (house.citizen(), house.doctor());
    let holder = Actor { second_factor_at: Some(house.clock.now()), ..holder };
    let space = house.space(&holder);
    house.declare(&doctor, space, None).unwrap();
    let cost = || statements_of(|| house.look(&doctor, space).unwrap());
    cost();
    let before = cost();
    for number in 0..200 {
        let what = match number % 3 {
            0 => What::Topic("hiv".to_owned()),
            1 => What::Category(Category::Laboratory),
            _ => What::Document(Uuid::from_u128(number)),
        };
        let person = if number % 2 == 0 { doctor.person } else { PersonId::new(&*house.clock, &*house.rng) };
        let new = NamedException { whom: Whom::Person(person), what, effect: Effect::Hidden, until: None };
        house.desk.write(|tx| house.consent.except(tx, &holder, space, &new)).unwrap();
    }
    let after = cost();
    assert_eq!(after, before);
    let facts = |one: &&String| one.contains("consent.") && one.to_lowercase().starts_with("select");
    let read = after.iter().filter(facts).count();
    assert!((1..=FACTS_AT_MOST).contains(&read), "{after:#?}");
}
