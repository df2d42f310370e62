//! What somebody who administers the database can do to the journal, and when it is found.

use journal::Finding;
use uuid::Uuid;

use crate::office::Office;

/// A space with ten lines beside another that nobody touches.
fn ten_lines() -> (Office, Uuid) {
    let office = Office::new();
    let (chain, untouched) = (office.space(), office.space());
    office.write_many(chain, 10);
    office.write_many(untouched, 3);
    assert!(office.findings().is_empty());
    (office, chain)
}

#[test]
fn a_line_whose_content_was_altered_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(
        "update journal.line set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where seq = 4",
    );
    let mut found = office.findings();
    found.retain(|finding| matches!(finding, Finding::Altered { chain: of, .. } if *of == chain));
    assert_eq!(found, [Finding::Altered { chain, seq: 4 }]);
}

#[test]
fn a_line_whose_time_was_altered_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(&format!(
        "update journal.line set at = at - interval '1 microsecond' where seq = 9 and space_id = '{chain}'"
    ));
    assert_eq!(office.findings(), [Finding::Altered { chain, seq: 9 }]);
}

#[test]
fn a_line_that_was_exchanged_with_another_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(&format!(
        "update journal.line l set sealed = o.sealed from journal.line o
         where l.space_id = '{chain}' and o.space_id = l.space_id and l.seq in (3, 6) and o.seq = 9 - l.seq"
    ));
    assert_eq!(office.findings(), [Finding::Altered { chain, seq: 3 }, Finding::Altered { chain, seq: 6 }]);
}

#[test]
fn a_line_of_another_space_put_in_its_place_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(&format!(
        "update journal.line l set sealed = o.sealed, seal = o.seal, at = o.at from journal.line o
         where l.space_id = '{chain}' and o.space_id <> l.space_id and l.seq = 2 and o.seq = 2"
    ));
    assert!(office.findings().contains(&Finding::Altered { chain, seq: 2 }));
}

#[test]
fn a_line_put_in_the_middle_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(&format!(
        "update journal.line set seq = -seq where space_id = '{chain}' and seq > 5;
         update journal.line set seq = 1 - seq where space_id = '{chain}' and seq < 0;
         insert into journal.line select space_id, 6, at, key_id, seal, sealed from journal.line
             where space_id = '{chain}' and seq = 5;
         update journal.head set seq = 11 where space_id = '{chain}'"
    ));
    assert!(office.findings().contains(&Finding::Altered { chain, seq: 6 }));
}

#[test]
fn a_line_put_at_the_end_with_its_head_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(&format!(
        "insert into journal.line select space_id, 11, at, key_id, seal, sealed from journal.line
             where space_id = '{chain}' and seq = 10;
         update journal.head set seq = 11 where space_id = '{chain}'"
    ));
    assert_eq!(office.findings(), [Finding::Altered { chain, seq: 11 }]);
}

#[test]
fn a_line_put_before_the_first_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(&format!(
        "insert into journal.line select space_id, 0, at, key_id, seal, sealed from journal.line
             where space_id = '{chain}' and seq = 1"
    ));
    assert_eq!(office.findings(), [Finding::Altered { chain, seq: 0 }]);
}

#[test]
fn a_line_removed_in_the_middle_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(&format!("delete from journal.line where space_id = '{chain}' and seq = 5"));
    assert_eq!(office.findings(), [Finding::Missing { chain, seq: 5 }]);
}

#[test]
fn a_line_removed_in_the_middle_with_the_others_moved_up_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(&format!(
        "delete from journal.line where space_id = '{chain}' and seq = 5;
         update journal.line set seq = -seq where space_id = '{chain}' and seq > 5;
         update journal.line set seq = -seq - 1 where space_id = '{chain}' and seq < 0;
         update journal.head set seq = 9 where space_id = '{chain}'"
    ));
    assert!(office.findings().contains(&Finding::Altered { chain, seq: 5 }));
}

#[test]
fn a_tail_that_was_cut_off_without_its_head_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(&format!("delete from journal.line where space_id = '{chain}' and seq > 8"));
    assert_eq!(office.findings(), [Finding::Head { chain }]);
}

#[test]
fn a_head_that_was_removed_or_altered_is_found_at_once() {
    let (office, chain) = ten_lines();
    office.tamper(&format!(
        "update journal.head set seal = decode(repeat('11', 32), 'hex') where space_id = '{chain}'"
    ));
    assert_eq!(office.findings(), [Finding::Head { chain }]);
    office.tamper(&format!("delete from journal.head where space_id = '{chain}'"));
    assert_eq!(office.findings(), [Finding::Head { chain }]);
}

/// The tail of the chain is cut off and its head rolled back to fit.
fn cut_tail_with_head(office: &Office, chain: Uuid, keep: i64) {
    office.tamper(&format!(
        "delete from journal.line where space_id = '{chain}' and seq > {keep};
         update journal.head h set seq = l.seq, seal = l.seal from journal.line l
             where h.space_id = '{chain}' and l.space_id = h.space_id and l.seq = {keep}"
    ));
}

