//! A transaction writes its journal lines before it commits because the `Desk` is the only one that begins or
//! ends one.

use house_rules::{RustFile, Tree, none};

const CALLS: &[&[&str]] = &[
    &[".", "transaction"],
    &["build_transaction"],
    &["begin_transaction"],
    &["begin_test_transaction"],
    &["test_transaction"],
    &["commit_transaction"],
    &["rollback_transaction"],
    &["TransactionManager"],
    &["AnsiTransactionManager"],
];

fn faults(files: &[RustFile]) -> Vec<String> {
    let concerned = files.iter().filter(|file| !file.path.starts_with("crates/foundation/database/"));
    let found = RustFile::places(concerned, CALLS);
    found.into_iter().map(|(path, lines)| format!("{path}: a transaction call at line {lines:?}")).collect()
}

#[test]
fn in_this_house() {
    none("only the desk begins transactions", &faults(&Tree::here().rust()));
}

#[test]
fn a_transaction_in_a_room_is_found() {
    let tree = Tree::of(&[
        ("crates/foundation/database/src/desk.rs", "fn f(c: C) { c.transaction(g) }"),
        ("crates/rooms/documents/src/a.rs", "fn f(c: C) {\n c\n .transaction::<_, E, _>(g)\n }"),
        ("crates/rooms/documents/src/b.rs", "use diesel::connection::TransactionManager;"),
        ("crates/rooms/documents/src/c.rs", "fn transaction() { transaction(); }"),
    ]);
    assert_eq!(
        faults(&tree.rust()),
        [
            "crates/rooms/documents/src/a.rs: a transaction call at line [3]",
            "crates/rooms/documents/src/b.rs: a transaction call at line [1]"
        ]
    );
}
