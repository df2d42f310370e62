use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::PathBuf,
};

use kernel::EventId;

use crate::Error;

/// A folder in which each mail is a file, named by its event: the same mail again takes the place of the first.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn open(path: PathBuf) -> Result<Self, Error> {
        DirBuilder::new().recursive(true).mode(0o700).create(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn write(&self, event: EventId, mail: &[u8]) -> Result<(), Error> {
        let (begun, whole) = (self.0.join(format!(".{event}")), self.0.join(format!("{event}.eml")));
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&begun)?;
        file.write_all(mail)?;
        Ok(fs::rename(begun, whole)?)
    }

    pub(crate) fn probe(&self) -> Result<(), Error> {
        Ok(fs::read_dir(&self.0).map(drop)?)
    }
}
