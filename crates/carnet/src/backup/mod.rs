//! What a backup is made of on a disk, for the commands that make one and read one back.
//!
//! Two folders that are kept apart: the data (a dump of the database, the blobs that it names, `manifest.json`) and the
//! wrapped keys (`keys.dump`, `keys.json`). The master key is in neither. A backup is finished when its manifest is
//! there, which is written last; until then the folder holds `unfinished`.

mod blobs;
mod files;
mod folder;
mod manifest;

pub(crate) use blobs::{Copied, copy_out, put_back};
pub(crate) use files::{Digest, write_durably};
pub(crate) use folder::{Folder, apart};
pub(crate) use manifest::{FORMAT, KeyManifest, LastCheckpoint, Manifest};
