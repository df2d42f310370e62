use chrono::{DateTime, Utc};
use database::Error;
use diesel::prelude::*;
use kernel::{FolderId, Private, Rng};
use uuid::Uuid;
use vault::SpaceKeys;

use crate::{
    model::{Folder, folded},
    schema::folder,
};

const TABLE: &str = "documents.folder";
const SEALED: &str = "documents.folder";

/// A row of folders, read or to be written.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = folder, check_for_backend(diesel::pg::Pg))]
pub(crate) struct FolderRow {
    pub(crate) space_id: Uuid,
    pub(crate) id: Uuid,
    /// One of the places for folders that a record has, so that it never has more folders than places.
    pub(crate) slot: i16,
    /// A keyed digest of the name, case and accents aside, so that two folders cannot have one name.
    pub(crate) name_tag: Vec<u8>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) changed_at: DateTime<Utc>,
}

/// Seals the name of a folder.
///
/// # Errors
/// The vault's.
pub(crate) fn seal_name(
    keys: &SpaceKeys,
    rng: &dyn Rng,
    id: Uuid,
    name: &Private<String>,
) -> Result<Vec<u8>, vault::Error> {
    keys.seal(rng, SEALED, &[id.as_bytes()], name.reveal().as_bytes())
}

/// The keyed digest of a name, case and accents aside.
pub(crate) fn tag_of_name(keys: &SpaceKeys, name: &Private<String>) -> Vec<u8> {
    keys.mac("documents.folder.name", &[folded(name).reveal().as_bytes()]).to_vec()
}

impl FolderRow {
    /// Opens the name and makes the model.
    ///
    /// # Errors
    /// [`Error::Row`] when it does not open.
    pub(crate) fn open(self, keys: &SpaceKeys) -> Result<Folder, Error> {
        let fault = |what| Error::Row { table: TABLE, what };
        let plain = keys
            .open(SEALED, &[self.id.as_bytes()], &self.sealed)
            .map_err(|_| fault("its name does not open: it was changed outside the program"))?;
        let name = std::str::from_utf8(&plain).map_err(|_| fault("its name is no text"))?;
        Ok(Folder {
            id: FolderId::from(self.id),
            name: Private::new(name.to_owned()),
            created_at: self.created_at,
            changed_at: self.changed_at,
        })
    }
}
