use std::{
    fs::{self, File},
    io::{self, BufWriter, IntoInnerError, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

/// Length and SHA-256 of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Digest {
    /// Bytes.
    pub(crate) bytes: u64,
    /// Hexadecimal.
    pub(crate) sha256: String,
}

impl Digest {
    /// Of what a file holds.
    pub(crate) fn of_file(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let (mut context, mut bytes) = (Context::new(&SHA256), 0_u64);
        let mut piece = vec![0; 256 * 1024];
        loop {
            let read = file.read(&mut piece)?;
            let Some(part) = piece.get(..read).filter(|part| !part.is_empty()) else { break };
            context.update(part);
            bytes += u64::try_from(read).unwrap_or_default();
        }
        Ok(Self { bytes, sha256: hex::encode(context.finish()) })
    }
}

/// A file that is there whole or not at all, for its owner only: it has its name once it is finished.
pub(crate) struct Durable {
    path: PathBuf,
    draft: PathBuf,
    file: BufWriter<File>,
}

impl Durable {
    /// Begins it under another name; a draft that a cut run left is written over.
    pub(crate) fn begin(path: &Path) -> io::Result<Self> {
        let draft = path.with_extension("draft");
        let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        Ok(Self { path: path.to_owned(), draft, file: BufWriter::new(file) })
    }

    /// Adds to it.
    pub(crate) fn add(&mut self, content: &[u8]) -> io::Result<()> {
        self.file.write_all(content)
    }

    /// Gives it its name; it is on the disk when this returns.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.file.into_inner().map_err(IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&self.draft, &self.path)?;
        self.path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

/// Writes a whole [`Durable`] file.
pub(crate) fn write_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = Durable::begin(path)?;
    file.add(content)?;
    file.finish()
}
