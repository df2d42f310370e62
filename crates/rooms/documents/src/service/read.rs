use consent::{Action, Ask, Condition, Permit, Sought};
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
            return Err(self.absent(tx, permit, id.uuid())?);
        };
        permit.name(tx, [id.uuid()]);
        Ok(document)
    }

    /// The error of a document that the permit does not show: one and the same whether it is hidden or absent, and at the same
    /// cost. The line of the act says which rule hides it, for its holder.
    pub(super) fn absent<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        id: Uuid,
    ) -> Result<Error, Error> {
        let rules = self.consent.hiding(permit);
        let conditions: Vec<&Condition> = rules.iter().map(|(_, hidden)| hidden).collect();
        let first = store::first_that_holds(tx, permit, id, &conditions)?;
        Ok(match first.and_then(|place| rules.get(place)) {
            Some((rule, _)) => permit.hidden(tx, Sought::Document, id, rule).into(),
            None => permit.absent(tx, Sought::Document, id).into(),
        })
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
