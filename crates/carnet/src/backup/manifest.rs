use std::{collections::BTreeMap, fs};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Digest, Folder};
use crate::fault::Fault;

/// The form of a backup that this program writes and reads.
pub(crate) const FORMAT: u32 = 2;

/// What a backup is made of: `manifest.json`, which is written last.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The form of the backup.
    pub(crate) format: u32,
    /// Names the backup; the folder of its keys says the same.
    pub(crate) id: String,
    /// The program that made it.
    pub(crate) program: String,
    /// The newest migration of the database.
    pub(crate) schema: String,
    /// Major version of PostgreSQL that served it.
    pub(crate) server: u32,
    /// Major version of the `pg_dump` that wrote it.
    pub(crate) pg_dump: u32,
    /// Whether the wrapped keys lay in a database of their own, as `keys.store_url` names one.
    pub(crate) keys_in_own_database: bool,
    /// Everything that was acknowledged before this instant is in it.
    pub(crate) nothing_is_lost_before: DateTime<Utc>,
    /// When it was finished.
    pub(crate) finished_at: DateTime<Utc>,
    /// The newest checkpoint of the journal.
    pub(crate) last_checkpoint: Option<LastCheckpoint>,
    /// How many blobs there are.
    pub(crate) blobs: u64,
    /// Blobs that rows name and that the store had lost already, or had not whole.
    pub(crate) missing_blobs: Vec<String>,
    /// Every file but the blobs, which `blobs.list` names.
    pub(crate) files: BTreeMap<String, Digest>,
}

/// The newest checkpoint at the point of the backup.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LastCheckpoint {
    /// Its number.
    pub(crate) number: i64,
    /// When it was made.
    pub(crate) at: DateTime<Utc>,
}

/// What the folder of the keys is made of: `keys.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeyManifest {
    /// The form of the backup.
    pub(crate) format: u32,
    /// The backup that the keys belong to.
    pub(crate) id: String,
    /// Every file.
    pub(crate) files: BTreeMap<String, Digest>,
}

impl Manifest {
    pub(crate) const NAME: &'static str = "manifest.json";
}

impl KeyManifest {
    pub(crate) const NAME: &'static str = "keys.json";
}

impl Folder {
    /// Reads a manifest of this form and compares every file that it names; each that differs is a reason.
    pub(crate) fn read<M: DeserializeOwned>(&self, name: &str) -> Result<M, Fault> {
        let path = self.file(name);
        let refuse = |what: String| Fault::Refused(vec![format!("`{}`: {what}", path.display())]);
        let text = fs::read(&path).map_err(|error| refuse(error.to_string()))?;
        #[derive(Deserialize)]
        struct Form {
            format: u32,
        }
        let form: Form =
            serde_json::from_slice(&text).map_err(|error| refuse(format!("it is altered: {error}")))?;
        if form.format != FORMAT {
            return Err(refuse(format!("it has the form {}; this program reads {FORMAT}", form.format)));
        }
        serde_json::from_slice(&text).map_err(|error| refuse(format!("it is altered: {error}")))
    }

    /// What is wrong with the files that a manifest names.
    pub(crate) fn compare(&self, files: &BTreeMap<String, Digest>) -> Vec<String> {
        files.iter().filter_map(|(name, wanted)| self.differs(name, wanted)).collect()
    }

    /// What is wrong with one file.
    pub(crate) fn differs(&self, name: &str, wanted: &Digest) -> Option<String> {
        let path = self.file(name);
        match Digest::of_file(&path) {
            Ok(found) if found == *wanted => None,
            Ok(_) => Some(format!("`{}` is altered: it is not the file that was backed up", path.display())),
            Err(error) => Some(format!("`{}` is missing or cannot be read: {error}", path.display())),
        }
    }
}
