use database::Tx;
use kernel::Actor;

use crate::{Documents, Error, ListWaitingCorrections, model::WaitingCorrection, store};

impl Documents {
    /// What waits for one's answer in whatever record, oldest first: ids and times. What it is about is read in the
    /// record, where it is decided.
    ///
    /// # Errors
    /// The consent engine's: for professionals in good standing and listed establishments.
    pub fn waiting_corrections(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
    ) -> Result<Vec<WaitingCorrection>, Error> {
        let permit = self.consent.check_lookup::<ListWaitingCorrections>(tx, actor)?;
        Ok(store::waiting_for(tx, &permit)?)
    }
}
