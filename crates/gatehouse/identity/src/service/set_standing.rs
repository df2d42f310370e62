use database::Tx;
use kernel::{PersonId, Standing};

use crate::{Error, Identity, store};

impl Identity {
    /// Says whether a professional may practise, from the next call on.
    ///
    /// # Errors
    /// [`Error::Missing`] when the person is no professional.
    pub fn set_standing(&self, tx: &mut Tx<'_>, person: PersonId, standing: Standing) -> Result<(), Error> {
        if store::update_standing(tx, person, standing, self.clock.now())? {
            return Ok(());
        }
        Err(Error::Missing("professional"))
    }
}
