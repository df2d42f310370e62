//! Which role of an admin each work asks for, read from where the product asks: `check_admin::<Work>(tx, actor, ROLES)`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The works of each role, by the name that the journal gives them.
pub(super) fn by_role() -> BTreeMap<String, BTreeSet<String>> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for floor in folders(&crates) {
        for house in folders(&floor) {
            let mut files = Vec::new();
            collect(&house.join("src"), &mut files);
            let source: String =
                files.iter().map(|file| one_line(&fs::read_to_string(file).unwrap())).collect();
            for call in source.split("check_admin::<").skip(1) {
                let (work, rest) = call.split_once('>').unwrap();
                let (_, roles) = rest.split_once("actor, ").unwrap();
                let name = name_of(&source, work);
                for role in roles_of(&source, roles.split(')').next().unwrap()) {
                    found.entry(role).or_default().insert(name.clone());
                }
            }
        }
    }
    assert!(!found.is_empty(), "nobody asks for a role");
    found
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of an action in the journal.
fn name_of(source: &str, action: &str) -> String {
    let (_, written) = source.split_once(&format!("impl Action for {action} {{")).unwrap();
    written.split('"').nth(1).unwrap().to_owned()
}

/// The roles in `&[AdminRole::Support]`, or in the constant of that name.
fn roles_of(source: &str, asked: &str) -> Vec<String> {
    let named = asked.trim_start_matches('&');
    let list = match named.starts_with('[') {
        true => named,
        false => {
            source.split_once(&format!("const {named}: [AdminRole; ")).unwrap().1.split(';').next().unwrap()
        }
    };
    let list = list.split_once('=').map_or(list, |(_, list)| list);
    let roles: Vec<String> = list
        .split("AdminRole::")
        .skip(1)
        .map(|role| role.chars().take_while(char::is_ascii_alphanumeric).collect())
        .collect();
    assert!(!roles.is_empty(), "{asked}");
    roles
}
