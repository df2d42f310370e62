//! Connections are handed out by the `Desk` alone, so nothing else knows that there is a pool.

use house_rules::{Crate, Crates, RustFile, Tree, none};

fn concerned(path: &str) -> bool {
    path.starts_with("crates/") && !path.starts_with("crates/foundation/database")
}

fn faults(crates: &[Crate], files: &[RustFile]) -> Vec<String> {
    let asked = crates
        .iter()
        .filter(|krate| concerned(&krate.folder))
        .filter(|krate| krate.edges.iter().any(|edge| !edge.dev && edge.to.starts_with("r2d2")));
    let asked = asked.map(|krate| format!("{}/Cargo.toml asks for r2d2", krate.folder));
    let used = RustFile::places(files.iter().filter(|file| concerned(&file.path)), &[&["r2d2"]]);
    asked.chain(used.into_iter().map(|(path, lines)| format!("{path}: r2d2 at line {lines:?}"))).collect()
}

#[test]
fn in_this_house() {
    none("only database names r2d2", &faults(&Crates::here().members, &Tree::here().rust()));
}

#[test]
fn a_pool_elsewhere_is_found() {
    let tree = Tree::of(&[
        ("crates/foundation/database/src/pool.rs", "use diesel::r2d2::Pool;"),
        ("crates/gatehouse/journal/src/lib.rs", "// r2d2 in words\nuse diesel::r2d2::Pool;"),
    ]);
    assert_eq!(faults(&[], &tree.rust()), ["crates/gatehouse/journal/src/lib.rs: r2d2 at line [2]"]);
}
