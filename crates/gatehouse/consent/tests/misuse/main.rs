//! Each misuse of a permit, a transaction or a release is a case in `cases/`, and none of them compiles.
//!
//! A case says in its first line how the compiler refuses it (`// refused: E0451`); one that says nothing is a right
//! use and shows that the others are refused for what they do. Cases are compiled against the libraries that this
//! test was built from, without linking.
//!
//! There are no savepoints to mix up: a transaction cannot be begun inside another one, since `Tx` offers nothing that
//! does and the connection's own way is closed to every crate but `database` (house rule `only_the_desk_begins_transactions`).
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/misuse/cases")
}

/// Where the libraries of this test are.
fn libraries() -> PathBuf {
    env::current_exe().unwrap().parent().unwrap().to_owned()
}

fn compile(case: &str) -> Output {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("misuse-{case}.rmeta"));
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "-A", "warnings"]);
    rustc.arg("-L").arg(format!("dependency={}", libraries().display()));
    let consent =
        built("consent").into_iter().max_by_key(|path| path.metadata().unwrap().modified().unwrap());
    let consent = consent.expect("the library that this test was built from");
    let beneath = marks(&consent);
    let named = ["database", "kernel"].map(|name| (name, marked(name, &beneath)));
    for (name, path) in named.into_iter().chain([("consent", consent)]) {
        rustc.arg("--extern").arg(format!("{name}={}", path.display()));
    }
    rustc.arg("-o").arg(out).arg(cases().join(format!("{case}.rs"))).output().unwrap()
}

/// Every build of a library: the folder keeps older ones, and those of other choices of features.
fn built(name: &str) -> Vec<PathBuf> {
    let begin = format!("lib{name}-");
    let paths = fs::read_dir(libraries()).unwrap().map(|entry| entry.unwrap().path());
    paths
        .filter(|path| {
            let file = path.file_name().unwrap().to_str().unwrap();
            file.starts_with(&begin) && file.ends_with(".rlib")
        })
        .collect()
}

/// The marks (16 hexadecimal digits) of the files that a library was built on: they are written in it.
fn marks(library: &Path) -> BTreeSet<Vec<u8>> {
    let content = fs::read(library).unwrap();
    let after_dash = content.split(|byte| *byte == b'-').filter_map(|part| part.get(..16));
    after_dash.filter(|mark| mark.iter().all(u8::is_ascii_hexdigit)).map(<[u8]>::to_vec).collect()
}

/// The build of a library that bears one of the marks.
fn marked(name: &str, marks: &BTreeSet<Vec<u8>>) -> PathBuf {
    let begin = format!("lib{name}-");
    let mark = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().replace(&begin, "").into_bytes();
    built(name).into_iter().find(|path| marks.contains(&mark(path))).expect("the library beneath")
}

/// What the compiler must say: codes of errors, or the sentence of an error that has none.
fn expected(case: &str) -> Option<String> {
    let text = fs::read_to_string(cases().join(format!("{case}.rs"))).unwrap();
    text.lines().next().and_then(|line| line.strip_prefix("// refused: ")).map(str::to_owned)
}

fn refused(case: &str) {
    let expected = expected(case).expect("the case says how it is refused");
    let output = compile(case);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{case} compiles");
    let errors: BTreeSet<&str> = said
        .lines()
        .filter(|line| line.starts_with("error") && !line.starts_with("error: aborting"))
        .map(|line| match line.strip_prefix("error[") {
            Some(rest) => rest.split(']').next().unwrap(),
            None => line.trim_start_matches("error: "),
        })
        .collect();
    assert_eq!(errors.into_iter().collect::<Vec<_>>(), [expected], "{said}");
}

#[test]
fn a_right_use_compiles() {
    let output = compile("right_use");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_permit_cannot_be_forged() {
    refused("forged");
}

#[test]
fn a_permit_cannot_be_made_without_the_engine() {
    refused("made_without_the_engine");
}

#[test]
fn a_permit_cannot_be_copied_with_another_space() {
    refused("widened");
}

#[test]
fn a_permit_cannot_be_cloned() {
    refused("cloned");
}

#[test]
fn a_permit_does_not_leave_its_transaction() {
    refused("escaped");
}

#[test]
fn a_permit_is_not_carried_out_in_an_option() {
    refused("carried_in_an_option");
}

#[test]
fn a_permit_is_not_used_in_another_transaction() {
    refused("swapped_into_another_transaction");
}

#[test]
fn a_permit_is_not_kept_by_one_who_shares_the_transaction() {
    refused("kept_by_an_errand");
}

#[test]
fn a_permit_for_one_action_does_not_serve_another() {
    refused("wrong_action");
}

#[test]
fn a_permit_does_not_serve_a_lookup() {
    refused("permit_for_lookup");
}

#[test]
fn a_transaction_does_not_leave_its_closure() {
    refused("transaction_escaped");
}

#[test]
fn a_transaction_cannot_be_made() {
    refused("transaction_forged");
}

#[test]
fn a_check_does_not_accept_a_read_connection() {
    refused("read_connection_given_to_check");
}

#[test]
fn a_release_is_used_once() {
    refused("released_twice");
}

#[test]
fn a_release_cannot_be_forged() {
    refused("release_forged");
}

#[test]
fn a_release_cannot_be_cloned() {
    refused("release_cloned");
}

#[test]
fn a_due_is_not_reached_from_another_transaction() {
    refused("due_of_another_transaction");
}

#[test]
fn every_case_is_tested() {
    let this = include_str!("main.rs");
    for entry in fs::read_dir(cases()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let case = name.trim_end_matches(".rs");
        assert!(this.contains(&format!("\"{case}\"")), "no test names `{case}`");
    }
}
