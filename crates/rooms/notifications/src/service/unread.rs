use consent::{Action, Permit};
use database::{Error, Tx};

use super::Notifications;
use crate::store;

impl Notifications {
    /// How many notices the party of a permit has not read yet: for the head of a page, under the decision that opened
    /// the page.
    ///
    /// # Errors
    /// The database's.
    pub fn unread<A: Action>(&self, tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<i64, Error> {
        store::unread(tx, permit)
    }
}
