//! The copy outside the database.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    process::Command,
    thread,
};

use journal::Finding;

use crate::office::Office;

fn two_checkpoints() -> Office {
    let office = Office::new();
    let space = office.space();
    for act in ["one", "two"] {
        office.write(space, act);
        office.checkpoint();
    }
    assert_eq!(office.outside.all().unwrap().len(), 2);
    office
}

#[test]
fn a_last_line_torn_by_a_power_failure_is_left_out_and_written_anew() {
    let office = two_checkpoints();
    let whole = fs::read_to_string(office.outside_file()).unwrap();
    let second = whole.lines().nth(1).unwrap();
    let (first_line, torn) = (whole.lines().next().unwrap(), &second[..second.len() / 2]);
    fs::write(office.outside_file(), format!("{first_line}\n{torn}")).unwrap();
    assert_eq!(office.outside.all().unwrap().len(), 1);
    assert_eq!(office.findings(), []);
    office.write(office.space(), "three");
    office.checkpoint();
    assert_eq!(office.outside.all().unwrap().len(), 3, "the torn one and the new one");
    assert!(fs::read_to_string(office.outside_file()).unwrap().starts_with(&whole));
}

#[test]
fn a_last_line_that_lost_its_end_alone_is_kept() {
    let office = two_checkpoints();
    let whole = fs::read_to_string(office.outside_file()).unwrap();
    fs::write(office.outside_file(), whole.trim_end()).unwrap();
    assert_eq!(office.outside.all().unwrap().len(), 2);
    office.write(office.space(), "three");
    office.checkpoint();
    assert_eq!(office.outside.all().unwrap().len(), 3);
    assert!(fs::read_to_string(office.outside_file()).unwrap().starts_with(&whole));
    assert_eq!(office.findings(), []);
}

#[test]
fn a_checkpoint_that_is_missing_in_the_middle_of_the_copy_is_found() {
    let office = two_checkpoints();
    office.write(office.space(), "three");
    office.checkpoint();
    let whole = fs::read_to_string(office.outside_file()).unwrap();
    let second = whole.split_inclusive('\n').nth(1).unwrap();
    fs::write(office.outside_file(), whole.replace(second, "")).unwrap();
    assert_eq!(office.findings(), [Finding::OutsideGap { number: 2 }]);
    let first = whole.split_inclusive('\n').next().unwrap();
    fs::write(office.outside_file(), whole.replace(first, "")).unwrap();
    assert_eq!(office.findings(), [Finding::OutsideGap { number: 1 }]);
}

#[test]
fn a_damaged_line_that_has_its_end_is_an_error() {
    let office = two_checkpoints();
    let whole = fs::read_to_string(office.outside_file()).unwrap();
    fs::write(office.outside_file(), whole.replacen("number", "nombre", 1)).unwrap();
    assert!(office.outside.all().is_err());
    // Nothing tears a line and leaves its end.
    let (before, last) = whole.trim_end().rsplit_once('\n').unwrap();
    fs::write(office.outside_file(), format!("{before}\n{}\n", last.replace("number", "nombre"))).unwrap();
    assert!(office.outside.all().is_err());
}

#[test]
fn a_copy_that_was_lost_is_made_again_from_the_database() {
    let office = two_checkpoints();
    let whole = fs::read(office.outside_file()).unwrap();
    fs::remove_file(office.outside_file()).unwrap();
    office.checkpoint();
    assert_eq!(fs::read(office.outside_file()).unwrap(), whole);
}

#[test]
fn a_copy_that_knows_more_than_the_database_is_not_written_over() {
    let office = two_checkpoints();
    office.tamper(
        "delete from journal.checkpoint_leaf where checkpoint = 2; delete from journal.checkpoint where number = 2",
    );
    let space = office.space();
    office.write(space, "a second second");
    office.clock.advance(chrono::TimeDelta::minutes(1));
    let before = fs::read(office.outside_file()).unwrap();
    let due = journal::checkpoint::Due { every: chrono::TimeDelta::minutes(1), lines: 10_000 };
    // The database makes another number 2, and then a number 3 that does not follow what the copy knows.
    let _ = office.checkpoint_if_due(due);
    office.write(space, "and a third");
    office.clock.advance(chrono::TimeDelta::minutes(1));
    assert!(matches!(office.checkpoint_if_due(due), Err(journal::Error::Outside(_))));
    assert_eq!(fs::read(office.outside_file()).unwrap(), before);
    assert!(office.findings().contains(&Finding::Outside { number: 2 }));
}

#[test]
fn a_forged_line_in_the_copy_is_found() {
    let office = two_checkpoints();
    let whole = fs::read_to_string(office.outside_file()).unwrap();
    let forged = whole.lines().nth(1).unwrap().replace("\"number\":2", "\"number\":3");
    let mut file = OpenOptions::new().append(true).open(office.outside_file()).unwrap();
    writeln!(file, "{forged}").unwrap();
    assert_eq!(office.findings(), [Finding::Outside { number: 3 }]);
}

#[test]
fn a_checkpoint_that_is_made_while_the_journal_is_verified_is_no_false_alarm() {
    let office = two_checkpoints();
    let space = office.space();
    office.write(space, "covered while somebody verifies");
    // The copy becomes a pipe, so that it is known when it is read.
    let (file, aside) = (office.outside_file(), office.outside_file().with_extension("aside"));
    fs::rename(&file, &aside).unwrap();
    assert!(Command::new("mkfifo").arg(&file).status().unwrap().success());
    let findings = thread::scope(|scope| {
        let verifying = scope.spawn(|| office.findings());
        let mut read_now = OpenOptions::new().write(true).open(&file).unwrap();
        fs::rename(&aside, &file).unwrap();
        assert_eq!(office.checkpoint(), Some(3));
        read_now.write_all(&fs::read(&file).unwrap()).unwrap();
        drop(read_now);
        verifying.join().unwrap()
    });
    assert_eq!(findings, []);
}
