//! One use case per file: a Rust file over 400 lines is an exception, and at most one file in twenty is one.
//! A file or folder named after nothing (`utils`, `common`, `helpers`) is where use cases go to be forgotten.

use house_rules::{RustFile, Tree, exceptions, none};

const LONGEST: usize = 400;

const LISTED: &[&str] = &[];

fn faults(files: &[RustFile], listed: &[&str]) -> Vec<String> {
    let lines = |file: &RustFile| file.text.lines().count();
    let long: std::collections::BTreeMap<_, _> = files
        .iter()
        .filter(|file| lines(file) > LONGEST)
        .map(|file| (file.path.clone(), vec![lines(file)]))
        .collect();
    let mut faults = exceptions("a file over 400 lines, its end", &long, listed);
    if long.len() * 20 > files.len() {
        faults.push(format!(
            "{} of {} files are over {LONGEST} lines: more than one in twenty",
            long.len(),
            files.len()
        ));
    }
    for file in files {
        let nameless = |part: &str| {
            matches!(part.trim_end_matches(".rs"), "utils" | "util" | "common" | "helpers" | "misc")
        };
        if file.path.split('/').any(nameless) {
            faults.push(format!("{}: a name that does not say what is inside", file.path));
        }
    }
    faults
}

#[test]
fn in_this_house() {
    none("files are short", &faults(&Tree::here().rust(), LISTED));
}

#[test]
fn a_long_file_a_stale_entry_too_many_of_them_and_a_nameless_file_are_found() {
    let long = "\n".repeat(LONGEST + 1);
    let tree = Tree::of(&[("crates/a/src/long.rs", &long), ("crates/a/src/utils.rs", "")]);
    let found = faults(&tree.rust(), &["crates/a/src/gone.rs"]);
    assert_eq!(found.len(), 4, "{found:?}");
    let exactly = "\n".repeat(LONGEST);
    let tree = Tree::of(&[("crates/a/src/long.rs", &exactly)]);
    assert!(faults(&tree.rust(), &[]).is_empty());
}
