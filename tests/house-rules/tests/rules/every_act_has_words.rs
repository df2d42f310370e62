//! Whoever reads the history of a record reads what was done in words, on the pages and in the API.
//!
//! An act is what implements `Action` and so can stand in the journal. One that is only looked up across records leaves no
//! line in any of them and needs no words; such acts are listed.

use std::collections::BTreeSet;

use house_rules::{Tree, none};

/// Where an act says its name.
const NAME: &str = "const NAME: &'static str = \"";
/// The tables of words, one for each door that shows the history.
const TABLES: [&[&str]; 2] = [
    &["crates/doors/api/src/views/words_of_acts.rs", "crates/doors/api/src/views/words_of_access.rs"],
    &["crates/doors/web/src/words.rs"],
];
/// Acts that leave no line in a record.
const WITHOUT_LINES: [&str; 1] = ["corrections.waiting"];

fn faults(tree: &Tree) -> Vec<String> {
    let files = tree.rust();
    let product = files.iter().filter(|file| !file.test && file.path.starts_with("crates/"));
    let lines = product.flat_map(|file| file.text.lines());
    let acts: BTreeSet<&str> =
        lines.filter_map(|line| line.trim().strip_prefix(NAME)?.split('"').next()).collect();
    let mut faults = Vec::new();
    if acts.is_empty() {
        faults.push("no act is named anywhere".to_owned());
    }
    for paths in TABLES {
        let path = paths.first().copied().unwrap_or_default();
        let texts = files.iter().filter(|file| paths.contains(&file.path.as_str()));
        let tables = texts.filter_map(|file| file.text.split_once("const ACTS")?.1.split_once("];"));
        let worded: BTreeSet<&str> =
            tables.flat_map(|(table, _)| table.split('"')).filter(|text| is_name(text)).collect();
        let missing = acts.difference(&worded).filter(|name| !WITHOUT_LINES.contains(name));
        faults.extend(missing.map(|name| format!("{path}: no words for `{name}`")));
        let stale = worded.difference(&acts);
        faults.extend(stale.map(|name| format!("{path}: words for `{name}`, which no act bears")));
    }
    faults
}

/// Whether a text is the name of an act, as `documents.list`.
fn is_name(text: &str) -> bool {
    let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    text.split_once('.').is_some_and(|(noun, verb)| word(noun) && word(verb))
}

#[test]
fn in_this_house() {
    none("every act has words", &faults(&Tree::here()));
}

#[test]
fn an_act_without_words_and_words_without_an_act_are_found() {
    let act = |name: &str| format!("impl Action for A {{\n    {NAME}{name}\";\n}}");
    let (read, pin) = (act("documents.read"), act("documents.pin"));
    let table =
        "const ACTS: [(&str, &str); 2] =\n    [(\"documents.read\", \"a b\"), (\"documents.gone\", \"c\")];";
    let whole =
        "const ACTS: [(&str, &str); 2] =\n    [(\"documents.read\", \"a\"), (\n\"documents.pin\",\n\"b.\")];";
    let tree = Tree::of(&[
        ("crates/rooms/documents/src/read.rs", &read),
        ("crates/rooms/documents/src/pin.rs", &pin),
        ("crates/rooms/documents/tests/it.rs", &act("tests.look")),
        (TABLES[0][0], whole),
        (TABLES[1][0], table),
    ]);
    let expected = [
        format!("{}: no words for `documents.pin`", TABLES[1][0]),
        format!("{}: words for `documents.gone`, which no act bears", TABLES[1][0]),
    ];
    assert_eq!(faults(&tree), expected);
    assert!(!faults(&Tree::of(&[(TABLES[0][0], whole), (TABLES[1][0], whole)])).is_empty());
}
