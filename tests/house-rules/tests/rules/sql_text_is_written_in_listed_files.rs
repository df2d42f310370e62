//! A statement that diesel builds is prepared once and typed; a statement written as text is neither. It is
//! allowed where the query builder has no words for what is needed.

use house_rules::{RustFile, Tree, exceptions, none};

const LISTED: &[&str] = &[
    // catalogue tables, roles, settings of a connection, LISTEN, what a backup holds
    "crates/foundation/database/src/condition.rs",
    "crates/foundation/database/src/filled.rs",
    "crates/foundation/database/src/listen.rs",
    "crates/foundation/database/src/migrate.rs",
    "crates/foundation/database/src/pool.rs",
    "crates/foundation/database/src/roles.rs",
    "crates/foundation/database/src/snapshot.rs",
    // a function that gives rows, asked by a job
    "crates/gatehouse/journal/src/tally.rs",
];

fn faults(files: &[RustFile], listed: &[&str]) -> Vec<String> {
    exceptions("SQL text", &RustFile::places(files, &[&["sql_query"], &["batch_execute"]]), listed)
}

#[test]
fn in_this_house() {
    none("SQL text is written in listed files", &faults(&Tree::here().rust(), LISTED));
}

#[test]
fn an_unlisted_file_and_a_stale_entry_are_found() {
    let tree = Tree::of(&[
        ("crates/rooms/documents/src/store/list.rs", "fn f() { diesel::sql_query(\"select 1\"); }"),
        ("crates/rooms/documents/src/store/tests.rs", "fn f() { diesel::sql_query(\"select 1\"); }"),
        ("crates/gatehouse/journal/src/verify.rs", "fn f() {}"),
    ]);
    let found = faults(&tree.rust(), &["crates/gatehouse/journal/src/verify.rs"]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("crates/rooms/documents/src/store/list.rs: SQL text at line [1]"));
    assert!(found[1].starts_with("crates/gatehouse/journal/src/verify.rs: in the rule's list"));
}
