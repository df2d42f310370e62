use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::tree::Tree;

/// One crate of the workspace and what it asks for.
#[derive(Debug, Clone)]
pub struct Crate {
    /// Its name, which is also the name of its folder.
    pub name: String,
    /// Its folder from the root of the repository, `crates/foundation/kernel`.
    pub folder: String,
    /// What it depends on, crates of the workspace and of others.
    pub edges: Vec<Edge>,
}

/// One dependency of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Name of the crate it points at.
    pub to: String,
    /// True where only tests, examples and benches may use it.
    pub dev: bool,
}

/// One crate from anywhere, as cargo resolved it.
#[derive(Debug, Clone)]
pub struct Package {
    /// Name and version, `serde 1.0.200`.
    pub name: String,
    /// Its licence expression; empty where it states none.
    pub licence: String,
    /// Where it comes from; `None` for a folder on this machine.
    pub source: Option<String>,
    /// True for a crate of the workspace.
    pub member: bool,
}

/// What cargo says about the workspace.
#[derive(Debug)]
pub struct Crates {
    /// The crates of the workspace.
    pub members: Vec<Crate>,
    /// Every package of the lock file, for every platform and feature.
    pub packages: Vec<Package>,
}

impl Crates {
    /// Asks `cargo metadata`, without network and without changing the lock file.
    ///
    /// # Panics
    /// When cargo refuses: the lock file is not up to date, or a crate has not been downloaded yet.
    #[must_use]
    pub fn here() -> Self {
        let metadata = MetadataCommand::new()
            .current_dir(Tree::root())
            .other_options(["--offline".to_owned(), "--locked".to_owned()])
            .exec()
            .expect("cargo metadata answers once `cargo fetch --locked` has run");
        let members = metadata.workspace_packages().into_iter().map(|package| Crate {
            name: package.name.to_string(),
            folder: package
                .manifest_path
                .strip_prefix(&metadata.workspace_root)
                .ok()
                .and_then(|path| path.parent())
                .expect("a member stands below the workspace")
                .as_str()
                .replace('\\', "/"),
            edges: package
                .dependencies
                .iter()
                .map(|edge| Edge { to: edge.name.clone(), dev: edge.kind == DependencyKind::Development })
                .collect(),
        });
        let packages = metadata.packages.iter().map(|package| Package {
            name: format!("{} {}", package.name, package.version),
            licence: package.license.clone().unwrap_or_default(),
            source: package.source.as_ref().map(|source| source.repr.clone()),
            member: metadata.workspace_members.contains(&package.id),
        });
        Self { members: members.collect(), packages: packages.collect() }
    }

    /// Name and version of each crate that goes into the program, on any platform, without those of tests.
    ///
    /// `cargo tree` is asked because the graph of `cargo metadata` also names optional crates that are only
    /// mentioned by a weak feature and are never built.
    ///
    /// # Panics
    /// When cargo refuses, as in [`Crates::here`].
    #[must_use]
    pub fn of_the_program() -> Vec<(String, String)> {
        let asked = ["tree", "--offline", "--locked", "--package", "carnet", "--edges", "normal,build"];
        let shape = ["--target", "all", "--prefix", "none", "--format", "{p}"];
        let output = Command::new("cargo").args(asked).args(shape).current_dir(Tree::root()).output();
        let output = output.expect("cargo can be started");
        assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
        let mut found: Vec<(String, String)> =
            String::from_utf8_lossy(&output.stdout).lines().filter_map(name_and_version).collect();
        found.sort();
        found.dedup();
        found
    }
}

/// Reads `serde v1.0.200 (proc-macro) (*)`.
fn name_and_version(line: &str) -> Option<(String, String)> {
    let mut words = line.split_whitespace();
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    Some((name.to_owned(), version.to_owned()))
}
