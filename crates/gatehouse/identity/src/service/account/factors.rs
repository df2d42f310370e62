use database::Tx;
use kernel::{Actor, Assurance};
use mail::Letter;

use crate::{
    Error, Identity,
    account::{Account, AccountFault, FactorId, FactorKind},
    store::{self, account as accounts},
};

/// Second factors of one account.
const MOST: i64 = 10;

impl Identity {
    /// Takes a second factor away. Whoever has one shows it first; an account that leads to a record or to the running of
    /// the service keeps one.
    ///
    /// # Errors
    /// [`AccountFault::FactorNeeded`] where none was shown just now, [`AccountFault::LastFactor`]; [`Error::Missing`] for a
    /// factor that is not the account's; the database's and the vault's.
    pub fn remove_factor(&self, tx: &mut Tx<'_>, actor: &Actor, factor: FactorId) -> Result<(), Error> {
        let account = self.lock_account_of(tx, actor)?;
        if !self.is_fresh(actor) {
            return Err(AccountFault::FactorNeeded.into());
        }
        let rows = accounts::factors_of(tx.conn(), account.id)?;
        let row = rows.iter().find(|row| row.id == factor.uuid()).ok_or(Error::Missing("second factor"))?;
        let kind = FactorKind::parse(&row.kind).ok_or(Error::Missing("second factor"))?;
        if rows.len() == 1 && account.needs_factor() {
            return Err(AccountFault::LastFactor.into());
        }
        accounts::delete_factor(tx, account.id, Some(factor))?;
        let at = self.when(self.clock.now());
        self.write_to(tx, &account, Letter::FactorRemoved { factor: kind.in_mails(), at })
    }

    /// Whoever has a factor shows it before another is added. The first one of an account that is substantial is added in a
    /// session that is so by another way, so that a password alone never makes its finder substantial.
    pub(super) fn require_may_add(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        actor: &Actor,
    ) -> Result<(), Error> {
        match accounts::count_factors(tx.conn(), account.id)? {
            0 if account.raised.is_none() => Ok(()),
            0 if actor.assurance >= Assurance::Substantial || self.is_fresh(actor) => Ok(()),
            0 => Err(AccountFault::NotSureEnough.into()),
            MOST.. => Err(AccountFault::TooManyFactors.into()),
            _ if self.is_fresh(actor) => Ok(()),
            _ => Err(AccountFault::FactorNeeded.into()),
        }
    }

    /// What follows on a factor that was added: its owner is told, and it was shown just now.
    pub(super) fn factor_was_added(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        actor: &Actor,
        kind: FactorKind,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        store::show_second_factor(tx, actor.session, now)?;
        self.write_to(tx, account, Letter::FactorAdded { factor: kind.in_mails(), at: self.when(now) })
    }

    /// What a change of the account's own secrets needs: the second factor just shown, where there is one.
    pub(super) fn require_fresh(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        actor: &Actor,
    ) -> Result<(), Error> {
        let has_one = accounts::count_factors(tx.conn(), account.id)? > 0;
        if has_one && !self.is_fresh(actor) {
            return Err(AccountFault::FactorNeeded.into());
        }
        Ok(())
    }
}
