use consent::Ask;
use database::Tx;
use kernel::{Actor, DocumentId, FolderId, SpaceId};

use crate::{Documents, Error, FileDocument, model::Document, store};

impl Documents {
    /// Puts a document, whoever deposited it, into a folder or into none. All its versions stand in one place.
    ///
    /// # Errors
    /// [`Error::Metadata`] when there is no such folder; absent and hidden are one and the same answer.
    pub fn file(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: DocumentId,
        folder: Option<FolderId>,
    ) -> Result<Document, Error> {
        let permit = self.consent.check::<FileDocument>(tx, actor, space, ask)?;
        let mut document = self.found(tx, &permit, id)?;
        let series = document.series_id.uuid();
        if !store::put_in_folder(tx, &permit, series, folder.map(FolderId::uuid))? {
            return Err(Error::Metadata {
                pointer: "/folder",
                found: folder.map(|folder| folder.to_string()),
                expected: "a folder of this record, or `null` for none".to_owned(),
            });
        }
        self.mark(tx, &permit, [&mut document])?;
        Ok(document)
    }
}
