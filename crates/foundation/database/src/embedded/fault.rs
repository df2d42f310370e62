use std::{io, path::PathBuf};

use thiserror::Error;

/// Why a private PostgreSQL did not start or stop. Each sentence says what to do about it.
#[derive(Debug, Error)]
pub enum Fault {
    /// No folder holds `initdb` and `postgres` of a version we can use.
    #[error(
        "no PostgreSQL {wanted} was found on this machine: install the server package (on Debian \
         `apt-get install postgresql`), name the folder of its programs, or set `DATABASE_URL`"
    )]
    NoBinaries {
        /// The versions that would do.
        wanted: String,
    },
    /// The data was made by a version that is not installed.
    #[error(
        "`{}` was made by PostgreSQL {data}, which is not installed: install it, or move the folder away to begin anew", .folder.display()
    )]
    OtherVersion {
        /// The cluster's data.
        folder: PathBuf,
        /// Its major version.
        data: u32,
    },
    /// A file or folder cannot be made, read or given away.
    #[error("`{}`: {source}", .path.display())]
    Folder {
        /// What was touched.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Another program runs this cluster now.
    #[error("another program uses `{}`: stop it first, or use another folder", .0.display())]
    InUse(PathBuf),
    /// The data belongs to another user of this machine.
    #[error(
        "`{}` belongs to user {owner}: run as that user, or move the folder away to begin anew", .folder.display()
    )]
    Foreign {
        /// The cluster's data.
        folder: PathBuf,
        /// Its owner's number.
        owner: u32,
    },
    /// There is data, but not of a whole cluster.
    #[error("`{}` is not a whole PostgreSQL cluster: move it away to begin anew", .0.display())]
    Damaged(PathBuf),
    /// The folder of the socket is not ours alone.
    #[error("`{}` is not a folder of ours with mode 0700: remove it", .0.display())]
    Socket(PathBuf),
    /// The unprivileged user that root's program runs PostgreSQL as cannot pass through a folder.
    #[error(
        "PostgreSQL does not run as root, and its user {uid} cannot pass through `{}`: run as an ordinary user, \
         put the data elsewhere, or allow it with `chmod o+x {}`", .folder.display(), .folder.display()
    )]
    Unreachable {
        /// The first folder on the way that is closed.
        folder: PathBuf,
        /// The user that PostgreSQL would run as.
        uid: u32,
    },
    /// A program did not start at all.
    #[error("`{program}` does not start: {source}")]
    Program {
        /// Its name.
        program: String,
        /// The system's reason.
        source: io::Error,
    },
    /// `initdb` failed.
    #[error("initdb failed: {0}")]
    Initdb(String),
    /// PostgreSQL ended while it was starting.
    #[error("PostgreSQL ended while starting ({status}): {last} (its log: `{}`)", .log.display())]
    Ended {
        /// How it ended.
        status: String,
        /// The last line of its log.
        last: String,
        /// The whole log.
        log: PathBuf,
    },
    /// PostgreSQL was not ready in time.
    #[error("PostgreSQL was not ready after {seconds} s (its log: `{}`)", .log.display())]
    Slow {
        /// How long we waited.
        seconds: u64,
        /// Its log.
        log: PathBuf,
    },
    /// The PostgreSQL of an earlier run does not end.
    #[error("process {0} of an earlier run still holds the data: end it")]
    Orphan(i32),
    /// The supervising thread is gone.
    #[error("the thread that watches PostgreSQL ended")]
    Unwatched,
}

impl Fault {
    /// Says which path a failed operation was about.
    pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Folder { path, source }
    }
}
