//! What a transaction owes stands in its chain when it has committed, and nowhere when it has not.

use diesel::{RunQueryDsl, connection::SimpleConnection, sql_query};
use journal::Error;

use crate::office::Office;

#[test]
fn a_chain_grows_by_one_line_for_each_act_and_verifies() {
    let office = Office::new();
    let space = office.space();
    office.write_many(space, 5);
    let lines = office.lines(space);
    assert_eq!(lines.iter().map(|line| line.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let acts: Vec<_> = lines.iter().map(|line| line.entry.act.as_str()).collect();
    assert_eq!(acts, ["act 0", "act 1", "act 2", "act 3", "act 4"]);
    let report = office.report();
    assert_eq!((report.chains, report.lines, report.findings.len()), (1, 5, 0));
}

#[test]
fn several_lines_of_one_transaction_follow_each_other() {
    let office = Office::new();
    let (space, other) = (office.space(), office.space());
    office
        .desk
        .write(|tx| {
            for (chain, act) in [(space, "first"), (other, "elsewhere"), (space, "second")] {
                office.owe(tx, chain, None, act);
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    let acts: Vec<_> = office.lines(space).into_iter().map(|line| line.entry.act).collect();
    assert_eq!(acts, ["first", "second"]);
    assert_eq!(office.lines(other).len(), 1);
    assert!(office.findings().is_empty());
}

#[test]
fn work_that_is_rolled_back_leaves_no_line() {
    let office = Office::new();
    let space = office.space();
    let failed: Result<(), Error> = office.desk.write(|tx| {
        office.owe(tx, space, None, "undone");
        Err(Error::Line("the work fails"))
    });
    assert!(failed.is_err());
    assert!(office.lines(space).is_empty());
    assert_eq!(office.number("select count(*) from journal.head"), 0, "not even a head");
}

#[test]
fn work_whose_line_cannot_be_written_does_not_commit() {
    let office = Office::new();
    office.tamper(
        "create table public.work (id integer); grant insert on public.work to carnet_server; \
         grant usage on schema public to carnet_server",
    );
    let without_key = uuid::Uuid::from_u128(1);
    let failed: Result<(), Error> = office.desk.write(|tx| {
        sql_query("insert into public.work values (1)").execute(tx.conn())?;
        office.owe(tx, without_key, None, "nobody can seal this");
        Ok(())
    });
    assert!(matches!(failed, Err(Error::Database(database::Error::Ledger(_)))), "{failed:?}");
    assert_eq!(office.number("select count(*) from public.work"), 0);
}

#[test]
fn the_servers_role_can_append_and_nothing_else() {
    let office = Office::new();
    office.write(office.space(), "one");
    let mut conn = office.database.connect(database::SERVER);
    for statement in [
        "update journal.line set at = now()",
        "delete from journal.line",
        "insert into journal.line select space_id, 9, at, key_id, seal, sealed from journal.line",
        "update journal.head set seq = 0",
        "delete from journal.head",
        "truncate journal.line",
        "delete from journal.checkpoint",
        "delete from journal.tally",
        "alter table journal.line disable trigger all",
    ] {
        let refused = conn.batch_execute(statement).unwrap_err().to_string();
        assert!(
            refused.contains("permission denied") || refused.contains("must be owner"),
            "{statement}: {refused}"
        );
    }
}

#[test]
fn nothing_of_an_entry_stands_in_clear() {
    let office = Office::new();
    let space = office.space();
    office.write(space, "an act with words");
    let needle = hex::encode("with words");
    let found = office.number(&format!(
        "select count(*) from journal.line where position('{needle}' in encode(sealed, 'hex')) > 0"
    ));
    assert_eq!(found, 0);
}

#[test]
fn a_chain_verifies_after_the_key_of_its_space_is_gone() {
    let office = Office::new();
    let space = office.space();
    office.write_many(space, 3);
    office.vault.destroy_space_key(space.into()).unwrap();
    let report = office.report();
    assert_eq!((report.lines, report.findings.len()), (3, 0));
}

#[test]
fn a_chain_goes_on_under_a_new_journal_key_and_verifies_whole() {
    let office = Office::new();
    let space = office.space();
    office.write_many(space, 2);
    office.vault.rotate(vault::Purpose::Journal).unwrap();
    office.clock.advance(chrono::TimeDelta::minutes(5));
    office.write_many(space, 2);
    assert_eq!(office.number("select count(distinct key_id) from journal.line"), 2);
    assert!(office.findings().is_empty());
}
