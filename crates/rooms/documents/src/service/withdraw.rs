use consent::Ask;
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use super::Documents;
use crate::{Error, WithdrawDocument, model::Status, store};

impl Documents {
    /// Withdraws a document whose current version is one's own, with all its versions, so that an older one, which it
    /// replaced, does not come back. It is then absent for everybody; its row, its sealed content and its lines in the
    /// journal stay.
    ///
    /// # Errors
    /// [`Error::NotYours`]; the consent engine's: absent and hidden are one and the same answer.
    pub fn withdraw(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: &Ask,
        id: DocumentId,
    ) -> Result<(), Error> {
        let permit = self.consent.check::<WithdrawDocument>(tx, actor, space, ask.clone())?;
        let known = self.own(tx, &permit, actor, ask, id)?;
        let series = known.document.series_id.uuid();
        // Whoever replaces the current version meanwhile holds its lock: their version is there when it comes free.
        loop {
            let versions = store::whole_series(tx, &permit, series)?;
            let Some(current) = versions.first() else { return Ok(()) };
            // Whose the current version is, theirs is the document with all that it replaced.
            self.own(tx, &permit, actor, ask, (*current).into())?;
            for version in &versions {
                let known = self.version_of_own(tx, &permit, *version)?;
                self.change(tx, &permit, known, |document| document.status = Status::Deleted)?;
            }
            self.end_with_document(tx, &permit, actor, series)?;
            permit.name(tx, versions);
        }
    }
}
