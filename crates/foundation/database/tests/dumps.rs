//! Dumps of a database, and what reading them back leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::{env, fs, path::PathBuf, process};

use database::{Empty, Part, Programs, Snapshot, is_same_database};
use diesel::{PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
use testkit::TestDatabase;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn number(conn: &mut PgConnection, query: &str) -> i64 {
    sql_query(format!("select ({query})::bigint as number")).get_result::<Number>(conn).unwrap().number
}

/// Tables of the house.
fn tables(database: &TestDatabase) -> i64 {
    let query = "select count(*) from pg_tables where schemaname !~ '^pg_|^information_schema$'";
    number(&mut database.connect_superuser(), query)
}

/// A dump of everything, in a file that goes with the value.
struct Dump(PathBuf);

impl Dump {
    fn of(database: &TestDatabase, name: &str) -> (Self, Programs) {
        let path = env::temp_dir().join(format!("carnet-dump-{name}-{}", process::id()));
        let snapshot = Snapshot::take(&database.superuser()).unwrap();
        let programs = Programs::find(snapshot.server()).unwrap();
        programs.dump(&database.superuser(), Some(snapshot.id()), Part::KeyStore, &path).unwrap();
        (Self(path), programs)
    }
}

impl Drop for Dump {
    fn drop(&mut self) {
        fs::remove_file(&self.0).ok();
    }
}

#[test]
fn what_is_read_back_stays_by_its_commit_alone() {
    let database = TestDatabase::new();
    let (dump, programs) = Dump::of(&database, "commit");
    let target = TestDatabase::empty();
    let empty = Empty::prepare(&target.superuser()).unwrap();
    let filled = programs.fill(&empty, &[&dump.0]).unwrap();
    assert_eq!(tables(&target), 0, "nobody else sees it yet");
    drop(filled);
    assert_eq!(tables(&target), 0);
    programs.fill(&empty, &[&dump.0]).unwrap().commit().unwrap();
    assert_eq!(tables(&target), tables(&database));
    assert!(Empty::prepare(&target.superuser()).unwrap_err().to_string().contains("tables already"));
}

#[test]
fn an_error_of_the_server_is_told_by_its_code_and_in_words() {
    let database = TestDatabase::new();
    let (dump, programs) = Dump::of(&database, "words");
    let target = TestDatabase::empty();
    let empty = Empty::prepare(&target.superuser()).unwrap();
    target.tamper("create schema vault");
    let said = programs.fill(&empty, &[&dump.0]).unwrap_err().to_string();
    assert!(said.contains("42P06") && said.contains("something of this name is there already"), "{said}");
    target.tamper("drop schema vault");
    fs::write(&dump.0, "no dump").unwrap();
    let said = programs.fill(&empty, &[&dump.0]).unwrap_err().to_string();
    assert!(said.starts_with("pg_restore failed"), "{said}");
    assert_eq!(tables(&target), 0);
}

#[test]
fn a_database_is_the_same_by_whatever_role_it_is_reached() {
    let (one, other) = (TestDatabase::new(), TestDatabase::new());
    assert!(is_same_database(&one.superuser(), &one.url(database::SERVER)).unwrap());
    assert!(!is_same_database(&one.superuser(), &other.url(database::SERVER)).unwrap());
}

#[test]
fn a_snapshot_whose_connection_was_ended_says_that_it_holds_nothing_any_more() {
    let database = TestDatabase::new();
    let named = database.superuser().database().unwrap().to_owned();
    for rule in ["idle_in_transaction_session_timeout", "idle_session_timeout"] {
        database.tamper(&format!("alter database {named} set {rule} = '50ms'"));
    }
    let mut snapshot = Snapshot::take(&database.superuser()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(150));
    snapshot.holds_still().unwrap();
    snapshot.forget().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(150));
    snapshot.holds_still().unwrap();
    database.tamper(
        "select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'carnet backup' and datname = current_database()",
    );
    assert!(snapshot.holds_still().unwrap_err().to_string().contains("has ended"));
}
