use database::{ReadTx, Tx};
use kernel::{AccountId, Private};
use mail::Letter;

use super::{
    log_in::{Entered, Entry},
    open::Beside,
    read::is_active,
    register::{Asked, CONFIRM},
};
use crate::{
    Error, Identity,
    account::{AccountFault, AccountKind, Budget, LinkSecret, Phc, RaisedBy, Sealed},
    store::account as store,
};

/// What a link of a new account is for.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The address that it was sent to, which the password must not be made of.
    pub address: Private<String>,
    /// Whose account it will be.
    pub kind: AccountKind,
}

/// Whoever came by the link of a new account.
#[derive(Debug)]
pub struct Invited {
    /// The account.
    pub account: AccountId,
    /// The session that was begun.
    pub entered: Entered,
}

/// Constraint that keeps an address to one account.
const ONE: &str = "account_email_one";

impl Identity {
    /// What a link leads to, for the page that asks for a password; the link goes on working.
    ///
    /// # Errors
    /// [`AccountFault::LinkOver`]; the database's and the vault's.
    pub fn invitation(&self, rtx: &mut ReadTx<'_>, link: &LinkSecret) -> Result<Invitation, Error> {
        let digest = link.digest();
        let found = store::token_under(rtx.conn(), &digest, CONFIRM, self.clock.now())?;
        let asked = self.asked(found, &digest)?;
        let kind = if asked.admin.is_some() { AccountKind::Admin } else { AccountKind::Citizen };
        Ok(Invitation { address: asked.contact.address.into(), kind })
    }

    /// Counts a password that somebody chooses behind a link, before it is judged and hashed.
    ///
    /// # Errors
    /// [`AccountFault::TooOften`]; the database's and the vault's.
    pub fn count_choice(&self, tx: &mut Tx<'_>, link: &LinkSecret) -> Result<(), Error> {
        self.draw(tx, &[self.budget(Budget::ChoiceOfLink, &link.digest())?])
    }

    /// Makes the account of a link, with the password that was chosen, and lets its owner in: to its own pages, and for an
    /// admin with the right to add a first factor within half an hour. Where an admin has a factor already it is asked for:
    /// a link stands for none.
    ///
    /// # Errors
    /// [`AccountFault::LinkOver`] for a link that was used, is too old or whose address has an account by now; the
    /// database's and the vault's.
    pub fn confirm_account(
        &self,
        tx: &mut Tx<'_>,
        link: &LinkSecret,
        password: &Phc,
        entry: &Entry,
    ) -> Result<Invited, Error> {
        let digest = link.digest();
        let now = self.clock.now();
        let asked = self.asked(store::token_under(tx.conn(), &digest, CONFIRM, now)?, &digest)?;
        let before = match asked.admin {
            Some(person) => store::account_of_person(tx.conn(), person)?,
            None => None,
        };
        let before = before.map(|found| AccountId::from(found.id));
        if let Some(before) = before {
            let found = store::lock_account(tx, before)?.filter(is_active);
            found.ok_or(AccountFault::LinkOver)?;
        }
        store::claim_token(tx, &digest, CONFIRM, now)?.ok_or(AccountFault::LinkOver)?;
        let id = match before {
            Some(id) => {
                let raised = asked.admin.map(|_| (now, RaisedBy::Invitation));
                store::set_password(tx, id, &self.sealed_phc(id, password)?, now)?;
                store::set_raised(tx, id, asked.admin, raised)?;
                self.end_sessions_of_account(tx, id, None)?;
                id
            }
            None => self.make_account(tx, &asked, password)?,
        };
        let found = store::account(tx.conn(), id)?.ok_or(AccountFault::LinkOver)?;
        let account = self.opened(&found)?;
        if account.person.is_some() {
            self.write_to(tx, &account, Letter::PasswordChanged { at: self.when(now) })?;
        }
        let entered = if store::count_factors(tx.conn(), id)? > 0 {
            Entered::SecondFactor(self.begin_second_step(tx, id, entry)?)
        } else {
            let beside = asked.admin.map_or(Beside::Nothing, |_| Beside::Invitation);
            self.enter(tx, &account, beside, false, entry)?
        };
        Ok(Invited { account: id, entered })
    }

    fn make_account(&self, tx: &mut Tx<'_>, asked: &Asked, password: &Phc) -> Result<AccountId, Error> {
        let now = self.clock.now();
        let id = AccountId::new(self.clock.as_ref(), self.rng.as_ref());
        let kind = if asked.admin.is_some() { AccountKind::Admin } else { AccountKind::Citizen };
        store::insert_password_account(
            tx,
            &store::AccountRow {
                id: id.uuid(),
                kind: kind.as_str().to_owned(),
                person: asked.admin.map(kernel::Id::uuid),
                sealed: self.sealed_contact(id, &asked.contact)?,
                password: self.sealed_phc(id, password)?,
                password_at: now,
                confirmed_at: now,
                raised_at: asked.admin.map(|_| now),
                raised_by: asked.admin.map(|_| RaisedBy::Invitation.as_str().to_owned()),
                state: "active".to_owned(),
            },
        )?;
        let tags = self.tags_of_address(&asked.contact.address)?;
        store::insert_emails(tx, id, &tags).map_err(taken)?;
        Ok(id)
    }

    fn asked(&self, found: Option<store::TokenRow>, digest: &[u8; 32]) -> Result<Asked, Error> {
        let sealed = found.and_then(|row| row.sealed).ok_or(AccountFault::LinkOver)?;
        Sealed::of(&self.vault, CONFIRM, digest).open(&sealed)
    }
}

/// An address that has an account by now is told as a link that works no more.
pub(super) fn taken(error: database::Error) -> Error {
    match error {
        database::Error::Unique(name) if name == ONE => AccountFault::LinkOver.into(),
        other => other.into(),
    }
}
