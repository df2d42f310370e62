//! What each role may do on a migrated database, and what is found when one may do more.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use database::{MigrateError, OWNER, RETENTION, SERVER, ensure_roles, migrate, role_faults};
use diesel::{Connection, PgConnection, RunQueryDsl, connection::SimpleConnection, sql_query};
use testkit::TestDatabase;

fn refusal(conn: &mut PgConnection, statement: &str) -> String {
    match conn.batch_execute(statement) {
        Ok(()) => panic!("`{statement}` was allowed"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_server_role_cannot_change_the_schema_or_what_was_migrated() {
    let database = TestDatabase::new();
    let mut conn = database.connect(SERVER);
    for statement in [
        "alter table desk.idempotency add column more text",
        "drop table desk.idempotency",
        "create table desk.more (id int)",
        "create table public.more (id int)",
        "create temporary table more (id int)",
        "create schema more",
        "create role more",
        "insert into desk.migration (version, name, oldest_program) values ('1', 'more', '0.1.0')",
        "delete from desk.migration",
        "truncate desk.idempotency",
        "set role carnet_owner",
    ] {
        let refusal = refusal(&mut conn, statement);
        assert!(
            refusal.contains("permission denied") || refusal.contains("must be owner"),
            "{statement}: {refusal}"
        );
    }
    conn.batch_execute("select * from desk.migration; select * from desk.idempotency").unwrap();
}

#[test]
fn the_retention_role_may_forget_keys_but_not_read_or_make_them() {
    let database = TestDatabase::new();
    let mut conn = database.connect(RETENTION);
    conn.batch_execute("delete from desk.idempotency where at < now()").unwrap();
    assert!(refusal(&mut conn, "select key_hash from desk.idempotency").contains("permission denied"));
    let made = "insert into desk.idempotency values (gen_random_uuid(), '', '', gen_random_uuid(), now())";
    assert!(refusal(&mut conn, made).contains("permission denied"));
}

#[test]
fn nobody_logs_in_as_the_owner() {
    let database = TestDatabase::new();
    let error = PgConnection::establish(&database.url(OWNER).reveal()).err().unwrap().to_string();
    assert!(error.contains("not permitted to log in"), "{error}");
}

#[test]
fn nothing_is_found_on_the_server_role() {
    let database = TestDatabase::new();
    let faults = role_faults(&mut database.connect(SERVER)).unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn a_superuser_is_found_even_when_it_acts_as_the_server_role() {
    let database = TestDatabase::new();
    let mut conn = PgConnection::establish(&database.superuser().acting_as(SERVER).reveal()).unwrap();
    assert_eq!(role_faults(&mut conn).unwrap(), ["role `postgres` is a superuser"]);
}

/// Roles belong to the cluster, so each test that makes one names it after itself and takes it away again.
fn with_role(database: &TestDatabase, role: &str, grants: &str, test: impl FnOnce(&mut PgConnection)) {
    let mut superuser = database.connect_superuser();
    let name = database.superuser().database().unwrap().to_owned();
    superuser.batch_execute(&format!("drop role if exists {role}; create role {role} login")).unwrap();
    superuser.batch_execute(&format!("grant connect on database {name} to {role}; {grants}")).unwrap();
    test(&mut database.connect(role));
    superuser.batch_execute(&format!("drop owned by {role} cascade; drop role {role}")).unwrap();
}

#[test]
fn each_power_beyond_the_server_role_is_named() {
    let database = TestDatabase::new();
    let grants = "alter role too_much createrole createdb bypassrls; grant carnet_owner to too_much; \
                  grant create on schema public to too_much";
    with_role(&database, "too_much", grants, |conn| {
        let faults = role_faults(conn).unwrap();
        for expected in [
            "role `too_much` may make roles",
            "role `too_much` may make databases",
            "role `too_much` passes by row-level security",
            "role `too_much` is a member of `carnet_owner`",
            "role `too_much` owns `desk.idempotency`",
            "role `too_much` may create in schema `public`",
        ] {
            assert!(faults.iter().any(|fault| fault == expected), "`{expected}` is not in {faults:?}");
        }
    });
}

#[test]
fn a_right_to_change_the_journal_is_named_even_on_one_column() {
    let database = TestDatabase::new();
    let grants = "create schema if not exists journal; grant usage on schema journal to half_a_forger; \
                  create table journal.of_this_test (seq int, mac bytea); \
                  grant select, update (mac) on journal.of_this_test to half_a_forger";
    with_role(&database, "half_a_forger", grants, |conn| {
        assert_eq!(role_faults(conn).unwrap(), ["role `half_a_forger` may change `journal.of_this_test`"]);
    });
}

#[test]
fn a_role_that_may_not_make_roles_is_told_what_to_run() {
    let database = TestDatabase::new();
    with_role(&database, "nobody_much", "", |_| match migrate(&database.url("nobody_much")) {
        Err(MigrateError::RolesMissing { user, sql, .. }) => {
            assert_eq!(user, "nobody_much");
            assert_eq!(sql, "grant carnet_owner to \"nobody_much\";");
        }
        other => panic!("{other:?}"),
    });
}

#[test]
fn the_server_role_does_not_migrate() {
    let database = TestDatabase::new();
    let error = migrate(&database.url(SERVER)).unwrap_err();
    assert!(matches!(error, MigrateError::WrongRole(_)), "{error}");
}

#[test]
fn making_the_roles_again_changes_nothing() {
    let database = TestDatabase::new();
    let name = database.superuser().database().unwrap().to_owned();
    sql_query("comment on role carnet_server is 'kept'").execute(&mut database.connect_superuser()).unwrap();
    ensure_roles(&database.superuser(), &name).unwrap();
    ensure_roles(&database.superuser(), &name).unwrap();
    assert!(role_faults(&mut database.connect(SERVER)).unwrap().is_empty());
}
