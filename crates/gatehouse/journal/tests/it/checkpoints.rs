//! When a checkpoint is due, and what it covers.

use chrono::TimeDelta;
use journal::checkpoint::Due;
use kernel::Clock;

use crate::office::Office;

fn every_minute_or(lines: i64) -> Due {
    Due { every: TimeDelta::minutes(1), lines }
}

#[test]
fn a_checkpoint_is_due_when_its_time_has_come() {
    let office = Office::new();
    let space = office.space();
    let due = every_minute_or(10_000);
    assert_eq!(office.checkpoint_if_due(due).unwrap(), None, "nothing to cover");
    office.write(space, "one");
    assert_eq!(office.checkpoint_if_due(due).unwrap(), Some(1), "the first is due at once");
    office.write(space, "two");
    office.clock.advance(TimeDelta::seconds(59));
    assert_eq!(office.checkpoint_if_due(due).unwrap(), None);
    office.clock.advance(TimeDelta::seconds(1));
    assert_eq!(office.checkpoint_if_due(due).unwrap(), Some(2));
}

#[test]
fn a_checkpoint_is_due_when_many_lines_were_written() {
    let office = Office::new();
    let space = office.space();
    let due = every_minute_or(5);
    office.write(space, "one");
    office.clock.advance(TimeDelta::microseconds(1));
    assert_eq!(office.checkpoint_if_due(due).unwrap(), Some(1));
    office.clock.advance(TimeDelta::microseconds(1));
    office.write_many(space, 4);
    assert_eq!(office.checkpoint_if_due(due).unwrap(), None);
    office.write(space, "the fifth");
    assert_eq!(office.checkpoint_if_due(due).unwrap(), Some(2));
}

#[test]
fn nothing_new_makes_no_checkpoint() {
    let office = Office::new();
    office.write(office.space(), "one");
    assert_eq!(office.checkpoint(), Some(1));
    assert_eq!(office.checkpoint(), None);
    assert_eq!(office.outside.all().unwrap().len(), 1);
}

#[test]
fn a_checkpoint_covers_the_chains_that_changed_and_names_its_predecessor() {
    let office = Office::new();
    let (a, b) = (office.space(), office.space());
    office.write(a, "one");
    office.write(b, "one");
    office.checkpoint();
    office.write(b, "two");
    office.checkpoint();
    assert_eq!(office.number("select leaves from journal.checkpoint where number = 1"), 2);
    assert_eq!(office.number("select leaves from journal.checkpoint where number = 2"), 1);
    let copied = office.outside.all().unwrap();
    assert_eq!(copied.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(copied[0].previous, "00".repeat(32));
    assert_ne!(copied[1].previous, copied[0].previous);
    let report = office.report();
    assert_eq!((report.checkpoints, report.findings.len()), (2, 0));
    assert_eq!(report.covered_until, Some(copied[1].at));
}

#[test]
fn several_workers_make_one_checkpoint() {
    let office = Office::new();
    office.write(office.space(), "one");
    office.clock.advance(TimeDelta::minutes(1));
    let due = every_minute_or(10_000);
    let made: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let office = &office;
                scope.spawn(move || {
                    office.desk.write(|_| Ok::<_, journal::Error>(())).and_then(|()| {
                        journal::checkpoint::run(
                            &office.desk,
                            &office.vault,
                            &*office.clock,
                            &office.elsewhere(),
                            due,
                        )
                    })
                })
            })
            .collect();
        workers.into_iter().filter_map(|worker| worker.join().unwrap().unwrap()).count()
    });
    assert_eq!(made, 1);
    assert_eq!(office.number("select count(*) from journal.checkpoint"), 1);
}

#[test]
fn a_line_that_commits_late_is_covered_by_the_next_checkpoint() {
    let office = Office::new();
    let (late, other) = (office.space(), office.space());
    let stamped = office.entry("stamped before, committed after");
    office.write(other, "one");
    office.checkpoint();
    office
        .desk
        .write(|tx| {
            tx.owe(journal::line(late, None, stamped.clone(), None, false));
            Ok::<_, journal::Error>(())
        })
        .unwrap();
    assert_eq!(office.checkpoint(), Some(2));
    assert_eq!(
        office.number(&format!("select count(*) from journal.checkpoint_leaf where space_id = '{late}'")),
        1
    );
}

#[test]
fn lines_written_after_the_clock_was_set_back_are_covered_all_the_same() {
    let office = Office::new();
    let (a, b) = (office.space(), office.space());
    let due = every_minute_or(10_000);
    office.write(a, "one");
    assert_eq!(office.checkpoint_if_due(due).unwrap(), Some(1));
    office.clock.advance(TimeDelta::days(2));
    office.write(a, "while the clock was ahead");
    assert_eq!(office.checkpoint_if_due(due).unwrap(), Some(2));
    office.clock.advance(-TimeDelta::days(2));
    office.write(b, "right again");
    assert_eq!(office.checkpoint_if_due(due).unwrap(), Some(3), "it does not wait for two days");
    assert_eq!(office.number("select leaves from journal.checkpoint where number = 3"), 1);
    let uncovered = || office.desk.write(journal::uncovered_since).unwrap();
    assert_eq!(uncovered(), None);
    office.clock.advance(TimeDelta::seconds(1));
    office.write(b, "more");
    assert_eq!(uncovered(), Some(office.clock.now()));
    assert_eq!(office.checkpoint_if_due(due).unwrap(), None, "and then has its time again");
    office.clock.advance(TimeDelta::minutes(1));
    assert_eq!(office.checkpoint_if_due(due).unwrap(), Some(4));
    assert_eq!(office.report().findings, []);
}

#[test]
fn the_newest_checkpoint_is_verified_by_itself() {
    let office = Office::new();
    let space = office.space();
    let newest = || {
        let (newest, findings) = journal::verify_newest(&office.desk, &office.vault).unwrap();
        (newest.map(|checkpoint| checkpoint.number), findings)
    };
    assert_eq!(newest(), (None, vec![]));
    for line in ["one", "two"] {
        office.write(space, line);
        office.checkpoint();
    }
    assert_eq!(newest(), (Some(2), vec![]));
    office.tamper(&format!("delete from journal.line where space_id = '{space}' and seq = 2"));
    let (_, findings) = newest();
    assert_eq!(findings, [journal::Finding::RolledBack { chain: space, seq: 2, checkpoint: 2 }]);
}
