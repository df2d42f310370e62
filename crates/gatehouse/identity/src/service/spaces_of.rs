use database::ReadTx;
use kernel::PersonId;

use crate::{Error, HeldSpace, Identity, store};

impl Identity {
    /// The spaces that a person holds: their own record, for a citizen.
    ///
    /// # Errors
    /// The database's.
    pub fn spaces_of(&self, rtx: &mut ReadTx<'_>, person: PersonId) -> Result<Vec<HeldSpace>, Error> {
        Ok(store::held_spaces(rtx.conn(), person)?)
    }
}
