//! The first file a newcomer opens says what the crate is; it holds names, not code. Edition, licence, lints and
//! versions are said once, in the workspace.

use house_rules::{Crate, Crates, RustFile, Tree, none};

const SHARED: &[&str] = &["version", "edition", "rust-version", "license", "authors", "publish"];

fn faults(crates: &[Crate], tree: &Tree) -> Vec<String> {
    let files = tree.rust();
    crates.iter().flat_map(|krate| [front(krate, &files), manifest(krate, tree)].concat()).collect()
}

fn front(krate: &Crate, files: &[RustFile]) -> Vec<String> {
    let first = ["lib", "main"].map(|name| format!("{}/src/{name}.rs", krate.folder));
    let Some(file) = files.iter().find(|file| first.contains(&file.path)) else {
        return vec![format!("{}: neither lib.rs nor main.rs", krate.folder)];
    };
    let mut faults = Vec::new();
    let docs = file.text.lines().take_while(|line| line.starts_with("//!")).count();
    if docs < 2 {
        faults.push(format!("{}: does not begin by saying what the crate is", file.path));
    }
    let library = file.path.ends_with("/lib.rs");
    for item in ["fn", "struct", "enum", "trait", "impl", "static"].into_iter().filter(|_| library) {
        for line in file.lines_with(&[item]) {
            faults.push(format!("{}: `{item}` at line {line}; a lib.rs holds names only", file.path));
        }
    }
    faults
}

fn manifest(krate: &Crate, tree: &Tree) -> Vec<String> {
    let path = format!("{}/Cargo.toml", krate.folder);
    let Some(manifest) = tree.text(&path).and_then(|text| text.parse::<toml::Table>().ok()) else {
        return vec![format!("{path}: cannot be read")];
    };
    let from_workspace = |value: Option<&toml::Value>| {
        value.and_then(|value| value.get("workspace")).and_then(toml::Value::as_bool) == Some(true)
    };
    let package = manifest.get("package");
    let mut faults: Vec<String> = SHARED
        .iter()
        .filter(|key| !from_workspace(package.and_then(|package| package.get(**key))))
        .map(|key| format!("{path}: `{key}` is not the workspace's"))
        .collect();
    if !from_workspace(manifest.get("lints")) {
        faults.push(format!("{path}: the lints are not the workspace's"));
    }
    for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let entries = manifest.get(table).and_then(toml::Value::as_table).into_iter().flatten();
        let own = entries.filter(|(_, value)| !from_workspace(Some(value)));
        faults.extend(own.map(|(name, _)| format!("{path}: `{name}` in {table} is not the workspace's")));
    }
    faults
}

#[test]
fn in_this_house() {
    none("each crate begins with its docs", &faults(&Crates::here().members, &Tree::here()));
}

#[test]
fn a_bare_front_code_in_it_and_settings_of_its_own_are_found() {
    let krate = Crate { name: "a".to_owned(), folder: "crates/a".to_owned(), edges: Vec::new() };
    let tree = Tree::of(&[
        ("crates/a/src/lib.rs", "mod b;\npub fn f() {}\n"),
        (
            "crates/a/Cargo.toml",
            "[package]\nname = \"a\"\nversion = \"1.0.0\"\n[dependencies]\nserde = \"1\"\n",
        ),
    ]);
    let found = faults(&[krate], &tree);
    assert!(found.iter().any(|fault| fault.contains("does not begin")), "{found:?}");
    assert!(found.iter().any(|fault| fault.contains("`fn` at line 2")), "{found:?}");
    assert!(found.iter().any(|fault| fault.contains("`version`")), "{found:?}");
    assert!(found.iter().any(|fault| fault.contains("lints")), "{found:?}");
    assert!(found.iter().any(|fault| fault.contains("`serde` in dependencies")), "{found:?}");
}
