use database::{ReadTx, Tx};
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

    /// The same of somebody who may have turned out to be somebody else meanwhile: what is to be told to them is told in
    /// the record that stays.
    ///
    /// # Errors
    /// The database's.
    pub fn spaces_to_tell(&self, rtx: &mut ReadTx<'_>, person: PersonId) -> Result<Vec<HeldSpace>, Error> {
        let person = store::person_that_stays(rtx.conn(), person)?;
        Ok(store::held_spaces(rtx.conn(), person)?)
    }

    /// As [`Identity::spaces_to_tell`], in the transaction of what is told.
    ///
    /// # Errors
    /// The database's.
    pub fn spaces_to_tell_now(&self, tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<HeldSpace>, Error> {
        let person = store::person_that_stays(tx.conn(), person)?;
        Ok(store::held_spaces(tx.conn(), person)?)
    }
}
