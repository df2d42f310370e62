//! The compiler checks memory everywhere but in the files named here.

use house_rules::{RustFile, Tree, exceptions, none};

const LISTED: &[&str] = &[];

fn faults(files: &[RustFile], listed: &[&str]) -> Vec<String> {
    let found = files
        .iter()
        .map(|file| (file.path.clone(), file.lines_with_anywhere(&["unsafe"])))
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    exceptions("unsafe code", &found, listed)
}

#[test]
fn in_this_house() {
    none("unsafe code stands in listed files", &faults(&Tree::here().rust(), LISTED));
}

#[test]
fn unsafe_code_elsewhere_is_found_in_tests_too() {
    let tree = Tree::of(&[
        ("crates/a/src/a.rs", "// unsafe in words\nfn f() { unsafe { g() } }"),
        ("crates/a/tests/b.rs", "fn f() { unsafe { g() } }"),
    ]);
    assert_eq!(faults(&tree.rust(), &[]).len(), 2);
    assert_eq!(faults(&tree.rust(), &["crates/a/src/a.rs", "crates/a/tests/b.rs"]).len(), 0);
}
