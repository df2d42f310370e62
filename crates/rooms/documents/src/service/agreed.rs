use consent::{Action, Permit};
use database::Tx;

use super::Documents;
use crate::Error;

impl Documents {
    /// What a reading gives whose rows the rules confirm. The rows say to which topics a document belongs as it was worked out
    /// once; where a row is refused, the transaction begins again with the record held, in case the holder said something else
    /// meanwhile, and then the topics are worked out anew, in case the code lists of the topics have changed since. A row that is refused
    /// even so is an error of the house.
    pub(super) fn agreed<'tx, A: Action, T>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        mut read: impl FnMut(&mut Tx<'tx>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let disagrees =
            |read: &Result<T, Error>| matches!(read, Err(Error::Consent(consent::Error::Disagreement)));
        let first = read(tx);
        if !disagrees(&first) {
            return first;
        }
        if !tx.is_again() {
            let again = "what the rows say and what the rules say are not of one moment";
            return Err(database::Error::Transient(again).into());
        }
        let topics = self.consent.recognising(permit)?;
        self.retag(tx, permit, &topics)?;
        let second = read(tx);
        if disagrees(&second) {
            permit.disagrees();
        }
        second
    }
}
