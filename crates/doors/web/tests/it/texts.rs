//! Every sentence stands in both languages and is used, and every sentence that is used stands there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
    found
}

/// The keys of a language, each with the arguments that its sentence uses.
fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::<String, BTreeSet<String>>::new();
    let mut last = String::new();
    for path in files(&here().join("locales").join(language), "ftl") {
        for line in fs::read_to_string(path).unwrap().lines() {
            let begins = line.starts_with(|first: char| first.is_ascii_lowercase());
            if let Some((key, _)) = line.split_once(" = ").filter(|_| begins) {
                last = key.to_owned();
                assert!(
                    keys.insert(last.clone(), BTreeSet::new()).is_none(),
                    "{last} stands twice in {language}"
                );
            }
            let arguments = line.split("{ $").skip(1).filter_map(|rest| rest.split(' ').next());
            keys.entry(last.clone()).or_default().extend(arguments.map(str::to_owned));
        }
    }
    keys
}

fn source() -> String {
    let paths = [files(&here().join("src"), "rs"), files(&here().join("templates"), "html")].concat();
    paths.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_arguments() {
    assert_eq!(keys("fr"), keys("en"));
}

#[test]
fn every_sentence_is_used() {
    let source = source();
    let unused: Vec<_> =
        keys("fr").into_keys().filter(|key| !source.contains(&format!("\"{key}\""))).collect();
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn every_sentence_that_a_page_names_stands_there() {
    let (source, known) = (source(), keys("fr"));
    let calls = [
        "page.t(\"",
        "page.naming(\"",
        "text(language, \"",
        "text(visitor.language(), \"",
        "count(language, \"",
    ];
    let mut named = BTreeSet::new();
    for call in calls {
        named.extend(source.split(call).skip(1).filter_map(|rest| rest.split('"').next()));
    }
    assert!(named.len() > 50);
    let missing: Vec<_> = named.into_iter().filter(|key| !known.contains_key(*key)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn no_line_of_a_narrow_screen_ends_within_e_mail() {
    // U+2011 looks like a hyphen, and no line breaks at it.
    for path in files(&here().join("locales"), "ftl") {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.to_lowercase().contains("e-mail"), "{}: write e\u{2011}mail", path.display());
    }
    for path in files(&here().join("templates"), "html") {
        assert!(!fs::read_to_string(&path).unwrap().to_lowercase().contains("e-mail"), "{}", path.display());
    }
    let known = fs::read_to_string(here().join("locales/fr/account.ftl")).unwrap();
    assert!(known.matches("e\u{2011}mail").count() > 10);
}
