use database::Tx;
use kernel::Actor;
use mail::Letter;
use secrecy::SecretString;

use super::{budgets::Drawn, log_in::PasswordCheck};
use crate::{
    Error, Identity,
    account::{AccountFault, Budget, Checked, Password, Phc},
    store::account as store,
};

impl Identity {
    /// Begins a change that the password is asked for again: counts the try and reads what is to be compared.
    ///
    /// # Errors
    /// [`AccountFault::FactorNeeded`], [`AccountFault::TooOften`], [`AccountFault::NotTogether`] for a password of an
    /// impossible length; the database's and the vault's.
    pub fn begin_change(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        typed: &SecretString,
    ) -> Result<PasswordCheck, Error> {
        let account = self.lock_account_of(tx, actor)?;
        self.require_fresh(tx, &account, actor)?;
        // Only who is logged in comes here, so nobody elsewhere can use this budget up.
        let drawn: Drawn = self.budget(Budget::PasswordOfDevice, account.id.uuid().as_bytes())?;
        self.draw(tx, &[drawn])?;
        let given = Password::read(typed).map_err(|_| AccountFault::NotTogether)?;
        let found = store::account(tx.conn(), account.id)?.ok_or(AccountFault::NoAccount)?;
        let stored = self.phc_of(&found)?;
        Ok(PasswordCheck::of_owner(account.id, (stored, found.password_at), given, drawn))
    }

    /// Changes the password once the old one was compared: every other session ends, and a mail tells of it.
    ///
    /// # Errors
    /// [`AccountFault::NotTogether`] for a wrong old password, [`AccountFault::FactorNeeded`]; the database's and the
    /// vault's.
    pub fn change_password(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        check: &PasswordCheck,
        checked: &Checked,
        password: &Phc,
    ) -> Result<(), Error> {
        let account = self.lock_account_of(tx, actor)?;
        self.require_fresh(tx, &account, actor)?;
        self.take_change(tx, &account, check, checked)?;
        let now = self.clock.now();
        store::set_password(tx, account.id, &self.sealed_phc(account.id, password)?, now)?;
        store::delete_tokens_of(tx, account.id, &["reset"])?;
        self.end_sessions_of_account(tx, account.id, Some(actor.session))?;
        self.write_to(tx, &account, Letter::PasswordChanged { at: self.when(now) })
    }
}
