//! Two releases run side by side: each migration names the oldest program that can live with it, and can be
//! taken back.

use house_rules::{Tree, none};

const START: &str = "-- oldest program: ";

fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    let mut stamps: Vec<&str> = Vec::new();
    for (path, text) in tree.below("migrations/", "/up.sql") {
        let folder = path.trim_start_matches("migrations/").trim_end_matches("/up.sql");
        let (stamp, name) = folder.split_once('_').unwrap_or((folder, ""));
        if stamp.len() != 14 || !stamp.bytes().all(|byte| byte.is_ascii_digit()) || !name.contains('_') {
            faults.push(format!("{path}: the folder is not named <yyyymmddhhmmss>_<room>_<what>"));
        }
        if stamps.contains(&stamp) {
            faults.push(format!("{path}: another migration has the same time, so their order is not said"));
        }
        stamps.push(stamp);
        let oldest = text.lines().next().and_then(|line| line.strip_prefix(START));
        let is_version = |version: &str| {
            let numbers: Vec<_> = version.trim().split('.').map(str::parse::<u32>).collect();
            numbers.len() == 3 && numbers.iter().all(Result::is_ok)
        };
        if !oldest.is_some_and(is_version) {
            faults.push(format!("{path}: the first line is not `{START}<major.minor.patch>`"));
        }
        if tree.text(&format!("migrations/{folder}/down.sql")).is_none() {
            faults.push(format!("{path}: there is no down.sql beside it"));
        }
    }
    faults
}

#[test]
fn in_this_house() {
    none("migrations name the oldest program", &faults(&Tree::here()));
}

#[test]
fn each_omission_is_found() {
    let good = ("migrations/20260101000000_garden_bed/up.sql", "-- oldest program: 0.1.0\nselect 1;");
    let down = ("migrations/20260101000000_garden_bed/down.sql", "select 1;");
    assert!(faults(&Tree::of(&[good, down])).is_empty());
    assert_eq!(faults(&Tree::of(&[good])).len(), 1);
    let nameless = [("migrations/garden/up.sql", "select 1;"), ("migrations/garden/down.sql", "")];
    assert_eq!(faults(&Tree::of(&nameless)).len(), 2);
    let twin = ("migrations/20260101000000_garden_fence/up.sql", "-- oldest program: 0.1\n");
    assert_eq!(faults(&Tree::of(&[good, down, twin])).len(), 3);
}
