use chrono::{DateTime, Utc};
use database::Tx;
use kernel::PersonId;
use mail::Letter;

use crate::{Error, Identity, store::account as store};

impl Identity {
    /// Takes the accounts from a person that became substantial as theirs since an instant, and writes so to their owners:
    /// whose they are has to be proven anew. Says how many there were.
    pub(in crate::service) fn unbind_accounts_since(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        since: DateTime<Utc>,
    ) -> Result<usize, Error> {
        let raised = store::lock_raised_since(tx, person, since)?;
        for row in &raised {
            let account = self.opened(row)?;
            store::set_raised(tx, account.id, None, None)?;
            self.end_sessions_of_account(tx, account.id, None)?;
            let letter = Letter::IdentityToVerify { at: self.when(self.clock.now()) };
            self.write(tx, &account.address, account.language, letter)?;
        }
        Ok(raised.len())
    }
}
