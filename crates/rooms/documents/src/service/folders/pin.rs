use consent::Ask;
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use crate::{Documents, Error, PinDocument, model::Document, store};

impl Documents {
    /// Pins a document, whoever deposited it, or lets it go. Doing what is done already changes nothing.
    ///
    /// # Errors
    /// Absent and hidden are one and the same answer; the consent engine's.
    pub fn pin(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: DocumentId,
        pinned: bool,
    ) -> Result<Document, Error> {
        let permit = self.consent.check::<PinDocument>(tx, actor, space, ask)?;
        let mut document = self.found(tx, &permit, id)?;
        store::pin(tx, &permit, document.series_id.uuid(), pinned.then(|| permit.now()))?;
        self.mark(tx, &permit, [&mut document])?;
        Ok(document)
    }
}
