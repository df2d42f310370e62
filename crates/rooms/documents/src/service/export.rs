use std::collections::HashMap;

use consent::{Ask, Permit, Release};
use database::Tx;
use kernel::{Actor, FolderId, SpaceId};
use uuid::Uuid;

use super::{Content, Documents};
use crate::{
    Error, ExportDocuments,
    model::Document,
    rows::{DocumentRow, SEALED_ONCE},
    store,
};

/// Documents of an export that come after one, oldest first.
pub struct Exported {
    /// Each with the right to open its content once; none for one whose row does not open.
    pub documents: Vec<(Uuid, Option<Content>)>,
    /// How many there are, these among them; none where they were not counted.
    pub left: Option<u64>,
}

impl Documents {
    /// The next documents that go into the export of whoever asks, with all their versions: whatever they may see, after one,
    /// so many at most; those that are left are counted where that is wished.
    ///
    /// # Errors
    /// The consent engine's, the vault's, the database's.
    pub fn exported_after(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        after: Option<Uuid>,
        (most, counts): (i64, bool),
    ) -> Result<Exported, Error> {
        let permit = self.consent.check::<ExportDocuments>(tx, actor, space, ask)?;
        let after = after.unwrap_or(Uuid::nil());
        let left = if counts {
            Some(u64::try_from(store::count_after(tx, &permit, after)?).map_err(|_| Error::Broken)?)
        } else {
            None
        };
        let keys = self.vault.space(space)?;
        let found = self.agreed(tx, &permit, |tx| {
            let mut found = Vec::new();
            for (row, wrapped, place) in store::contents_after(tx, &permit, after, most)? {
                let id = row.id;
                let opened = self.opened(&keys, row);
                if let Ok((document, _)) = &opened {
                    permit.confirm(&document.thing())?;
                }
                found.push((id, opened, wrapped, place));
            }
            Ok(found)
        })?;
        let mut documents = Vec::with_capacity(found.len());
        for (id, opened, wrapped, place) in found {
            let content = opened.and_then(|(document, binding)| {
                let key = keys.unwrap_object(id, SEALED_ONCE, &binding, &wrapped)?;
                Ok(Content { document, release: Release::new(&permit, id, SEALED_ONCE), key, place })
            });
            match content {
                Ok(content) => documents.push((id, Some(content))),
                Err(error) => {
                    tracing::error!(cause = %error, "a document cannot be exported: its row does not open");
                    documents.push((id, None));
                }
            }
        }
        let opened = documents.iter_mut().filter_map(|(_, content)| content.as_mut());
        self.mark(tx, &permit, opened.map(|content| &mut content.document))?;
        Ok(Exported { documents, left })
    }

    /// The folders of a record, by their ids, for its export.
    ///
    /// # Errors
    /// The vault's, the database's.
    pub fn exported_folders(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, ExportDocuments>,
    ) -> Result<HashMap<FolderId, kernel::Private<String>>, Error> {
        if !permit.acts_for_holder() {
            return Ok(HashMap::new());
        }
        let folders = self.folders_of(tx, permit)?;
        Ok(folders.into_iter().map(|folder| (folder.id, folder.name)).collect())
    }

    fn opened(&self, keys: &vault::SpaceKeys, row: DocumentRow) -> Result<(Document, Vec<u8>), Error> {
        let form = row.form()?;
        let document = row.open(keys)?;
        let binding = form.binding(&document);
        Ok((document, binding))
    }
}
