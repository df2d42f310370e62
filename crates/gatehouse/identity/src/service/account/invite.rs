use chrono::TimeDelta;
use database::{ReadTx, Tx};
use kernel::{Language, PersonId};
use mail::{Address, Letter, Line};
use serde_json::json;

use super::register::{Asked, CONFIRM};
use crate::{
    Error, Identity, InvitationFault,
    account::{AccountKind, Contact, FactorKind, Sealed},
    store::{self, account as accounts},
};

/// How long an invitation to run the service waits.
const LIFE: TimeDelta = TimeDelta::days(7);

/// How somebody who runs the service already is invited again.
#[derive(Debug, Clone)]
pub struct InvitationAgain {
    /// Where the link goes, for whoever has no account yet; else it goes to the address of the account.
    pub address: Option<Address>,
    /// In which language the mail is written where there is no account.
    pub language: Language,
    /// Whether the second factors of the account are taken away. Those that stay are asked for behind the link.
    pub without_factors: bool,
}

impl Identity {
    /// Invites somebody to run the service: the link leads to the choice of a password, and whoever comes by it adds a first
    /// second factor within half an hour. Links that were sent before work no more.
    ///
    /// # Errors
    /// [`InvitationFault::AddressTaken`] for the address of somebody else's account, [`InvitationFault::Open`] for one to
    /// which somebody else's invitation is under way, [`Error::Missing`] for whoever has no role; the database's and the
    /// vault's.
    pub fn invite_admin(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        address: &Address,
        language: Language,
    ) -> Result<(), Error> {
        let found = accounts::account_under(tx.conn(), &self.tags_of_address(address)?)?;
        if found.is_some_and(|found| found.person != Some(person.uuid())) {
            return Err(InvitationFault::AddressTaken.into());
        }
        // One invitation at a time: of two to one address the second sees the first.
        tx.lock_alone("identity.admin-invitations")?;
        if let Some(other) = self.invited_to(tx, address)?.filter(|other| *other != person) {
            return Err(InvitationFault::Open(other).into());
        }
        let roles = store::roles_of(tx.conn(), person)?;
        if roles.is_empty() {
            return Err(Error::Missing("admin"));
        }
        accounts::delete_invitations(tx, person)?;
        let labels: Vec<&str> = roles.iter().map(|role| role.label(language)).collect();
        let role = Line::new(&labels.join(", "));
        let asked = Asked { contact: Contact { address: address.clone(), language }, admin: Some(person) };
        let link = self.confirm_link(tx, &asked, LIFE)?;
        let until = self.when(self.clock.now() + LIFE);
        self.write(tx, address, language, Letter::AdminInvited { role, link, until })
    }

    /// To whom an invitation to an address is open. There are few, and each says its address under its seal alone.
    fn invited_to(&self, tx: &mut Tx<'_>, address: &Address) -> Result<Option<PersonId>, Error> {
        let tags = self.tags_of_address(address)?;
        for (digest, sealed) in accounts::invitations(tx.conn(), self.clock.now())? {
            let asked: Asked = Sealed::of(&self.vault, CONFIRM, &digest).open(&sealed)?;
            let theirs = self.tags_of_address(&asked.contact.address)?;
            if theirs.first().zip(tags.first()).is_some_and(|(one, other)| one.bytes == other.bytes) {
                return Ok(asked.admin);
            }
        }
        Ok(None)
    }

    /// Invites somebody again who runs the service, by the operator: who was late for the first factor, or has lost it. Says
    /// how many second factors stay: they are asked for behind the link, which alone never stands for one.
    ///
    /// # Errors
    /// As [`Identity::invite_admin`]; [`InvitationFault::AddressNeeded`] where there is no account and no address,
    /// [`InvitationFault::OtherAddress`] for an address that is not the account's.
    pub fn invite_admin_again(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        again: &InvitationAgain,
    ) -> Result<usize, Error> {
        let found = accounts::account_of_person(tx.conn(), person)?;
        let found = match found {
            Some(found) => accounts::lock_account(tx, found.id.into())?,
            None => None,
        };
        let Some(found) = found else {
            let address = again.address.as_ref().ok_or(InvitationFault::AddressNeeded)?;
            self.told_again(tx, person, 0);
            self.invite_admin(tx, person, address, again.language)?;
            return Ok(0);
        };
        let account = self.opened(&found)?;
        if again.address.as_ref().is_some_and(|address| *address != account.address) {
            return Err(InvitationFault::OtherAddress.into());
        }
        let factors = accounts::factors_of(tx.conn(), account.id)?;
        let removed = if again.without_factors { factors.len() } else { 0 };
        if again.without_factors {
            accounts::delete_factor(tx, account.id, None)?;
            self.end_sessions_of_account(tx, account.id, None)?;
            let at = self.when(self.clock.now());
            for kind in factors.iter().filter_map(|factor| FactorKind::parse(&factor.kind)) {
                self.write_to(tx, &account, Letter::FactorRemoved { factor: kind.in_mails(), at })?;
            }
        }
        self.told_again(tx, person, removed);
        self.invite_admin(tx, person, &account.address, account.language)?;
        Ok(factors.len().saturating_sub(removed))
    }

    /// Who runs the service and has an account with this address.
    ///
    /// # Errors
    /// [`Error::Missing`] for nobody; the database's and the vault's.
    pub fn admin_of_address(&self, rtx: &mut ReadTx<'_>, address: &Address) -> Result<PersonId, Error> {
        let found = accounts::account_under(rtx.conn(), &self.tags_of_address(address)?)?;
        let account = found.map(|found| self.opened(&found)).transpose()?;
        let admin = account.filter(|account| account.kind == AccountKind::Admin);
        admin.and_then(|account| account.person).ok_or(Error::Missing("admin"))
    }

    fn told_again(&self, tx: &mut Tx<'_>, person: PersonId, removed: usize) {
        let detail = json!({ "factors_removed": removed });
        self.consent.by_operator(tx, "admins.invite-again", vec![person.uuid()], detail);
    }
}
