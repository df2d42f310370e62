use chrono::TimeDelta;
use database::Tx;
use kernel::{AccountId, Actor};
use mail::{Address, Letter};
use serde::{Deserialize, Serialize};

use super::{confirm::taken, letters::LinkOf, log_in::PasswordCheck};
use crate::{
    Error, Identity,
    account::{Account, AccountFault, Budget, Checked, Contact, LinkSecret, Sealed},
    store::account as store,
};

/// How long the link in the mail to the new address works.
const LIFE: TimeDelta = TimeDelta::hours(24);
/// How long the owner of the old address may stop it, or take the address back.
const STOPPABLE: TimeDelta = TimeDelta::days(7);
const CHANGE: &str = "change_email";
const KEEP: &str = "keep_email";

/// What lies sealed behind a link about an address: the address that the account will have.
#[derive(Serialize, Deserialize)]
struct Wanted {
    contact: Contact,
}

/// What came of a link about an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressChange {
    /// The account has its new address.
    Changed,
    /// The account keeps the old one, or has it again; every session ended.
    Kept,
}

impl Identity {
    /// Begins to change the address of an account: the new one is asked whether it is its owner's, the old one is told and
    /// may stop it.
    ///
    /// # Errors
    /// [`AccountFault::NotTogether`] for a wrong password, [`AccountFault::FactorNeeded`], [`AccountFault::TooOften`]; the
    /// database's and the vault's.
    pub fn begin_address_change(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        check: &PasswordCheck,
        checked: &Checked,
        address: &Address,
    ) -> Result<(), Error> {
        let account = self.lock_account_of(tx, actor)?;
        self.require_fresh(tx, &account, actor)?;
        self.take_change(tx, &account, check, checked)?;
        let named = self.tags_of_address(address)?.first().map(|tag| tag.bytes).unwrap_or_default();
        let of_account = self.budget(Budget::MailOfAccount, account.id.uuid().as_bytes())?;
        self.draw(tx, &[of_account, self.budget(Budget::MailToAddress, &named)?])?;
        // The way back of whoever had an address before stays open, however often it is changed again.
        store::delete_tokens_of(tx, account.id, &[CHANGE])?;
        let new = Contact { address: address.clone(), language: account.language };
        let old = Contact { address: account.address.clone(), language: account.language };
        let confirm = self.address_link(tx, "/account/confirm-address", CHANGE, &account, new, LIFE)?;
        let stop = self.address_link(tx, "/account/keep-address", KEEP, &account, old, STOPPABLE)?;
        let now = self.clock.now();
        let until = self.when(now + LIFE);
        self.write(tx, address, account.language, Letter::ConfirmNewAddress { link: confirm, until })?;
        self.write_to(tx, &account, Letter::AddressChanging { at: self.when(now), stop })
    }

    /// Takes a link of either mail: the new address is the account's from now on, or the old one is so again and everybody
    /// who is logged in is so no more. Who takes an address back ends every change that came after it, and every way back of
    /// those who had an address later.
    ///
    /// # Errors
    /// [`AccountFault::LinkOver`], also for an address that another account has by now; the database's and the vault's.
    pub fn take_address_link(
        &self,
        tx: &mut Tx<'_>,
        link: &LinkSecret,
        change: AddressChange,
    ) -> Result<(), Error> {
        let purpose = match change {
            AddressChange::Changed => CHANGE,
            AddressChange::Kept => KEEP,
        };
        let (digest, now) = (link.digest(), self.clock.now());
        let (account, row) = self.take_link(tx, link, purpose)?;
        let (id, sealed) = (AccountId::from(account.id), row.sealed.ok_or(AccountFault::LinkOver)?);
        let Wanted { contact } = Sealed::of(&self.vault, purpose, &digest).open(&sealed)?;
        store::older_emails(tx, id, None)?;
        let tags = self.tags_of_address(&contact.address)?;
        store::insert_emails(tx, id, &tags).map_err(taken)?;
        store::set_contact(tx, id, &self.sealed_contact(id, &contact)?, now)?;
        if change == AddressChange::Kept {
            store::delete_tokens_of(tx, id, &[CHANGE, "reset"])?;
            store::delete_later_tokens(tx, id, KEEP, row.until)?;
            self.end_sessions_of_account(tx, id, None)?;
        }
        Ok(())
    }

    fn address_link(
        &self,
        tx: &mut Tx<'_>,
        path: &str,
        purpose: &'static str,
        account: &Account,
        contact: Contact,
        life: TimeDelta,
    ) -> Result<mail::Link, Error> {
        self.link(tx, path, purpose, LinkOf::Account(account.id), life, |digest| {
            Ok(Some(Sealed::of(&self.vault, purpose, digest).seal(&Wanted { contact })?))
        })
    }
}
