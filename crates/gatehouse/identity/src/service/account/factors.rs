use database::Tx;
use kernel::{Actor, Assurance};
use mail::Letter;

use crate::{
    Error, Identity, Unrecognised,
    account::{Account, AccountFault, FactorId, FactorKind},
    store::{self, account as accounts},
};

/// Second factors of one account.
const MOST: i64 = 10;

impl Identity {
    /// Takes a second factor away. Whoever has one shows it first; an account that leads to a record or to the running of
    /// the service keeps one. What was shown before in sessions that are low counts no more: it may have been this one.
    ///
    /// # Errors
    /// [`AccountFault::FactorNeeded`] where none was shown just now, [`AccountFault::LastFactor`]; [`Error::Missing`] for a
    /// factor that is not the account's; the database's and the vault's.
    pub fn remove_factor(&self, tx: &mut Tx<'_>, actor: &Actor, factor: FactorId) -> Result<(), Error> {
        let account = self.lock_account_of(tx, actor)?;
        if !self.shows_now(tx, actor)? {
            return Err(AccountFault::FactorNeeded.into());
        }
        let rows = accounts::factors_of(tx.conn(), account.id)?;
        let row = rows.iter().find(|row| row.id == factor.uuid()).ok_or(Error::Missing("second factor"))?;
        let kind = FactorKind::parse(&row.kind).ok_or(Error::Missing("second factor"))?;
        if rows.len() == 1 && account.needs_factor() {
            return Err(AccountFault::LastFactor.into());
        }
        accounts::delete_factor(tx, account.id, Some(factor))?;
        store::forget_shown(tx, account.id)?;
        let at = self.when(self.clock.now());
        self.write_to(tx, &account, Letter::FactorRemoved { factor: kind.in_mails(), at })
    }

    /// Whoever has a factor shows it before another is added. The first one of an account that is substantial is added in a
    /// session that is so by another way, or that was begun by the link of an invitation just now, so that a password alone
    /// never makes its finder substantial. What counts is what the session says once the account is locked: one that has
    /// ended since the call began adds nothing.
    pub(super) fn require_may_add(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        actor: &Actor,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let marks = store::marks_of(tx, actor.session, now)?;
        let invited =
            marks.as_ref().and_then(|marks| marks.first_factor_until).is_some_and(|until| now < until);
        let is_fresh = marks.as_ref().is_some_and(|marks| self.is_just_now(marks.second_factor_at));
        match accounts::count_factors(tx.conn(), account.id)? {
            0 if account.raised.is_some() && actor.assurance < Assurance::Substantial && !invited => {
                Err(AccountFault::NotSureEnough.into())
            }
            0 if marks.is_none() => Err(Unrecognised::Revoked.into()),
            0 => Ok(()),
            MOST.. => Err(AccountFault::TooManyFactors.into()),
            _ if is_fresh => Ok(()),
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
        if has_one && !self.shows_now(tx, actor)? {
            return Err(AccountFault::FactorNeeded.into());
        }
        Ok(())
    }

    /// Whether a second factor was shown just now in a session that still runs, as its row says at this moment.
    fn shows_now(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<bool, Error> {
        let marks = store::marks_of(tx, actor.session, self.clock.now())?;
        Ok(marks.is_some_and(|marks| self.is_just_now(marks.second_factor_at)))
    }
}
