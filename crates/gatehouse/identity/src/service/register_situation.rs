use database::Tx;

use crate::{Error, Identity, Situation, store};

impl Identity {
    /// Registers a situation of practice, or says anew where it is and whether it goes on. Sessions in one that has
    /// ended are refused at their next call.
    ///
    /// # Errors
    /// The database's, also when the professional or the organisation is not registered.
    pub fn register_situation(&self, tx: &mut Tx<'_>, situation: &Situation) -> Result<(), Error> {
        Ok(store::put_situation(tx, situation)?)
    }
}
