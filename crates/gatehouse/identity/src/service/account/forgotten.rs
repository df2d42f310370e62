use chrono::TimeDelta;
use database::{ReadTx, Tx};
use kernel::{AccountId, Private};
use mail::Letter;

use super::{change_address::CHANGE, letters::LinkOf};
use crate::{
    Error, Identity,
    account::{AccountFault, LinkSecret, Phc},
    store::{account as store, account::KnownBy},
};

/// How long the link to a new password works.
const LIFE: TimeDelta = TimeDelta::minutes(30);
const RESET: &str = "reset";

impl Identity {
    pub(super) fn forgotten_letter(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<Letter, Error> {
        let link =
            self.link(tx, "/account/forgotten", RESET, LinkOf::Account(account), LIFE, |_| Ok(None))?;
        Ok(Letter::PasswordForgotten { link, until: self.when(self.clock.now() + LIFE) })
    }

    /// The address of the account that a link to a new password is for; the link goes on working.
    ///
    /// # Errors
    /// [`AccountFault::LinkOver`]; the database's and the vault's.
    pub fn forgotten_address(
        &self,
        rtx: &mut ReadTx<'_>,
        link: &LinkSecret,
    ) -> Result<Private<String>, Error> {
        let over = || Error::from(AccountFault::LinkOver);
        let row = store::token_under(rtx.conn(), &link.digest(), RESET, self.clock.now())?;
        let id = row.and_then(|row| row.account).ok_or_else(over)?;
        let found = store::account(rtx.conn(), id.into())?.ok_or_else(over)?;
        Ok(self.opened(&found)?.address.into())
    }

    /// Sets the password that was chosen by a link, ends every session and tells of it. No session begins: the log-in that
    /// follows asks for the second factor as always. The browser is known to the password from now on, so that its owner gets
    /// in even while somebody elsewhere tries the address too often; to the second factor once a log-in has ended there.
    ///
    /// # Errors
    /// [`AccountFault::LinkOver`] for a link that was used or is too old; the database's and the vault's.
    pub fn reset_password(
        &self,
        tx: &mut Tx<'_>,
        link: &LinkSecret,
        password: &Phc,
    ) -> Result<LinkSecret, Error> {
        let now = self.clock.now();
        let account = self.opened(&self.take_link(tx, link, RESET)?.0)?;
        let id = account.id;
        store::set_password(tx, id, &self.sealed_phc(id, password)?, now)?;
        // A change of the address that waits was begun with the password that goes.
        store::delete_tokens_of(tx, id, &[RESET, CHANGE])?;
        self.end_sessions_of_account(tx, id, None)?;
        self.write_to(tx, &account, Letter::PasswordChanged { at: self.when(now) })?;
        self.new_device(tx, id, KnownBy::NewPassword)
    }
}
