use std::{
    ffi::OsStr,
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, fchown, lchown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::Fault;

/// Whom PostgreSQL runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    /// The user of the program, who is not root.
    Own(u32),
    /// An unprivileged user to whom root's program drops.
    Dropped {
        /// User.
        uid: u32,
        /// Group.
        gid: u32,
    },
    /// Root's files under another number, in a user namespace: for folders that only root can pass through.
    Mapped {
        /// The number that PostgreSQL sees as its own.
        uid: u32,
        /// Its group.
        gid: u32,
    },
}

impl Account {
    /// Chooses for a program of this user: itself, or for root the first of the data's owner, `postgres` and
    /// `nobody`, in a user namespace when that user cannot pass through the folders on the way.
    pub(crate) fn choose(data: &Path, on_the_way: &[&Path]) -> Result<Self, Fault> {
        let me = nix::unistd::geteuid();
        let owner = fs::symlink_metadata(data).ok().map(|meta| (meta.uid(), meta.gid()));
        if !me.is_root() {
            return match owner {
                Some((owner, _)) if owner != me.as_raw() => {
                    Err(Fault::Foreign { folder: data.to_owned(), owner })
                }
                _ => Ok(Self::Own(me.as_raw())),
            };
        }
        let (uid, gid) = owner.filter(|(uid, _)| *uid != 0).unwrap_or_else(unprivileged);
        match on_the_way.iter().find_map(|folder| closed_to(folder, uid, gid)) {
            None => Ok(Self::Dropped { uid, gid }),
            Some(folder) => {
                let mapped = Self::Mapped { uid, gid };
                if mapped.works() { Ok(mapped) } else { Err(Fault::Unreachable { folder, uid }) }
            }
        }
    }

    /// Owner of the cluster's files, as this program sees it.
    pub(crate) fn uid(self) -> u32 {
        match self {
            Self::Own(uid) | Self::Dropped { uid, .. } => uid,
            Self::Mapped { .. } => 0,
        }
    }

    /// A program to run as this user, with nothing of our environment. `before` are words to put in front of it.
    pub(crate) fn command(self, before: &[&OsStr], program: &Path) -> Command {
        let (uid, gid) = match self {
            Self::Own(_) => (None, None),
            Self::Dropped { uid, gid } | Self::Mapped { uid, gid } => (Some(uid), Some(gid)),
        };
        let mut words: Vec<std::ffi::OsString> = Vec::new();
        if let (Self::Mapped { .. }, Some(uid), Some(gid)) = (self, uid, gid) {
            words.extend(["unshare", "--user"].map(Into::into));
            words.extend([
                format!("--map-user={uid}").into(),
                format!("--map-group={gid}").into(),
                "--".into(),
            ]);
        }
        words.extend(before.iter().map(|word| (*word).to_owned()));
        words.push(program.into());

        let mut words = words.into_iter();
        let mut command = Command::new(words.next().unwrap_or_default());
        command
            .args(words)
            .env_clear()
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .env("PATH", "/usr/bin:/bin");
        if let (Self::Dropped { .. }, Some(uid), Some(gid)) = (self, uid, gid) {
            command.gid(gid).uid(uid);
        }
        command
    }

    /// Gives a folder and all in it to this user, where root's program can and it is not so already.
    pub(crate) fn own(self, path: &Path) -> Result<(), Fault> {
        let meta = fs::symlink_metadata(path).map_err(Fault::at(path))?;
        if let (Some((uid, gid)), true) = (self.ids(), meta.uid() != self.uid()) {
            lchown(path, Some(uid), Some(gid)).map_err(Fault::at(path))?;
            if meta.is_dir() {
                for entry in fs::read_dir(path).map_err(Fault::at(path))? {
                    self.own(&entry.map_err(Fault::at(path))?.path())?;
                }
            }
        }
        Ok(())
    }

    /// Gives an open file to this user, where root's program can.
    pub(crate) fn own_file(self, file: &fs::File, path: &Path) -> Result<(), Fault> {
        match self.ids() {
            Some((uid, gid)) => fchown(file, Some(uid), Some(gid)).map_err(Fault::at(path)),
            None => Ok(()),
        }
    }

    /// User and group of the cluster's files where this program may set them.
    fn ids(self) -> Option<(u32, u32)> {
        match self {
            Self::Own(_) => None,
            Self::Dropped { uid, gid } => Some((uid, gid)),
            Self::Mapped { .. } => Some((0, 0)),
        }
    }

    fn works(self) -> bool {
        let mut probe = self.command(&[], Path::new("/bin/sh"));
        let probe =
            probe.args(["-c", "exit 0"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        probe.status().is_ok_and(|status| status.success())
    }
}

fn unprivileged() -> (u32, u32) {
    ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| nix::unistd::User::from_name(name).ok().flatten())
        .map_or((65_534, 65_534), |user| (user.uid.as_raw(), user.gid.as_raw()))
}

/// The first folder from the root down to `path` that a user without further groups cannot pass through.
fn closed_to(path: &Path, uid: u32, gid: u32) -> Option<PathBuf> {
    let mut way: Vec<&Path> = path.ancestors().collect();
    way.reverse();
    way.into_iter()
        .find(|folder| {
            fs::metadata(folder).is_ok_and(|meta| {
                let pass = match meta {
                    _ if meta.uid() == uid => 0o100,
                    _ if meta.gid() == gid => 0o010,
                    _ => 0o001,
                };
                meta.permissions().mode() & pass == 0
            })
        })
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_first_closed_folder_on_the_way_is_named() {
        let top = std::env::temp_dir().join(format!("carnet-account-{}", std::process::id()));
        let deep = top.join("closed/open");
        fs::create_dir_all(&deep).unwrap();
        fs::set_permissions(top.join("closed"), fs::Permissions::from_mode(0o700)).unwrap();
        let stranger = nix::unistd::geteuid().as_raw() + 17;
        assert_eq!(closed_to(&deep, stranger, stranger), Some(top.join("closed")));
        assert_eq!(closed_to(&deep, nix::unistd::geteuid().as_raw(), stranger), None);
        fs::remove_dir_all(&top).unwrap();
    }
}
