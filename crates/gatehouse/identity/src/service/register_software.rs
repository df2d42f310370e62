use database::Tx;

use crate::{Error, Identity, Software, store};

impl Identity {
    /// Registers client software, or says anew what is known of it, its listing too. Sessions of software that is no
    /// longer listed are refused at their next call.
    ///
    /// # Errors
    /// The database's, also when the organisation is not registered.
    pub fn register_software(&self, tx: &mut Tx<'_>, software: &Software) -> Result<(), Error> {
        Ok(store::put_software(tx, software)?)
    }
}
