use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::Fault;

/// The oldest PostgreSQL whose SQL the house may use.
const OLDEST: u32 = 15;

/// The programs of one installed PostgreSQL.
#[derive(Debug, Clone)]
pub(crate) struct Binaries {
    pub(crate) folder: PathBuf,
    pub(crate) major: u32,
}

impl Binaries {
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Takes the first installation that will do: of the version that made the data where there is data, else of
    /// [`OLDEST`] or later.
    pub(crate) fn find(explicit: Option<&Path>, made_by: Option<u32>) -> Result<Self, Fault> {
        let folders = match explicit {
            Some(folder) => vec![folder.to_owned()],
            None => usual_folders(),
        };
        folders
            .into_iter()
            .filter_map(look)
            .find(|found| made_by.map_or(found.major >= OLDEST, |major| found.major == major))
            .ok_or_else(|| Fault::NoBinaries {
                wanted: made_by.map_or(format!("{OLDEST} or later"), |major| major.to_string()),
            })
    }
}

/// Reads which PostgreSQL lies in a folder, if a whole one does.
fn look(folder: PathBuf) -> Option<Binaries> {
    if !folder.join("initdb").exists() {
        return None;
    }
    let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    let major = major_version(&String::from_utf8_lossy(&output.stdout))?;
    Some(Binaries { folder, major })
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` is 15; so is `15beta2`.
fn major_version(text: &str) -> Option<u32> {
    let number = text.split_once("PostgreSQL) ")?.1;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// Where PostgreSQL's programs may lie, first those that this machine prefers.
pub(crate) fn usual_folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output()
        && output.status.success()
    {
        folders.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/usr/local/opt", "postgresql@"),
    ] {
        folders.extend(numbered(Path::new(parent), prefix));
    }
    folders.extend(["initdb", "pg_dump"].into_iter().filter_map(on_the_path));
    folders
}

/// Where the shell finds a program.
fn on_the_path(program: &str) -> Option<PathBuf> {
    let output = Command::new("sh").args(["-c", "command -v \"$0\"", program]).output().ok()?;
    let found = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    found.parent().map(Path::to_owned)
}

/// The `bin` folders of `<parent>/<prefix><number>`, highest number first.
fn numbered(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let number = entry.file_name().to_str()?.strip_prefix(prefix)?.parse().ok()?;
            Some((number, entry.path().join("bin")))
        })
        .collect();
    found.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    found.into_iter().map(|(_, folder)| folder).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_major_version_is_read_from_what_postgres_says() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta2"), Some(18));
        assert_eq!(major_version("postgres (Other) 15"), None);
    }

    #[test]
    fn the_newest_of_several_installed_versions_comes_first() {
        let parent = std::env::temp_dir().join(format!("carnet-binaries-{}", std::process::id()));
        for name in ["9", "15", "17", "not-a-number"] {
            fs::create_dir_all(parent.join(name)).unwrap();
        }
        let found = numbered(&parent, "");
        fs::remove_dir_all(&parent).unwrap();
        assert_eq!(found, ["17", "15", "9"].map(|name| parent.join(name).join("bin")));
    }
}
