//! Migrations run once, in any company, and a program tells whether it can live with what is there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::{fs, path::Path, thread};

use database::{SERVER, ensure_roles, migrate, schema_faults};
use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query};
use testkit::TestDatabase;

/// Names of the folders of `/migrations`, oldest first.
fn folders() -> Vec<String> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../migrations");
    let mut names: Vec<String> =
        fs::read_dir(all).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Takes everything away again, newest first.
fn undo(database: &TestDatabase) {
    let mut conn = diesel::Connection::establish(&database.owner().reveal()).unwrap();
    for name in folders().iter().rev() {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../migrations").join(name).join("down.sql");
        diesel::PgConnection::batch_execute(&mut conn, &fs::read_to_string(path).unwrap())
            .unwrap_or_else(|e| panic!("{name}/down.sql: {e}"));
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

#[test]
fn each_migration_runs_once_and_its_down_takes_it_away() {
    let database = TestDatabase::new();
    assert!(migrate(&database.superuser()).unwrap().is_empty(), "the template has them all");
    undo(&database);
    let left = sql_query(
        "select count(*) as count from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'",
    )
    .get_result::<Count>(&mut database.connect_superuser())
    .unwrap();
    assert_eq!(left.count, 0, "the downs leave tables behind");
    assert_eq!(migrate(&database.superuser()).unwrap(), folders());
    assert!(schema_faults(&mut database.connect(SERVER)).unwrap().is_empty());
}

#[test]
fn of_many_programs_that_migrate_at_once_one_does_it() {
    let database = TestDatabase::new();
    undo(&database);
    let ran: Vec<usize> = thread::scope(|scope| {
        let all: Vec<_> =
            (0..6).map(|_| scope.spawn(|| migrate(&database.superuser()).unwrap().len())).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(ran.iter().sum::<usize>(), folders().len(), "{ran:?}");
    assert_eq!(ran.iter().filter(|ran| **ran > 0).count(), 1, "{ran:?}");
}

#[test]
fn an_empty_and_an_old_schema_are_named() {
    let database = TestDatabase::new();
    let last = folders().pop().unwrap();
    let version = last.split('_').next().unwrap();
    let mut superuser = database.connect_superuser();
    superuser.batch_execute(&format!("delete from desk.migration where version = '{version}'")).unwrap();
    let faults = schema_faults(&mut superuser).unwrap();
    if folders().len() > 1 {
        let expected =
            format!("the schema is old: 1 migrations are missing, from `{last}` on: run `carnet migrate`");
        assert_eq!(faults, [expected]);
    }
    undo(&database);
    let faults = schema_faults(&mut superuser).unwrap();
    assert_eq!(faults, ["the database has no schema of Carnet: run `carnet migrate`"]);
}

#[test]
fn a_newer_schema_is_refused_only_when_it_asks_for_a_newer_program() {
    let database = TestDatabase::new();
    let mut superuser = database.connect_superuser();
    let newer = |version: &str, oldest: &str| {
        format!(
            "insert into desk.migration (version, name, oldest_program) values ('{version}', 'later', '{oldest}')"
        )
    };
    superuser.batch_execute(&newer("29991231000000", "0.1.0")).unwrap();
    assert!(schema_faults(&mut superuser).unwrap().is_empty(), "two releases run side by side");
    superuser.batch_execute(&newer("29991231000100", "99.10.0")).unwrap();
    let faults = schema_faults(&mut superuser).unwrap();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].contains("`29991231000100` needs at least version 99.10.0"), "{faults:?}");
    let error = migrate(&database.superuser()).unwrap_err().to_string();
    assert!(error.contains("99.10.0"), "{error}");
}

#[test]
fn a_migration_that_fails_leaves_nothing_and_can_be_tried_again() {
    let database = TestDatabase::new();
    undo(&database);
    let mut superuser = database.connect_superuser();
    // The first migration makes this schema, so it cannot.
    superuser.batch_execute("create schema desk authorization carnet_owner").unwrap();
    let error = migrate(&database.superuser()).unwrap_err().to_string();
    assert!(error.contains("20261123000000_database_desk") && error.contains("already exists"), "{error}");
    superuser.batch_execute("drop schema desk").unwrap();
    assert_eq!(migrate(&database.superuser()).unwrap(), folders());
}

#[test]
fn a_database_of_ones_own_is_made_ready_by_its_superuser() {
    let database = TestDatabase::new();
    let name = format!("{}_of_ones_own", database.superuser().database().unwrap());
    let mut superuser = database.connect_superuser();
    superuser.batch_execute(&format!("create database {name}")).unwrap();
    assert_eq!(migrate(&database.superuser().with_database(&name)).unwrap(), folders());
    let mut server =
        diesel::Connection::establish(&database.url(SERVER).with_database(&name).reveal()).unwrap();
    assert!(database::role_faults(&mut server).unwrap().is_empty());
    assert!(schema_faults(&mut server).unwrap().is_empty());
    drop(server);
    ensure_roles(&database.superuser(), &name).unwrap();
    superuser.batch_execute(&format!("drop database {name} with (force)")).unwrap();
}
