use consent::Ask;
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use super::{Documents, traced::traced};
use crate::{
    ArchiveDocument, Error,
    model::{Document, Status},
};

impl Documents {
    /// Puts a document of one's own aside, or takes it back among the current ones. Doing what is done already changes
    /// nothing.
    ///
    /// # Errors
    /// [`Error::NotYours`]; [`Error::NotCurrent`] for a version that was replaced; the consent engine's.
    pub fn archive(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: &Ask,
        id: DocumentId,
        aside: bool,
    ) -> Result<Document, Error> {
        let permit = self.consent.check::<ArchiveDocument>(tx, actor, space, ask.clone())?;
        let known = self.own(tx, &permit, actor, ask, id)?;
        permit.name(tx, [id.uuid()]);
        let wanted = if aside { Status::Archived } else { Status::Approved };
        let status = known.document.status;
        let done = match status {
            _ if status == wanted => Ok(known.document),
            Status::Approved | Status::Archived => {
                self.change(tx, &permit, known, |document| document.status = wanted)
            }
            Status::Deprecated | Status::Deleted => Err(Error::NotCurrent { status }),
        };
        let mut document = traced(tx, &permit, id.uuid(), done)?;
        self.mark(tx, &permit, [&mut document])?;
        Ok(document)
    }
}
