//! A lint is law. An exception outside tests is one `#[expect(…, reason = "…")]` in a file named here.

use std::collections::BTreeMap;

use house_rules::{RustFile, Tree, exceptions, none};

const LISTED: &[&str] = &[
    "crates/doors/api/src/caller.rs",
    "crates/doors/api/src/endpoints/documents/bulk.rs",
    "crates/doors/api/src/endpoints/documents/deposit.rs",
    "crates/doors/api/src/evidence.rs",
    "crates/doors/api/src/wire/key.rs",
    "crates/foundation/kernel/src/clock.rs",
    "crates/gatehouse/consent/src/schema.rs",
    "crates/gatehouse/identity/src/schema/functions.rs",
    "crates/gatehouse/journal/src/schema.rs",
];

fn faults(files: &[RustFile], listed: &[&str]) -> Vec<String> {
    let (mut faults, mut found) = (Vec::new(), BTreeMap::<String, Vec<usize>>::new());
    for file in files {
        for (line, words) in file.attributes() {
            let named = |name: &str| words.windows(2).any(|pair| pair[0] == name && pair[1] == "(");
            if named("allow") {
                faults.push(format!("{}: `allow` at line {line} outside tests", file.path));
            }
            if named("expect") {
                found.entry(file.path.clone()).or_default().push(line);
                if !words.windows(2).any(|pair| pair[0] == "reason" && pair[1] == "=") {
                    faults.push(format!("{}: an exception without a reason at line {line}", file.path));
                }
            }
        }
    }
    faults.extend(exceptions("an exception to a lint", &found, listed));
    faults
}

#[test]
fn in_this_house() {
    none("exceptions to lints are listed", &faults(&Tree::here().rust(), LISTED));
}

#[test]
fn an_allow_a_missing_reason_an_unlisted_file_and_a_stale_entry_are_found() {
    let tree = Tree::of(&[
        ("crates/a/src/a.rs", "#[allow(dead_code)] fn f() {}"),
        ("crates/a/src/b.rs", "#[expect(dead_code)] fn f() {}"),
        ("crates/a/src/c.rs", "#[expect(dead_code, reason = \"because\")] fn f() {}"),
        ("crates/a/src/d.rs", "#[cfg(test)] mod tests { #![allow(dead_code, reason = \"tests\")] }"),
        ("crates/a/tests/e.rs", "#![allow(dead_code, reason = \"tests\")]"),
    ]);
    let found = faults(&tree.rust(), &["crates/a/src/b.rs", "crates/a/src/gone.rs"]);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].starts_with("crates/a/src/a.rs: `allow`"));
    assert!(found[1].starts_with("crates/a/src/b.rs: an exception without a reason"));
    assert!(found[2].starts_with("crates/a/src/c.rs: an exception to a lint"));
    assert!(found[3].starts_with("crates/a/src/gone.rs: in the rule's list"));
}
