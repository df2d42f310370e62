//! What a backup is made of on a disk, for the commands that make one and read one back.
//!
//! Two folders that are kept apart: the data (a dump of the database, the blobs that it names, `manifest.json`) and the
//! wrapped keys (`keys.dump`, `keys.json`). The master key is in neither. A backup is finished when its manifest is
//! there, which is written last; until then the folder holds `unfinished`.

mod at_once;
mod blobs;
mod files;
mod folder;
mod keys;
mod manifest;

use at_once::at_once;
pub(crate) use blobs::{Copied, Source, copy_out, put_back};
use files::Durable;
pub(crate) use files::{Digest, write_durably};
pub(crate) use folder::{Folder, apart};
pub(crate) use keys::own_database;
pub(crate) use manifest::{FORMAT, KeyManifest, LastCheckpoint, Manifest};
