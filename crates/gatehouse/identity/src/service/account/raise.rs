use database::Tx;
use kernel::{AccountId, Assurance, PersonId, SessionId};
use mail::Letter;

use crate::{
    Error, Identity,
    account::{AccountFault, AccountKind, RaisedBy},
    store::{self, account as accounts},
};

impl Identity {
    /// Makes an account substantial because a mediator saw its owner's document of identity, and binds it to the person, as
    /// whom they were known: whoever turned out to be known twice may be two people again.
    ///
    /// So one person may have two accounts, bound before the records became one or since: as whom they were known in either.
    /// That is harmless, and refusing the second would lock out whoever is somebody else after all. Both lead to the one
    /// person, with the factors of each; a recovery is of one account and told to that one; notices about the record go to
    /// the account of the person who stays where there is one, else to the other. A third is refused. After a split each is
    /// its own person's, as far as it was bound before the merge or as the person of the double.
    ///
    /// # Errors
    /// [`AccountFault::OtherPerson`] for an account that belongs to somebody else, and for a person who has another one;
    /// [`Error::Missing`] for no such account; the database's and the vault's.
    pub fn raise_by_mediator(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        person: PersonId,
    ) -> Result<(), Error> {
        self.raise(tx, account, person, RaisedBy::Mediator)
    }

    /// Makes the account for which a log-in was begun substantial, where its owner has just been proven by a provider that
    /// is so: the person whom the provider means becomes the account's. Says which account the new session belongs to.
    ///
    /// An account with a second factor is raised only by a session in which it was shown: else whoever has found the
    /// password could have added a factor of their own, and would come in by it later. Where the session of the account is
    /// over by now, nothing is raised. Every session of the account ends, and whatever is under way in one: who is in them
    /// has shown a password, or a factor that is gone.
    ///
    /// # Errors
    /// [`AccountFault::OtherPerson`] as [`Identity::raise_by_mediator`], [`AccountFault::FactorNeeded`]; the database's and
    /// the vault's.
    pub(in crate::service) fn raise_by_provider(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        before: SessionId,
        person: PersonId,
        assurance: Assurance,
    ) -> Result<Option<AccountId>, Error> {
        // Whoever adds a factor at this moment is waited for, and seen.
        accounts::lock_account(tx, account)?;
        let marks = store::marks_of(tx, before, self.clock.now())?;
        let Some(marks) = marks.filter(|marks| marks.account() == Some(account)) else { return Ok(None) };
        if assurance < Assurance::Substantial {
            return Ok(None);
        }
        if marks.second_factor_at.is_none() && accounts::count_factors(tx.conn(), account)? > 0 {
            return Err(AccountFault::FactorNeeded.into());
        }
        self.raise(tx, account, person, RaisedBy::Provider)?;
        let found = accounts::account(tx.conn(), account)?.ok_or(AccountFault::NoAccount)?;
        let at = self.when(self.clock.now());
        self.write_to(tx, &self.opened(&found)?, Letter::AccountBound { at })?;
        Ok(Some(account))
    }

    fn raise(&self, tx: &mut Tx<'_>, id: AccountId, person: PersonId, by: RaisedBy) -> Result<(), Error> {
        let other = || Error::from(AccountFault::OtherPerson);
        let found = accounts::lock_account(tx, id)?.ok_or(Error::Missing("account"))?;
        let account = self.opened(&found)?;
        let stays = store::person_that_stays(tx.conn(), person)?;
        let known = match account.person {
            Some(known) => Some(store::person_that_stays(tx.conn(), known)?),
            None => None,
        };
        if account.kind != AccountKind::Citizen || known.is_some_and(|known| known != stays) {
            return Err(other());
        }
        if !store::account_is_active(tx.conn(), stays)? {
            return Err(other());
        }
        let now = self.clock.now();
        let raised = accounts::set_raised(tx, id, account.person.or(Some(person)), Some((now, by)));
        raised.map_err(|error| match error {
            database::Error::Unique(name) if name == "account_one_of_person" => other(),
            error => error.into(),
        })?;
        store::end_begun_with(tx, id, now)?;
        Ok(accounts::delete_steps_of(tx, id, None)?)
    }
}
