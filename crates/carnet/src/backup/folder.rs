use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

use crate::fault::Fault;

/// Says that a backup is under way, or was cut.
const UNFINISHED: &str = "unfinished";

/// A folder of a backup, closed to all but its owner.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    manifest: &'static str,
}

impl Folder {
    /// Takes a folder for a new backup: it is made, or empty, or holds one that was cut.
    pub(crate) fn for_new(path: &Path, manifest: &'static str) -> Result<Self, Fault> {
        let at = |what: &str| Fault::Refused(vec![format!("`{}` {what}", path.display())]);
        let failed = |error: io::Error| at(&format!("cannot be used: {error}"));
        if !path.exists() {
            DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(failed)?;
        }
        let this = Self { path: path.to_owned(), manifest };
        this.refuse_open()?;
        if this.file(manifest).exists() {
            return Err(at("holds a finished backup, which is never overwritten; name another folder"));
        }
        let begun = this.file(UNFINISHED).exists();
        let holds_something = fs::read_dir(path).map_err(failed)?.next().is_some();
        if holds_something && !begun {
            return Err(at("holds something that is no backup; name an empty folder"));
        }
        fs::write(this.file(UNFINISHED), "").map_err(failed)?;
        Ok(this)
    }

    /// Takes the folder of a finished backup.
    pub(crate) fn of_finished(path: &Path, manifest: &'static str) -> Result<Self, Fault> {
        let this = Self { path: path.to_owned(), manifest };
        let at = |what: &str| Fault::Refused(vec![format!("`{}` {what}", path.display())]);
        if !path.is_dir() {
            return Err(at("is no folder; name the one that `carnet backup` was given"));
        }
        if !this.file(manifest).exists() {
            return Err(match this.file(UNFINISHED).exists() {
                true => at("holds a backup that was cut; run `carnet backup` into it again"),
                false => at(&format!("holds no backup: `{manifest}` is missing")),
            });
        }
        Ok(this)
    }

    /// A file in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Finishes the backup: from now on the manifest says what it is made of.
    pub(crate) fn finish(&self, manifest: &[u8]) -> Result<(), Fault> {
        super::write_durably(&self.file(self.manifest), manifest).map_err(Fault::at("the manifest"))?;
        fs::remove_file(self.file(UNFINISHED)).map_err(Fault::at("the mark of an unfinished backup"))
    }

    fn refuse_open(&self) -> Result<(), Fault> {
        let mode = fs::metadata(&self.path).map_err(Fault::at("the folder"))?.permissions().mode() & 0o777;
        if mode & 0o077 == 0 {
            return Ok(());
        }
        Err(Fault::Refused(vec![format!(
            "`{}` has the mode {mode:04o}, so that others can reach it; `chmod 700` it, or name another folder",
            self.path.display()
        )]))
    }
}

/// Refuses two folders of which one lies in the other: who carries one away must not carry both.
pub(crate) fn apart(data: &Path, keys: &Path) -> Result<(), Fault> {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (data, keys) = (whole(data), whole(keys));
    if data.starts_with(&keys) || keys.starts_with(&data) {
        let reason =
            "`--keys`: the keys lie in the folder of the data, or the other way round; they are kept apart";
        return Err(Fault::Refused(vec![reason.to_owned()]));
    }
    Ok(())
}
