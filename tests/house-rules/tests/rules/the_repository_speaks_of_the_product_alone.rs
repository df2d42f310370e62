//! The repository holds the product: no path of one machine, no download address, no word of unfinished work.
//!
//! The words are put together from pieces so that this file does not find itself.

use house_rules::{Tree, none};

/// Roots of paths that exist on one machine only.
const ROOTS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/Us", "ers/")];

/// Hosts that packages are downloaded from: an address pins a reader to one mirror.
const HOSTS: &[&str] = &[
    concat!("registry.np", "mjs.org"),
    concat!("registry.ya", "rnpkg.com"),
    concat!("static.crates", ".io"),
    concat!("index.crates", ".io"),
    concat!("files.python", "hosted.org"),
    concat!("proxy.gol", "ang.org"),
];

/// Words of unfinished work.
const UNFINISHED: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK"), concat!("W", "IP")];

/// Phrases of unfinished work or of its planning, in any case.
const PHRASES: &[&str] = &[
    concat!("unimplem", "ented!"),
    concat!("to", "do!"),
    concat!("not yet implem", "ented"),
    concat!("for n", "ow,"),
    concat!("next is", "sue"),
    concat!("later is", "sue"),
    concat!("this is", "sue"),
    concat!("another is", "sue"),
];

fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in tree.files() {
        // the licence is quoted word for word
        if path == "LICENSE" {
            continue;
        }
        let lock = path.ends_with("package-lock.json");
        for (number, line) in text.lines().enumerate() {
            let mut say = |what: &str| faults.push(format!("{path}:{}: {what}", number + 1));
            if ROOTS.iter().any(|root| begins_a_path(line, root)) {
                say("a path of one machine");
            }
            if HOSTS.iter().any(|host| line.contains(host)) || (lock && line.contains("\"resolved\": \"http"))
            {
                say("a download address");
            }
            if prose_or_code(path) && UNFINISHED.iter().any(|word| is_word(line, word)) {
                say("a word of unfinished work");
            }
            let small = line.to_lowercase();
            if prose_or_code(path) && PHRASES.iter().any(|phrase| small.contains(phrase)) {
                say("a phrase of unfinished work");
            }
        }
    }
    faults
}

/// Samples of documents are data: what they say is not ours to word.
fn prose_or_code(path: &str) -> bool {
    !path.contains("/fixtures/") && !path.ends_with(".lock") && !path.ends_with("package-lock.json")
}

/// `/etc/x` stands on its own; in `a/etc/x` and `../etc/x` it is a part of something else.
fn begins_a_path(line: &str, root: &str) -> bool {
    line.match_indices(root).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '.' && c != '}' && c != '_')
    })
}

fn is_word(line: &str, word: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

#[test]
fn in_this_house() {
    none("the repository speaks of the product alone", &faults(&Tree::here()));
}

fn with(path: &str, line: &str) -> usize {
    faults(&Tree::of(&[(path, line)])).len()
}

#[test]
fn paths_of_a_machine_are_found() {
    for root in ROOTS {
        assert_eq!(with("README.md", &format!("see {root}notes")), 1, "{root}");
        assert_eq!(with("README.md", &format!("see ..{root}notes and a{root}b")), 0, "{root}");
    }
}

#[test]
fn download_addresses_are_found() {
    for host in HOSTS {
        assert_eq!(with("tests/browser/package.json", &format!("https://{host}/a.tgz")), 1, "{host}");
    }
    assert_eq!(with("a/package-lock.json", "\"resolved\": \"https://example.org/a.tgz\""), 1);
}

#[test]
fn words_of_unfinished_work_are_found_as_words() {
    for word in UNFINISHED {
        assert_eq!(with("crates/a/src/lib.rs", &format!("// {word}: later")), 1, "{word}");
        assert_eq!(with("crates/a/src/lib.rs", &format!("// a{word}a")), 0, "{word}");
    }
    for phrase in PHRASES {
        assert!(with("docs/a.md", &phrase.to_uppercase()) > 0, "{phrase}");
    }
}
