//! The wall between spaces: within a transaction the server's role sees and writes only what is in the spaces that it
//! entered.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::{collections::BTreeSet, fs, path::Path};

use database::SERVER;
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text,
};
use testkit::TestDatabase;

/// Tables by space that stand outside the wall, and why.
const OUTSIDE: [(&str, &str); 7] = [
    ("consent.space", "found before it is known who may enter; says of whom it is, and its state"),
    ("identity.citizen", "a person is found by blind index before there is a decision"),
    ("identity.citizens_seen", "a feed goes through all people at once"),
    ("journal.checkpoint_leaf", "seals alone"),
    ("journal.head", "seals alone"),
    ("journal.tally", "counts, in the chains of the system too"),
    ("vault.space_key", "wrapped keys: what is sealed opens before a decision can be made"),
];

const A: &str = "00000000-0000-7000-8000-00000000000a";
const B: &str = "00000000-0000-7000-8000-00000000000b";

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

fn names(conn: &mut PgConnection, query: &str) -> Vec<String> {
    let found: Vec<Name> = sql_query(query).load(conn).unwrap();
    found.into_iter().map(|found| found.name).collect()
}

/// A folder of each of two spaces.
fn folders(database: &TestDatabase) {
    let insert = |space: &str| {
        format!("insert into documents.folder values ('{space}', '{space}', 1, '', '', now(), now());")
    };
    database.connect_superuser().batch_execute(&(insert(A) + &insert(B))).unwrap();
}

const SEEN: &str = "select space_id::text as name from documents.folder order by 1";

#[test]
fn every_table_by_space_stands_behind_the_wall_or_is_listed() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/tables.toml");
    let docs = fs::read_to_string(docs).unwrap();
    let by_space = docs.lines().filter_map(|line| line.strip_suffix(" = \"by_space\""));
    let by_space: BTreeSet<String> = by_space.map(|name| name.trim_matches('"').to_owned()).collect();
    assert!(by_space.len() > 10, "{by_space:?}");
    let database = TestDatabase::new();
    let walled = "select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace \
                  where c.relrowsecurity and (select count(*) from pg_policy p where p.polrelid = c.oid) = 2";
    let walled: BTreeSet<String> = names(&mut database.connect_superuser(), walled).into_iter().collect();
    let outside: BTreeSet<String> = OUTSIDE.iter().map(|(name, _)| (*name).to_owned()).collect();
    let listed: BTreeSet<String> = walled.union(&outside).cloned().collect();
    assert_eq!(by_space, listed);
    assert!(walled.is_disjoint(&outside), "a stale listing");
}

#[test]
fn whoever_entered_no_space_sees_none_and_puts_nothing_in() {
    let database = TestDatabase::new();
    folders(&database);
    let mut conn = database.connect(SERVER);
    assert_eq!(names(&mut conn, SEEN), Vec::<String>::new());
    let put = format!("insert into documents.folder values ('{A}', '{B}', 2, '\\x01', '', now(), now())");
    let refused = conn.batch_execute(&put).unwrap_err().to_string();
    assert!(refused.contains("row-level security"), "{refused}");
    conn.batch_execute("update documents.folder set slot = 9; delete from documents.folder").unwrap();
    let left = "select slot::text as name from documents.folder order by 1";
    assert_eq!(names(&mut database.connect_superuser(), left), ["1", "1"]);
}

#[test]
fn a_space_is_entered_until_the_transaction_ends() {
    let database = TestDatabase::new();
    folders(&database);
    let mut conn = database.connect(SERVER);
    conn.batch_execute(&format!("begin; select desk.enter(array['{A}']::uuid[])")).unwrap();
    assert_eq!(names(&mut conn, SEEN), [A]);
    conn.batch_execute(&format!("select desk.enter(array['{B}']::uuid[])")).unwrap();
    assert_eq!(names(&mut conn, SEEN), [A, B], "one beside the other");
    conn.batch_execute("commit").unwrap();
    assert_eq!(names(&mut conn, SEEN), Vec::<String>::new());
    conn.batch_execute("begin; select desk.go_across()").unwrap();
    assert_eq!(names(&mut conn, SEEN), [A, B]);
    conn.batch_execute("rollback").unwrap();
    assert_eq!(names(&mut conn, SEEN), Vec::<String>::new());
}

#[test]
fn reading_the_facts_of_a_decision_enters_its_space_alone() {
    let database = TestDatabase::new();
    folders(&database);
    let mut conn = database.connect(SERVER);
    conn.batch_execute(&format!("begin; select count(*) from consent.facts(array['{A}']::uuid[], now())"))
        .unwrap();
    assert_eq!(names(&mut conn, SEEN), [A]);
    let moved = format!("update documents.folder set space_id = '{B}', slot = 7, name_tag = '\\x07'");
    let refused = conn.batch_execute(&moved).unwrap_err().to_string();
    assert!(refused.contains("row-level security"), "{refused}");
}
