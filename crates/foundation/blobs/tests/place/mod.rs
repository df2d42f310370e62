use std::{
    fs,
    path::{Path, PathBuf},
};

use blobs::BlobId;
use kernel::{Id, ManualClock, Rng, SeededRng, SystemRng};

/// A folder of one test, gone with it.
pub(crate) struct Place(PathBuf);

impl Place {
    pub(crate) fn new() -> Self {
        let mut name = [0; 8];
        SystemRng::default().fill(&mut name);
        Self(std::env::temp_dir().join(format!("carnet-blobs-{:016x}", u64::from_le_bytes(name))))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Every file in it, at any depth.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                let list = if entry.file_type().unwrap().is_dir() { &mut folders } else { &mut files };
                list.push(entry.path());
            }
        }
        files
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// An id made at this instant.
pub(crate) fn fresh(at: &str, seed: u64) -> BlobId {
    Id::new(&ManualClock::at(at).unwrap(), &SeededRng::new(seed))
}
