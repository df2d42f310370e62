use consent::Ask;
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use super::Documents;
use crate::{Error, ListVersions, model::Document, store};

impl Documents {
    /// The versions of a document that the caller may see, newest first, reached by any one of them.
    ///
    /// # Errors
    /// Absent and hidden are one and the same answer.
    pub fn versions(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: DocumentId,
    ) -> Result<Vec<Document>, Error> {
        let permit = self.consent.check::<ListVersions>(tx, actor, space, ask)?;
        let keys = self.vault.space(space)?;
        let mut versions = self.agreed(tx, &permit, |tx| {
            let Some(row) = store::find_one(tx, &permit, id.uuid())? else { return Ok(Vec::new()) };
            let mut versions = Vec::new();
            for row in store::series(tx, &permit, row.series_id)? {
                let document = row.open(&keys)?;
                permit.confirm(&document.thing())?;
                versions.push(document);
            }
            Ok(versions)
        })?;
        if versions.is_empty() {
            return Err(self.absent(tx, &permit, id.uuid())?);
        }
        self.mark(tx, &permit, &mut versions)?;
        permit.name(tx, versions.iter().map(|document| document.id.uuid()));
        Ok(versions)
    }
}
