use database::Tx;

use crate::{Error, Identity, Organisation, store};

impl Identity {
    /// Registers an organisation, or says anew what is known of it, its listing too.
    ///
    /// # Errors
    /// The database's; a FINESS number of another organisation is a conflict.
    pub fn register_organisation(&self, tx: &mut Tx<'_>, organisation: &Organisation) -> Result<(), Error> {
        Ok(store::put_organisation(tx, organisation)?)
    }
}
