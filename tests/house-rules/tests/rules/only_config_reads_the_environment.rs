//! Every setting is read, checked and documented in one place.
//!
//! What the compiler puts in (`env!("CARGO_PKG_VERSION")`) is no setting and is not concerned.

use house_rules::{RustFile, Tree, none};

fn faults(files: &[RustFile]) -> Vec<String> {
    let concerned = |file: &&RustFile| {
        !file.path.starts_with("crates/foundation/config/") && !file.path.ends_with("/build.rs")
    };
    let runs: &[&[&str]] = &[
        &["std", "::", "env"],
        &["env", "::"],
        &["std", "::", "{", "env"],
        &["temp_dir", "("],
        &["vars_os"],
    ];
    let mut faults: Vec<String> = RustFile::places(files.iter().filter(concerned), runs)
        .into_iter()
        .map(|(path, lines)| format!("{path}: the environment at line {lines:?}"))
        .collect();
    for file in files.iter().filter(concerned) {
        for (line, words) in file.attributes() {
            let of_clap = words.first().is_some_and(|first| first == "arg" || first == "clap");
            if of_clap && words.iter().any(|word| word == "env") {
                faults.push(format!("{}: an argument taken from the environment at line {line}", file.path));
            }
        }
    }
    faults
}

#[test]
fn in_this_house() {
    none("only config reads the environment", &faults(&Tree::here().rust()));
}

#[test]
fn reading_it_elsewhere_is_found() {
    let tree = Tree::of(&[
        ("crates/foundation/config/src/lib.rs", "use std::env;"),
        ("crates/rooms/documents/build.rs", "fn main() { std::env::var(\"OUT_DIR\"); }"),
        ("crates/rooms/documents/src/version.rs", "const V: &str = env!(\"CARGO_PKG_VERSION\");"),
        ("crates/rooms/documents/src/a.rs", "use std::{env, fs};\nfn f() { env::var(\"A\"); }"),
        ("crates/carnet/src/main.rs", "#[arg(long, env = \"A\")]\na: String,"),
    ]);
    assert_eq!(
        faults(&tree.rust()),
        [
            "crates/rooms/documents/src/a.rs: the environment at line [1, 2]",
            "crates/carnet/src/main.rs: an argument taken from the environment at line 1"
        ]
    );
}
