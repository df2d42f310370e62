//! Many at once: nobody waits for ever, nobody loses a line, and each chain verifies.

use std::{sync::Barrier, thread};

use database::Head;
use journal::Error;

use crate::office::Office;

#[test]
fn two_transactions_that_saw_the_same_head_both_get_their_line() {
    let office = Office::new();
    let space = office.space();
    office.write(space, "the head that both see");
    let seen = || {
        let seal = hex_of(&office, space);
        Some(Head { seq: 1, seal })
    };
    let (barrier, head) = (Barrier::new(2), seen());
    thread::scope(|scope| {
        for name in ["one", "other"] {
            let (office, barrier, head) = (&office, &barrier, &head);
            scope.spawn(move || {
                office
                    .desk
                    .write(|tx| {
                        office.owe(tx, space, head.clone(), name);
                        Ok::<_, Error>(())
                    })
                    .map(|()| barrier.wait())
                    .unwrap()
            });
        }
    });
    let mut acts: Vec<_> = office.lines(space).into_iter().skip(1).map(|line| line.entry.act).collect();
    acts.sort();
    assert_eq!(acts, ["one", "other"]);
    assert!(office.findings().is_empty());
}

#[test]
fn a_head_that_is_long_gone_costs_a_second_try_and_no_line() {
    let office = Office::new();
    let space = office.space();
    office.write_many(space, 3);
    for head in [Head::empty(), Head { seq: 2, seal: vec![7; 32] }, Head { seq: 99, seal: vec![0; 32] }] {
        office
            .desk
            .write(|tx| {
                office.owe(tx, space, Some(head.clone()), "late");
                Ok::<_, Error>(())
            })
            .unwrap();
    }
    assert_eq!(office.lines(space).len(), 6);
    assert!(office.findings().is_empty());
}

#[test]
fn lines_of_two_spaces_in_one_transaction_cannot_deadlock() {
    let office = Office::new();
    let spaces = [office.space(), office.space(), office.space()];
    thread::scope(|scope| {
        for worker in 0..8 {
            let office = &office;
            scope.spawn(move || {
                for turn in 0..12 {
                    let (a, b) = (spaces[(worker + turn) % 3], spaces[(worker + turn + 1 + worker % 2) % 3]);
                    office
                        .desk
                        .write(|tx| {
                            office.owe(tx, a, None, "here");
                            office.owe(tx, b, None, "there");
                            Ok::<_, Error>(())
                        })
                        .unwrap();
                }
            });
        }
    });
    let lines: usize = spaces.iter().map(|space| office.lines(*space).len()).sum();
    assert_eq!(lines, 8 * 12 * 2);
    assert!(office.findings().is_empty());
    assert_eq!(office.number("select deadlocks from pg_stat_database where datname = current_database()"), 0);
}

#[test]
fn a_journal_that_is_written_to_verifies_meanwhile() {
    let office = Office::new();
    let space = office.space();
    office.write(space, "first");
    thread::scope(|scope| {
        let writer = scope.spawn(|| office.write_many(space, 60));
        while !writer.is_finished() {
            assert_eq!(office.findings(), []);
        }
    });
    assert_eq!(office.lines(space).len(), 61);
}

fn hex_of(office: &Office, space: uuid::Uuid) -> Vec<u8> {
    use diesel::{QueryableByName, RunQueryDsl, sql_query};
    #[derive(QueryableByName)]
    struct Seal {
        #[diesel(sql_type = diesel::sql_types::Binary)]
        seal: Vec<u8>,
    }
    sql_query(format!("select seal from journal.head where space_id = '{space}'"))
        .get_result::<Seal>(&mut office.database.connect_superuser())
        .unwrap()
        .seal
}
