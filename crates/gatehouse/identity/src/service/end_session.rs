use database::Tx;
use kernel::{PersonId, SessionId};

use crate::{Error, Identity, store};

impl Identity {
    /// Ends a session: its tokens count no more from the next call on, on every server. Says whether it ran.
    ///
    /// # Errors
    /// The database's.
    pub fn end_session(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<bool, Error> {
        Ok(store::end_one(tx, session, self.clock.now())?)
    }

    /// Ends every session of a person; says how many ran.
    ///
    /// # Errors
    /// The database's.
    pub fn end_all_sessions(&self, tx: &mut Tx<'_>, person: PersonId) -> Result<usize, Error> {
        Ok(store::end_of_person(tx, person, self.clock.now())?)
    }
}
