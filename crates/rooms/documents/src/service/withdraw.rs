use consent::Ask;
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use super::Documents;
use crate::{Error, WithdrawDocument};

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
        self.withdraw_series(tx, &permit, actor, ask, &known)
    }
}
