//! The wall between spaces in the database is taken away only by work on the store itself, in these files.

use house_rules::{RustFile, Tree, none};

const ALLOWED: &[(&str, &str)] = &[
    ("crates/gatehouse/consent/src/store/extracts.rs", "the ledger of every space that an extract used"),
    ("crates/gatehouse/consent/src/store/provisions.rs", "whom somebody represented, to end it everywhere"),
    ("crates/gatehouse/consent/src/store/erasure.rs", "which records are to be erased"),
    ("crates/gatehouse/journal/src/checkpoint.rs", "which chains have changed"),
    ("crates/gatehouse/journal/src/verify.rs", "every chain is looked at"),
    ("crates/rooms/exports/src/store.rs", "which exports are over, and the sweeper's look, at blobs alone"),
    ("crates/rooms/documents/src/store/stored.rs", "sweeper and operator's look, at blobs alone"),
];

fn faults(files: &[RustFile], allowed: &[(&str, &str)]) -> Vec<String> {
    let concerned =
        files.iter().filter(|file| file.path.starts_with("crates/") && !file.path.contains("/tests/"));
    let found = RustFile::places(concerned, &[&[".", "go_across_spaces"]]);
    let stale = allowed.iter().filter(|(path, _)| found.iter().all(|(found, _)| found != path));
    let stale = stale.map(|(path, _)| format!("{path}: listed, and goes across no space"));
    let unlisted = found.iter().filter(|(path, _)| allowed.iter().all(|(listed, _)| listed != path));
    let unlisted = unlisted.map(|(path, lines)| format!("{path}: goes across spaces at line {lines:?}"));
    unlisted.chain(stale).collect()
}

#[test]
fn in_this_house() {
    none("only listed files go across spaces", &faults(&Tree::here().rust(), ALLOWED));
}

#[test]
fn a_file_that_is_not_listed_and_a_stale_listing_are_found() {
    let tree = Tree::of(&[("crates/rooms/documents/src/a.rs", "fn f(tx: T) {\n tx.go_across_spaces() }")]);
    assert_eq!(
        faults(&tree.rust(), &[("crates/rooms/documents/src/b.rs", "why")]),
        [
            "crates/rooms/documents/src/a.rs: goes across spaces at line [2]",
            "crates/rooms/documents/src/b.rs: listed, and goes across no space"
        ]
    );
}
