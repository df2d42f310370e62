use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::rust::RustFile;

/// The text files of the repository by their path from its root, with `/` between folders.
///
/// What `.gitignore` names is left out, as are `.git` and files that are not UTF-8 text.
#[derive(Debug)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// The repository this crate stands in.
    ///
    /// # Panics
    /// When it is not there or cannot be read.
    #[must_use]
    pub fn here() -> Self {
        let root = Self::root();
        let ignored = Ignored::read(&fs::read_to_string(root.join(".gitignore")).unwrap_or_default());
        let mut files = BTreeMap::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(root.join(&folder)).expect("a folder of the repository is readable");
            for entry in entries {
                let entry = entry.expect("an entry of a folder is readable");
                let path = folder.join(entry.file_name());
                let name = path.to_string_lossy().replace('\\', "/");
                // a link may lead out of the repository: what it points at is not the repository's
                let kind = entry.file_type().expect("the type of an entry is known");
                if ignored.holds(&name) || kind.is_symlink() {
                    continue;
                }
                if kind.is_dir() {
                    folders.push(path);
                } else if let Ok(text) = fs::read_to_string(root.join(&path)) {
                    files.insert(name, text);
                }
            }
        }
        assert!(files.contains_key("Cargo.toml"), "the repository was not found");
        Self { files }
    }

    /// A made-up repository: pairs of path and text.
    #[must_use]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    /// The folder of the repository on this machine.
    ///
    /// # Panics
    /// When the crate does not stand two folders below the root.
    #[must_use]
    pub fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("tests/house-rules is below the root")
    }

    /// Path and text of each file.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file; `None` where there is no such file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Path and text of the files below a folder (`crates/doors/`) whose name ends as given (`.rs`).
    pub fn below<'a>(&'a self, folder: &'a str, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files().filter(move |(path, _)| path.starts_with(folder) && path.ends_with(end))
    }

    /// Every Rust file of `crates/` and `tests/`, read.
    #[must_use]
    pub fn rust(&self) -> Vec<RustFile> {
        let read = |folder| self.below(folder, ".rs").map(|(path, text)| RustFile::read(path, text));
        let mut files: Vec<RustFile> = read("crates/").chain(read("tests/")).collect();
        let behind_tests: Vec<String> = files.iter().flat_map(RustFile::test_modules).collect();
        for file in &mut files {
            if behind_tests.iter().any(|module| file.belongs_to(module)) {
                file.mark_as_test();
            }
        }
        files
    }
}

/// The few forms of `.gitignore` lines that the repository uses: `/from/the/root`, `name` and `*.end`.
struct Ignored {
    lines: Vec<String>,
}

impl Ignored {
    fn read(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { lines: lines.map(|line| line.trim_end_matches('/').to_owned()).collect() }
    }

    fn holds(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        path == ".git"
            || self.lines.iter().any(|line| match (line.strip_prefix('/'), line.strip_prefix('*')) {
                (Some(from_root), _) => path == from_root,
                (None, Some(end)) => name.ends_with(end),
                (None, None) => name == line,
            })
    }
}
