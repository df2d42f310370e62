//! A record that is absent, closed, or not open to the caller answers with the same statements.

use std::cell::RefCell;

use chrono_tz::Tz;
use consent::SpaceState;
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use kernel::SpaceId;

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
