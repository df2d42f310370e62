use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use crate::checkpoint::Checkpoint;

/// The copy of the checkpoints outside the database: a file that only grows, one JSON object a line.
///
/// It belongs on a disk, or in the hands of a witness, that whoever administers the database cannot write; a
/// witness counter-signs by signing the file's lines with a key of their own.
#[derive(Debug, Clone)]
pub struct OutsideCopy {
    file: PathBuf,
}

impl OutsideCopy {
    /// The copy in a folder, which is made when it is missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { file: folder.join("checkpoints.jsonl") })
    }

    /// All checkpoints of the copy, in order. A last line cut by a power failure is left out; one that lost its line end
    /// alone is whole.
    ///
    /// # Errors
    /// When the file cannot be read, or a line that has its end is damaged.
    pub fn all(&self) -> io::Result<Vec<Checkpoint>> {
        let file = match File::open(&self.file) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut text = String::new();
        BufReader::new(file).read_to_string(&mut text)?;
        let mut all = Vec::new();
        for (place, line) in text.split_inclusive('\n').enumerate() {
            match serde_json::from_str(line) {
                Ok(checkpoint) => all.push(checkpoint),
                Err(_) if !line.ends_with('\n') => {}
                Err(_) => return Err(io::Error::other(format!("line {} is damaged", place + 1))),
            }
        }
        Ok(all)
    }

    pub(crate) fn last(&self) -> io::Result<Option<Checkpoint>> {
        Ok(self.all()?.pop())
    }

    /// Adds the checkpoints that follow `known`, durably.
    pub(crate) fn extend(&self, known: Option<&Checkpoint>, missing: &[Checkpoint]) -> io::Result<()> {
        let Some(first) = missing.first() else { return Ok(()) };
        let follows = known.map_or_else(|| "00".repeat(32), Checkpoint::name);
        if known.map_or(0, |last| last.number) + 1 != first.number || first.previous != follows {
            return Err(io::Error::other(
                "the database's checkpoints do not continue those of the outside copy: one of the two was rolled back",
            ));
        }
        let mut text = String::new();
        for checkpoint in missing {
            text.push_str(&serde_json::to_string(checkpoint)?);
            text.push('\n');
        }
        self.end_last_line()?;
        let mut file = OpenOptions::new().create(true).append(true).open(&self.file)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if let Some(folder) = self.file.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Removes a last line that a power failure cut, and ends one that lost its line end alone: it counts as copied.
    fn end_last_line(&self) -> io::Result<()> {
        let bytes = match fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if bytes.last().is_none_or(|byte| *byte == b'\n') {
            return Ok(());
        }
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = bytes.get(whole..).unwrap_or_default();
        if serde_json::from_slice::<Checkpoint>(line).is_ok() {
            return OpenOptions::new().append(true).open(&self.file)?.write_all(b"\n");
        }
        OpenOptions::new()
            .write(true)
            .open(&self.file)?
            .set_len(u64::try_from(whole).map_err(io::Error::other)?)
    }
}
