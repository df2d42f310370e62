use std::{io, path::PathBuf};

use thiserror::Error;

/// What is wrong with the folder of master keys; each sentence says what to do.
#[derive(Debug, Error)]
pub enum MasterFault {
    /// A file or the folder cannot be read or written.
    #[error("master keys: cannot {act} `{path}`: {source}")]
    Io {
        /// What was tried.
        act: &'static str,
        /// On which path.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// Others than its owner may read or write the path.
    #[error("master keys: others can reach `{path}` (mode {mode:04o}); run `chmod {right:o} {path}`")]
    Open {
        /// The file or the folder.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
        /// The permissions that it must have.
        right: u32,
    },
    /// The file is not a key.
    #[error("master keys: `{0}` must hold 32 bytes, as they are or as 64 hexadecimal digits")]
    Shape(PathBuf),
    /// The file's name is not an id.
    #[error(
        "master keys: `{0}` must be named by a number, then small letters, digits or `-` (64 at most), then `.master`"
    )]
    Name(PathBuf),
    /// No key at all.
    #[error(
        "master keys: `{0}` holds no `<id>.master` file; restore it from its safe copy; a new installation makes the first one with `carnet keys init`"
    )]
    Empty(PathBuf),
    /// A first key was asked for where there is one.
    #[error("master keys: `{0}` already holds a key; a first one is made only in an empty folder")]
    NotEmpty(PathBuf),
    /// A key is wrapped under a master key that is not in the folder.
    #[error("master keys: `{id}.master` is not in `{folder}`, and keys are wrapped under it")]
    Missing {
        /// The master key's id.
        id: String,
        /// Where it was looked for.
        folder: PathBuf,
    },
}
