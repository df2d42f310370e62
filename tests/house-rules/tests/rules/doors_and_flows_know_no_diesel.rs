//! A door or a flow speaks to services; only what lies below it speaks SQL.

use house_rules::{Crate, Crates, RustFile, Tree, none};

fn concerned(path: &str) -> bool {
    path.starts_with("crates/doors/") || path == "crates/flows" || path.starts_with("crates/flows/")
}

fn faults(crates: &[Crate], files: &[RustFile]) -> Vec<String> {
    let of_diesel = |name: &str| name == "diesel" || name.starts_with("diesel_") || name == "pq-sys";
    let asked = crates.iter().filter(|krate| concerned(&krate.folder)).flat_map(|krate| {
        let edges = krate.edges.iter().filter(|edge| !edge.dev && of_diesel(&edge.to));
        edges.map(|edge| format!("{}/Cargo.toml asks for {}", krate.folder, edge.to))
    });
    let used = RustFile::places(
        files.iter().filter(|file| concerned(&file.path)),
        &[&["diesel"], &["diesel_migrations"]],
    );
    asked.chain(used.into_iter().map(|(path, lines)| format!("{path}: diesel at line {lines:?}"))).collect()
}

#[test]
fn in_this_house() {
    none("doors and flows know no diesel", &faults(&Crates::here().members, &Tree::here().rust()));
}

#[test]
fn diesel_in_a_door_is_found() {
    let door = Crate {
        name: "api".to_owned(),
        folder: "crates/doors/api".to_owned(),
        edges: vec![house_rules::Edge { to: "diesel".to_owned(), dev: false }],
    };
    let tree = Tree::of(&[
        ("crates/flows/src/atomic/deposit.rs", "use diesel::prelude::*;"),
        ("crates/rooms/documents/src/store.rs", "use diesel::prelude::*;"),
    ]);
    assert_eq!(
        faults(&[door], &tree.rust()),
        [
            "crates/doors/api/Cargo.toml asks for diesel",
            "crates/flows/src/atomic/deposit.rs: diesel at line [1]"
        ]
    );
}
