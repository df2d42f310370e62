use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use kernel::{AccountId, EventId, Language, PersonId, SpaceId};
use mail::{Address, Letter, Link, Message, When};
use outbox::NewJob;

use crate::{
    Error, Identity,
    account::{Account, AccountEvent, AccountFault, AccountKind, AccountNews, LinkSecret},
    store::account as store,
};

/// Whose a link is, so that it ends with what else is theirs.
#[derive(Clone, Copy)]
pub(super) enum LinkOf {
    /// Of somebody whose account is not made yet.
    Nobody,
    /// Of an account.
    Account(AccountId),
    /// Of an admin who is invited.
    Admin(PersonId),
}

impl Identity {
    /// Whether accounts with a password can be made: what only a mail can do is not offered where none leaves the house.
    pub fn offers_accounts(&self) -> bool {
        self.post.is_open()
    }

    /// Where a person gets mail, and in which language: the address of their account, which they have confirmed. Whoever
    /// turned out to be known twice gets it at one address.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn address_of(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
    ) -> Result<Option<(Address, Language)>, Error> {
        let Some(found) = store::account_of_one_person(tx.conn(), person)? else { return Ok(None) };
        let account = self.opened(&found)?;
        Ok(account.active.then_some((account.address, account.language)))
    }

    /// Where the person whom a record is about gets mail, as they were known there: also where they turned out to be
    /// somebody else, whose account it is not.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn address_in(&self, tx: &mut Tx<'_>, space: SpaceId) -> Result<Option<(Address, Language)>, Error> {
        let Some(person) = whom(tx, space)? else { return Ok(None) };
        let Some(found) = store::account_of_person(tx.conn(), person)? else { return Ok(None) };
        let account = self.opened(&found)?;
        Ok(account.active.then_some((account.address, account.language)))
    }

    /// Writes to an account in the transaction of what it tells of. Of what happened to it a person who has a record is
    /// told there too.
    pub(super) fn write_to(&self, tx: &mut Tx<'_>, account: &Account, letter: Letter) -> Result<(), Error> {
        if let Some(person) = account.person.filter(|_| account.kind == AccountKind::Citizen)
            && let Some(what) = AccountEvent::of(&letter)
        {
            let event = EventId::new(self.clock.as_ref(), self.rng.as_ref());
            let news = serde_json::to_value(AccountNews { event, person, what });
            let job = NewJob::new(AccountNews::KIND, news.map_err(|_| outbox::Error::Payload)?);
            outbox::enqueue(tx, &self.vault, self.clock.as_ref(), self.rng.as_ref(), &job)?;
        }
        self.write(tx, &account.address, account.language, letter)
    }

    pub(super) fn write(
        &self,
        tx: &mut Tx<'_>,
        to: &Address,
        language: Language,
        letter: Letter,
    ) -> Result<(), Error> {
        let event = EventId::new(self.clock.as_ref(), self.rng.as_ref());
        self.post.enqueue(tx, &Message { event, to: to.clone(), language, letter })?;
        Ok(())
    }

    pub(super) fn when(&self, at: DateTime<Utc>) -> When {
        When { at, zone: self.settings.zone }
    }

    /// Takes a link of an account, and keeps the account from others until the transaction ends. The account comes first, as
    /// everywhere, so that no two wait for each other.
    ///
    /// # Errors
    /// [`AccountFault::LinkOver`]; the database's.
    pub(super) fn take_link(
        &self,
        tx: &mut Tx<'_>,
        link: &LinkSecret,
        purpose: &'static str,
    ) -> Result<(store::AccountRow, store::TokenRow), Error> {
        let over = || Error::from(AccountFault::LinkOver);
        let (digest, now) = (link.digest(), self.clock.now());
        let found = store::token_under(tx.conn(), &digest, purpose, now)?;
        let id = found.and_then(|row| row.account).ok_or_else(over)?;
        let account = store::lock_account(tx, id.into())?.ok_or_else(over)?;
        let row = store::claim_token(tx, &digest, purpose, now)?.ok_or_else(over)?;
        Ok((account, row))
    }

    /// Makes a link that works once, for so long.
    pub(super) fn link(
        &self,
        tx: &mut Tx<'_>,
        path: &str,
        purpose: &'static str,
        whose: LinkOf,
        life: TimeDelta,
        sealed: impl FnOnce(&[u8; 32]) -> Result<Option<Vec<u8>>, Error>,
    ) -> Result<Link, Error> {
        let secret = LinkSecret::fresh(self.rng.as_ref());
        let digest = secret.digest();
        let sealed = sealed(&digest)?;
        let until = self.clock.now() + life;
        let (account, admin) = match whose {
            LinkOf::Nobody => (None, None),
            LinkOf::Account(account) => (Some(account), None),
            LinkOf::Admin(admin) => (None, Some(admin)),
        };
        let new = store::NewToken { digest, purpose, account, admin, sealed: sealed.as_deref(), until };
        store::insert_token(tx, &new)?;
        Link::with_secret(&self.settings.issuer, path, secret.reveal()).map_err(|_| Error::Link)
    }
}

/// Whom a record is about.
fn whom(tx: &mut Tx<'_>, space: SpaceId) -> Result<Option<PersonId>, Error> {
    Ok(crate::store::identity_without_permit(tx, space)?.map(|row| row.person))
}
