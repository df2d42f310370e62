use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::fault::Fault;

/// Says that a backup is under way, or was cut, and which.
const UNFINISHED: &str = "unfinished";

/// A folder of a backup, closed to all but its owner.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    manifest: &'static str,
}

impl Folder {
    /// Takes a folder for a new backup: it is not there yet, or is empty, or holds one that was cut. What is called `left`
    /// was cut after its keys were finished and before its data were: those keys are no finished backup. Nothing is
    /// written before [`Folder::begin`].
    pub(crate) fn for_new(path: &Path, manifest: &'static str, left: Option<&str>) -> Result<Self, Fault> {
        let this = Self { path: path.to_owned(), manifest };
        if !path.exists() {
            return Ok(this);
        }
        let at = |what: &str| Fault::Refused(vec![format!("`{}` {what}", path.display())]);
        this.refuse_open()?;
        if this.file(manifest).exists() {
            if left.is_some_and(|id| this.read::<Named>(manifest).is_ok_and(|found| found.id == id)) {
                return Ok(this);
            }
            return Err(at("holds a finished backup, which is never overwritten; name another folder"));
        }
        let begun = this.file(UNFINISHED).exists();
        let inside = fs::read_dir(path).map_err(|error| at(&format!("cannot be used: {error}")))?;
        if inside.count() > 0 && !begun {
            return Err(at("holds something that is no backup; name an empty folder"));
        }
        Ok(this)
    }

    /// The backup that was cut here.
    pub(crate) fn cut(&self) -> Option<String> {
        fs::read_to_string(self.file(UNFINISHED)).ok()
    }

    /// Makes the folder and says in it that the backup of this name is under way.
    pub(crate) fn begin(&self, id: &str) -> Result<(), Fault> {
        let failed = |error: io::Error| {
            Fault::Refused(vec![format!("`{}` cannot be used: {error}", self.path.display())])
        };
        DirBuilder::new().recursive(true).mode(0o700).create(&self.path).map_err(failed)?;
        fs::write(self.file(UNFINISHED), id).map_err(failed)?;
        // One is there when [`Folder::for_new`] has found that it is left of a backup that was cut.
        match fs::remove_file(self.file(self.manifest)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(()),
        }
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

/// What every manifest says.
#[derive(Deserialize)]
struct Named {
    id: String,
}

/// Refuses two folders of which one lies in the other: who carries one away must not carry both.
pub(crate) fn apart(data: &Path, keys: &Path) -> Result<(), Fault> {
    let (data, keys) = (whole(data), whole(keys));
    if data.starts_with(&keys) || keys.starts_with(&data) {
        let reason =
            "`--keys`: the keys lie in the folder of the data, or the other way round; they are kept apart";
        return Err(Fault::Refused(vec![reason.to_owned()]));
    }
    Ok(())
}

/// A path from the root, without links as far as it is there.
fn whole(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    match there {
        Some((above, real)) => path.strip_prefix(above).map_or(path.clone(), |rest| real.join(rest)),
        None => path,
    }
}
