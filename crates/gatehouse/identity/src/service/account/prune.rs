use database::Tx;

use crate::{Error, Identity, account::Budget, store::account as store};

impl Identity {
    /// Removes links, steps, codes, tries and browsers that no longer count; says how many. A job calls it.
    ///
    /// # Errors
    /// The database's.
    pub fn prune_accounts(&self, tx: &mut Tx<'_>) -> Result<usize, Error> {
        let now = self.clock.now();
        Ok(store::delete_tokens_over(tx, now)?
            + store::delete_steps_over(tx, now)?
            + store::delete_devices_over(tx, now)?
            + store::delete_raising_codes_over(tx, now)?
            + store::delete_tries_before(tx, now - Budget::WINDOW)?)
    }
}
