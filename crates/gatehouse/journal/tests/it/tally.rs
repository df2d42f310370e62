//! Equal refusals of a minute are a line, a counter, and a line with the number.

use std::sync::Arc;

use chrono::TimeDelta;
use journal::{Outcome, close_windows};
use kernel::Clock;

use crate::office::Office;

fn close(office: &Office) -> usize {
    let clock: Arc<dyn Clock> = office.clock.clone();
    close_windows(&office.desk, &office.vault, &clock).unwrap()
}

#[test]
fn the_first_of_equal_refusals_is_a_line_and_the_others_are_a_number() {
    let office = Office::new();
    let space = office.space();
    for _ in 0..7 {
        office.refuse(space, "refused/a");
    }
    office.refuse(space, "refused/b");
    assert_eq!(office.lines(space).len(), 2);
    assert_eq!(office.number("select max(count) from journal.tally"), 7);
    assert_eq!(close(&office), 0, "the minute is not over");
    office.clock.advance(TimeDelta::minutes(1));
    assert_eq!(close(&office), 2);
    let lines = office.lines(space);
    assert_eq!(lines.len(), 3, "one line closes the minute of the seven; the one alone needs none");
    assert_eq!((lines[2].entry.times, lines[2].entry.act.as_str()), (Some(7), "refused/a"));
    assert_eq!(lines[2].entry.outcome, Outcome::Refused);
    assert_eq!(office.number("select count(*) from journal.tally"), 0);
    assert_eq!(office.findings(), []);
}

#[test]
fn the_next_minute_begins_with_a_line_again() {
    let office = Office::new();
    let space = office.space();
    office.refuse(space, "refused/a");
    office.clock.advance(TimeDelta::minutes(1));
    office.refuse(space, "refused/a");
    assert_eq!(office.lines(space).len(), 2);
}

#[test]
fn equal_refusals_in_two_chains_are_two_lines() {
    let office = Office::new();
    let (one, other) = (office.space(), office.space());
    office.refuse(one, "refused/a");
    office.refuse(other, "refused/a");
    assert_eq!((office.lines(one).len(), office.lines(other).len()), (1, 1));
}

#[test]
fn no_refusal_is_lost_when_many_come_at_once() {
    let office = Office::new();
    let space = office.space();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..10).for_each(|_| office.refuse(space, "refused/a")));
        }
    });
    assert_eq!(office.lines(space).len(), 1);
    assert_eq!(office.number("select sum(count) from journal.tally"), 80);
    assert_eq!(office.findings(), []);
}
