use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{AccountId, SessionId};
use mail::Address;
use secrecy::SecretString;

use super::{budgets::Drawn, open::Beside};
use crate::{
    Error, Identity, ReturnPath, Session,
    account::{Account, AccountFault, Budget, Checked, LinkSecret, Network, Password, Phc, unreadable},
    store::account as store,
};

/// A password that is about to be compared, away from the database.
#[derive(Debug)]
pub struct PasswordCheck {
    account: Option<AccountId>,
    stored: Option<Stored>,
    given: Password,
    drawn: Vec<Drawn>,
}

/// The password of an account as it stood when it was read.
#[derive(Debug)]
struct Stored {
    phc: Phc,
    /// When it was chosen: where that is another instant by the end, another password counts. A hash that was renewed
    /// meanwhile, by a log-in at the same moment, is one of the same password.
    chosen_at: DateTime<Utc>,
}

/// How somebody comes in, apart from what they show.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// What the device says it is, in two words.
    pub agent: Option<String>,
    /// The session that the browser had, which ends.
    pub before: Option<SessionId>,
    /// The cookie by which the browser is known from an earlier log-in.
    pub device: Option<LinkSecret>,
    /// Where to go afterwards.
    pub return_to: ReturnPath,
}

/// What comes of a right password.
#[derive(Debug)]
pub enum Entered {
    /// A session.
    Session {
        /// The session.
        session: Session,
        /// The cookie by which the browser is known from now on, where it was not.
        device: Option<LinkSecret>,
        /// Where to go.
        return_to: ReturnPath,
    },
    /// A second factor has to be shown; the cookie of this step.
    SecondFactor(LinkSecret),
}

impl PasswordCheck {
    pub(super) fn of_owner(
        account: AccountId,
        (phc, chosen_at): (Phc, DateTime<Utc>),
        given: Password,
        drawn: Drawn,
    ) -> Self {
        Self { account: Some(account), stored: Some(Stored { phc, chosen_at }), given, drawn: vec![drawn] }
    }

    /// Splits into what is compared away from the database ([`crate::account::Passwords::check`]) and what is left to do
    /// with the outcome.
    pub fn comparison(&self) -> (Option<Phc>, Password) {
        (self.stored.as_ref().map(|stored| stored.phc.clone()), self.given.clone())
    }

    /// Whether the password that was compared is the one of the account still.
    fn still_counts(&self, found: &store::AccountRow) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.chosen_at == found.password_at)
    }
}

impl Identity {
    /// Begins a log-in by password: counts the try and reads what is to be compared. The same statements run whether the
    /// address is known or not. A browser that has logged in to the account before draws on a budget of its own, so that
    /// nobody elsewhere can use up the owner's.
    ///
    /// # Errors
    /// [`AccountFault::TooOften`], [`AccountFault::NotTogether`] for a password of an impossible length; the database's and
    /// the vault's.
    pub fn begin_log_in(
        &self,
        tx: &mut Tx<'_>,
        address: &Address,
        typed: &SecretString,
        network: Network,
        device: Option<&LinkSecret>,
    ) -> Result<PasswordCheck, Error> {
        let now = self.clock.now();
        let tags = self.tags_of_address(address)?;
        let found = store::account_under(tx.conn(), &tags)?;
        let account = found.as_ref().map(|found| AccountId::from(found.id));
        let digest = device.map(LinkSecret::digest).unwrap_or_default();
        let known = store::known_device(tx.conn(), &digest, now)?;
        let named = tags.first().ok_or_else(|| unreadable("there is no index key"))?.bytes;
        let drawn = if account.is_some() && known == account {
            vec![self.budget(Budget::PasswordOfDevice, &digest)?]
        } else {
            vec![
                self.budget(Budget::PasswordOfNetwork, network.bytes())?,
                self.budget(Budget::PasswordOfAddress, &named)?,
            ]
        };
        self.draw(tx, &drawn)?;
        // What is right gives its tries back, but for this one: hashes, sessions and mails cost something too.
        let from_here = [&named[..], network.bytes()].concat();
        self.draw(tx, &[self.budget(Budget::LogInFromNetwork, &from_here)?])?;
        let given = Password::read(typed).map_err(|_| AccountFault::NotTogether)?;
        let stored = match &found {
            Some(found) => Some(Stored { phc: self.phc_of(found)?, chosen_at: found.password_at }),
            None => None,
        };
        Ok(PasswordCheck { account, stored, given, drawn })
    }

    /// Whether the password that the owner gave for a change is the one of the account.
    pub(super) fn take_change(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        check: &PasswordCheck,
        checked: &Checked,
    ) -> Result<(), Error> {
        let found = store::lock_account(tx, account.id)?;
        let still = found.is_some_and(|found| check.still_counts(&found));
        if !checked.right || !still || check.account != Some(account.id) {
            return Err(AccountFault::NotTogether.into());
        }
        self.give_back(tx, &check.drawn)
    }

    /// Ends a log-in by password once it was compared: a session where no second factor is asked for, else the step in
    /// which it is shown.
    ///
    /// # Errors
    /// [`AccountFault::NotTogether`], one answer for whatever does not go together; the database's and the vault's.
    pub fn end_log_in(
        &self,
        tx: &mut Tx<'_>,
        check: &PasswordCheck,
        checked: &Checked,
        entry: &Entry,
    ) -> Result<Entered, Error> {
        let refused = || Error::from(AccountFault::NotTogether);
        let id = check.account.filter(|_| checked.right).ok_or_else(refused)?;
        let found = store::lock_account(tx, id)?.ok_or_else(refused)?;
        let account = self.opened(&found)?;
        if !account.active || !check.still_counts(&found) {
            return Err(refused());
        }
        if let Some(renewed) = &checked.renewed {
            store::renew_password(tx, id, &self.sealed_phc(id, renewed)?)?;
        }
        self.give_back(tx, &check.drawn)?;
        if store::count_factors(tx.conn(), id)? > 0 {
            return Ok(Entered::SecondFactor(self.begin_second_step(tx, id, entry)?));
        }
        self.enter(tx, &account, Beside::Nothing, true, entry)
    }
}
