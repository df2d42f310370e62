use consent::{Action, Ask, Permit, Sought};
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};
use uuid::Uuid;

use super::Documents;
use crate::{Error, ReadDocument, model::Document, store};

impl Documents {
    /// What is known of one document.
    ///
    /// # Errors
    /// Absent and hidden are one and the same answer, and cost the same.
    pub fn read(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: DocumentId,
    ) -> Result<Document, Error> {
        self.read_under(tx, actor, space, ask, id).map(|(document, _)| document)
    }

    /// As [`Documents::read`], with the permit: for a flow that shows something else of the record beside the document,
    /// under the same decision and the same line of the journal.
    ///
    /// # Errors
    /// As [`Documents::read`].
    pub fn read_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: DocumentId,
    ) -> Result<(Document, Permit<'tx, ReadDocument>), Error> {
        let permit = self.consent.check::<ReadDocument>(tx, actor, space, ask)?;
        let mut document = self.found(tx, &permit, id)?;
        self.mark(tx, &permit, [&mut document])?;
        Ok((document, permit))
    }

    /// One document that the permit shows, named on its line.
    pub(super) fn found<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        id: DocumentId,
    ) -> Result<Document, Error> {
        let Some(document) = self.shown(tx, permit, id.uuid())? else {
            return Err(permit.absent(tx, Sought::Document, id.uuid()).into());
        };
        permit.name(tx, [id.uuid()]);
        Ok(document)
    }

    /// One document that the permit shows.
    pub(super) fn shown<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        id: Uuid,
    ) -> Result<Option<Document>, Error> {
        let keys = self.vault.space(permit.space())?;
        self.agreed(tx, permit, |tx| {
            let Some(row) = store::find_one(tx, permit, id)? else { return Ok(None) };
            let document = row.open(&keys)?;
            permit.confirm(&document.thing())?;
            Ok(Some(document))
        })
    }
}
