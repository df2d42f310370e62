//! `make bite` shows that a test holds each rule of consent, and writes which. A rule that came since is missed here.

use std::collections::BTreeSet;

use house_rules::{Tree, none};

const RULES: &str = "crates/gatehouse/consent/src/rules/";
const LIST: &str = "docs/rules-bite.md";

fn faults(tree: &Tree) -> Vec<String> {
    let numbered = |name: &str| {
        name.starts_with(['f', 'g', 'w']) && name[1..].starts_with(|second: char| second.is_ascii_digit())
    };
    let rules: BTreeSet<&str> = tree
        .below(RULES, ".rs")
        .filter_map(|(path, _)| path.strip_prefix(RULES)?.strip_suffix(".rs"))
        .filter(|name| numbered(name))
        .collect();
    let list = tree.text(LIST).unwrap_or_default();
    let listed: BTreeSet<&str> =
        list.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let missing = rules.difference(&listed).map(|rule| format!("{LIST}: nothing about `{rule}`"));
    let stale = listed.difference(&rules).map(|rule| format!("{LIST}: `{rule}` is no rule"));
    let none_there = rules.is_empty().then(|| "no rule stands anywhere".to_owned());
    missing.chain(stale).chain(none_there).collect()
}

#[test]
fn in_this_house() {
    none("every rule of consent is listed as biting", &faults(&Tree::here()));
}

#[test]
fn a_rule_that_is_not_listed_and_one_that_is_gone_are_faults() {
    let tree = Tree::of(&[
        ("crates/gatehouse/consent/src/rules/w7_temporary_access.rs", ""),
        ("crates/gatehouse/consent/src/rules/mod.rs", ""),
        (LIST, "| rule | yes |\n|---|---|\n| `w9_death` | `a_test` |\n"),
    ]);
    let found = faults(&tree);
    assert!(found.len() == 2 && found[0].contains("w7") && found[1].contains("w9"), "{found:?}");
}
