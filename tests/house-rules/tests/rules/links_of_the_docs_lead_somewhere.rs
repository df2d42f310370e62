//! What a page of the documentation links to in this repository is there.

use std::path::{Component, Path, PathBuf};

use house_rules::{Tree, none};

/// The targets of Markdown links in a text: what stands between `](` and `)`.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// Where a link of a page leads, as a path of the repository; `None` for a link that leaves it or stays on the page.
fn place(page: &str, target: &str) -> Option<String> {
    let target = target.split('#').next().unwrap_or_default();
    if target.is_empty() || target.contains("://") {
        return None;
    }
    let mut path = PathBuf::new();
    for part in Path::new(page).parent().unwrap_or(Path::new("")).join(target).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    Some(path.to_string_lossy().into_owned())
}

fn faults(tree: &Tree) -> Vec<String> {
    let there = |path: &str| {
        let folder = format!("{path}/");
        tree.files().any(|(file, _)| file == path || file.starts_with(&folder))
    };
    let pages = tree.files().filter(|(path, _)| path.ends_with(".md"));
    pages
        .flat_map(|(page, text)| targets(text).map(move |target| (page, target)))
        .filter_map(|(page, target)| Some((page, place(page, target)?)))
        .filter(|(_, path)| !there(path))
        .map(|(page, path)| format!("{page}: links to `{path}`, which is not there"))
        .collect()
}

#[test]
fn links_of_the_docs_lead_somewhere() {
    none("links_of_the_docs_lead_somewhere", &faults(&Tree::here()));
}

#[test]
fn a_link_to_nothing_is_found() {
    let tree = Tree::of(&[
        (
            "docs/a.md",
            "see [b](b.md#part), [code](../crates/x/src/lib.rs), [web](https://example.org), [here](#top)",
        ),
        ("docs/b.md", "[gone](../crates/gone.rs)"),
        ("crates/x/src/lib.rs", ""),
    ]);
    assert_eq!(faults(&tree), ["docs/b.md: links to `crates/gone.rs`, which is not there"]);
}
