use chrono::{DateTime, Utc};
use database::{Desk, ReadTx, Tx};
use diesel::PgConnection;
use kernel::{AccountId, Actor, Private};
use mail::Address;
use vault::Tag;

use crate::{
    Error, Identity,
    account::{
        Account, AccountFault, AccountKind, Contact, FactorKind, Phc, RaisedBy, Sealed, SecondFactor, row,
        unreadable,
    },
    store::{self, account as accounts},
};

const ACTIVE: &str = "active";

impl Identity {
    /// The account with a password that somebody who is logged in has: the one that the session was begun with, else the
    /// one that is bound to the person.
    ///
    /// # Errors
    /// [`AccountFault::NoAccount`] where there is none; the database's and the vault's.
    pub fn account_of(&self, rtx: &mut ReadTx<'_>, actor: &Actor) -> Result<Account, Error> {
        self.account_of_actor(rtx.conn(), actor)
    }

    /// The second factors of an account, the oldest first.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn second_factors(
        &self,
        rtx: &mut ReadTx<'_>,
        account: AccountId,
    ) -> Result<Vec<SecondFactor>, Error> {
        let rows = accounts::factors_of(rtx.conn(), account)?;
        rows.iter().map(|row| self.second_factor(row)).collect()
    }

    /// Whether a second factor was shown in this session just now.
    pub fn is_fresh(&self, actor: &Actor) -> bool {
        self.is_just_now(actor.second_factor_at)
    }

    pub(super) fn is_just_now(&self, shown: Option<DateTime<Utc>>) -> bool {
        let now = self.clock.now();
        // One that was shown in the time to come was written by a clock that has been set back since.
        shown.is_some_and(|at| at <= now && now - at < self.settings.fresh)
    }

    /// Makes the tags of addresses anew after a rotation of the index key; says how many accounts there were.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn reindex_accounts(&self, desk: &Desk) -> Result<usize, Error> {
        let mut total = 0;
        loop {
            let done = desk.write(|tx| self.reindex_some_accounts(tx))?;
            total += done;
            if done == 0 {
                return Ok(total);
            }
        }
    }

    fn reindex_some_accounts(&self, tx: &mut Tx<'_>) -> Result<usize, Error> {
        tx.lock_alone("identity.reindex-accounts")?;
        let key = self.vault.service(vault::Purpose::BlindIndex).current()?.id();
        let older = accounts::accounts_with_older_tags(tx, key, 50)?;
        for id in &older {
            let Some(found) = accounts::lock_account(tx, *id)? else { continue };
            let account = self.opened(&found)?;
            accounts::older_emails(tx, *id, None)?;
            let newer: Vec<Tag> =
                self.tags_of_address(&account.address)?.into_iter().filter(|tag| tag.key >= key).collect();
            accounts::insert_emails(tx, *id, &newer)?;
        }
        Ok(older.len())
    }

    pub(super) fn account_of_actor(&self, conn: &mut PgConnection, actor: &Actor) -> Result<Account, Error> {
        alone(actor)?;
        let found = match store::account_of_session(conn, actor.session)? {
            Some(id) => accounts::account(conn, id)?,
            None => accounts::account_of_one_person(conn, actor.person)?,
        };
        self.opened(&found.ok_or(AccountFault::NoAccount)?)
    }

    /// The same, kept from others until the transaction ends.
    pub(super) fn lock_account_of(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Account, Error> {
        let id = self.account_of_actor(tx.conn(), actor)?.id;
        let found = accounts::lock_account(tx, id)?.ok_or(AccountFault::NoAccount)?;
        self.opened(&found)
    }

    pub(super) fn opened(&self, found: &accounts::AccountRow) -> Result<Account, Error> {
        let contact: Contact = Sealed::of(&self.vault, "contact", row(&found.id)).open(&found.sealed)?;
        let raised_by = found
            .raised_by
            .as_deref()
            .map(|name| RaisedBy::parse(name).ok_or_else(|| unreadable("by what it was raised is unknown")));
        Ok(Account {
            id: found.id.into(),
            kind: AccountKind::parse(&found.kind).ok_or_else(|| unreadable("the kind is unknown"))?,
            person: found.person.map(Into::into),
            address: contact.address,
            language: contact.language,
            password_at: found.password_at,
            raised: found.raised_at.zip(raised_by.transpose()?),
            active: is_active(found),
        })
    }

    pub(super) fn phc_of(&self, found: &accounts::AccountRow) -> Result<Phc, Error> {
        let text: Private<String> =
            Sealed::of(&self.vault, "password", row(&found.id)).open(&found.password)?;
        Ok(Phc::from_stored(text.reveal()))
    }

    pub(super) fn sealed_phc(&self, id: AccountId, phc: &Phc) -> Result<Vec<u8>, Error> {
        Sealed::of(&self.vault, "password", row(&id.uuid())).seal(&phc.reveal())
    }

    pub(super) fn sealed_contact(&self, id: AccountId, contact: &Contact) -> Result<Vec<u8>, Error> {
        Sealed::of(&self.vault, "contact", row(&id.uuid())).seal(contact)
    }

    /// The tags of an address under every live key. Capitals make no other address.
    pub(super) fn tags_of_address(&self, address: &Address) -> Result<Vec<Tag>, Error> {
        let lower = Private::new(address.reveal().to_lowercase());
        Ok(self.vault.blind("identity.account-email", &[lower.reveal().as_bytes()])?)
    }

    fn second_factor(&self, found: &accounts::FactorRow) -> Result<SecondFactor, Error> {
        let kept: NamedOnly = Sealed::of(&self.vault, "factor", row(&found.id)).open(&found.sealed)?;
        Ok(SecondFactor {
            id: found.id.into(),
            kind: FactorKind::parse(&found.kind).ok_or_else(|| unreadable("the factor is unknown"))?,
            name: kept.name,
            created_at: found.created_at,
            last_used_at: found.last_used_at,
        })
    }
}

pub(super) fn is_active(found: &accounts::AccountRow) -> bool {
    found.state == ACTIVE
}

/// Whatever is done with an account is done by its owner alone.
pub(super) fn alone(actor: &Actor) -> Result<(), AccountFault> {
    match actor.assisted_by {
        Some(_) => Err(AccountFault::NotTogetherWithMediator),
        None => Ok(()),
    }
}

/// What every sealed factor says.
#[derive(serde::Deserialize)]
struct NamedOnly {
    name: Private<String>,
}