#[test]
fn a_tail_cut_off_with_its_head_is_not_found_before_a_checkpoint_covers_it() {
    let (office, chain) = ten_lines();
    cut_tail_with_head(&office, chain, 7);
    let report = office.report();
    assert_eq!(report.findings, [], "this is the stated window");
    assert_eq!(report.covered_until, None, "and the report says that nothing is covered yet");
}

#[test]
fn a_tail_cut_off_with_its_head_is_found_once_a_checkpoint_covers_it() {
    let (office, chain) = ten_lines();
    assert_eq!(office.checkpoint(), Some(1));
    cut_tail_with_head(&office, chain, 7);
    let report = office.report();
    assert_eq!(report.findings, [Finding::RolledBack { chain, seq: 10, checkpoint: 1 }]);
    assert!(report.covered_until.is_some());
}

#[test]
fn what_came_after_the_last_checkpoint_is_the_window_and_no_more() {
    let (office, chain) = ten_lines();
    office.checkpoint();
    office.write_many(chain, 4);
    cut_tail_with_head(&office, chain, 10);
    assert_eq!(office.findings(), [], "the four lines since the checkpoint can be cut off unseen");
    cut_tail_with_head(&office, chain, 9);
    assert_eq!(
        office.findings(),
        [Finding::RolledBack { chain, seq: 10, checkpoint: 1 }],
        "not one line more"
    );
}

#[test]
fn a_chain_removed_whole_is_found_once_a_checkpoint_covers_it() {
    let (office, chain) = ten_lines();
    office.checkpoint();
    office.tamper(&format!(
        "delete from journal.line where space_id = '{chain}'; delete from journal.head where space_id = '{chain}'"
    ));
    assert_eq!(office.findings(), [Finding::RolledBack { chain, seq: 10, checkpoint: 1 }]);
}

#[test]
fn a_chain_cut_and_written_on_is_found_by_its_checkpoint() {
    let (office, chain) = ten_lines();
    office.checkpoint();
    cut_tail_with_head(&office, chain, 7);
    office.write_many(chain, 5);
    assert_eq!(office.findings(), [Finding::RolledBack { chain, seq: 10, checkpoint: 1 }]);
}

#[test]
fn a_leaf_or_a_checkpoint_that_was_altered_or_removed_is_found() {
    let altered = [
        "update journal.checkpoint_leaf set seq = 9 where checkpoint = 1 and seq = 10",
        "delete from journal.checkpoint_leaf where checkpoint = 1 and seq = 10",
        "update journal.checkpoint set root = decode(repeat('11', 32), 'hex') where number = 1",
        "update journal.checkpoint set at = at + interval '1 second' where number = 1",
        "update journal.checkpoint set previous = decode(repeat('11', 32), 'hex') where number = 1",
        "update journal.checkpoint set signature = decode(repeat('11', 64), 'hex') where number = 1",
    ];
    let (office, chain) = ten_lines();
    office.checkpoint();
    office.write(chain, "more");
    office.checkpoint();
    assert_eq!(office.findings(), []);
    let saved = "create table public.saved_c as table journal.checkpoint; \
                 create table public.saved_l as table journal.checkpoint_leaf";
    office.tamper(saved);
    for sql in altered {
        office.tamper(sql);
        assert!(office.findings().contains(&Finding::Checkpoint { number: 1 }), "{sql}");
        office.tamper(
            "truncate journal.checkpoint, journal.checkpoint_leaf; \
             insert into journal.checkpoint table public.saved_c; \
             insert into journal.checkpoint_leaf table public.saved_l",
        );
        assert_eq!(office.findings(), [], "put back after: {sql}");
    }
    office.tamper("delete from journal.checkpoint where number = 1");
    assert!(office.findings().contains(&Finding::Checkpoint { number: 2 }), "its successor names it");
}

#[test]
fn a_database_rolled_back_with_its_checkpoints_is_found_by_the_copy_outside() {
    let (office, chain) = ten_lines();
    office.checkpoint();
    office.tamper(
        "create schema backup; create table backup.line as table journal.line; \
         create table backup.head as table journal.head; create table backup.checkpoint as table journal.checkpoint; \
         create table backup.checkpoint_leaf as table journal.checkpoint_leaf",
    );
    office.write_many(chain, 3);
    assert_eq!(office.checkpoint(), Some(2));
    office.tamper(
        "truncate journal.line, journal.head, journal.checkpoint, journal.checkpoint_leaf; \
         insert into journal.line table backup.line; insert into journal.head table backup.head; \
         insert into journal.checkpoint table backup.checkpoint; \
         insert into journal.checkpoint_leaf table backup.checkpoint_leaf",
    );
    let alone = journal::verify(&office.desk, &office.vault, None).unwrap();
    assert_eq!(alone.findings, [], "the database by itself is whole");
    assert_eq!(office.findings(), [Finding::Outside { number: 2 }]);
}
