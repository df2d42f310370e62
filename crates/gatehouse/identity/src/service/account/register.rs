use chrono::TimeDelta;
use database::Tx;
use kernel::{Language, PersonId};
use mail::{Address, Letter, Link};
use serde::{Deserialize, Serialize};

use super::letters::LinkOf;
use crate::{
    Error, Identity,
    account::{Budget, Contact, Network, Sealed},
    store::account as store,
};

/// How long somebody may take to say that an address is theirs.
const LIFE: TimeDelta = TimeDelta::hours(24);
pub(super) const CONFIRM: &str = "confirm";

/// What lies sealed behind the link of a new account.
#[derive(Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) contact: Contact,
    /// The admin who is invited; none for a citizen.
    pub(super) admin: Option<PersonId>,
}

impl Identity {
    /// Begins an account: a mail goes to the address, and its link leads on. Where the address has an account already the
    /// answer and the work are the same, and the link leads to a new password instead. So nobody learns whether an address
    /// is known but who reads its mail.
    ///
    /// # Errors
    /// [`crate::account::AccountFault::TooOften`] for mails that were asked for too often; the database's and the vault's.
    pub fn register_account(
        &self,
        tx: &mut Tx<'_>,
        address: &Address,
        language: Language,
        network: Network,
    ) -> Result<(), Error> {
        let tags = self.tags_of_address(address)?;
        let named = tags.first().map(|tag| tag.bytes).unwrap_or_default();
        let (of_network, to_address) = (Budget::MailOfNetwork, Budget::MailToAddress);
        self.draw(tx, &[self.budget(of_network, network.bytes())?, self.budget(to_address, &named)?])?;
        let letter = match store::account_under(tx.conn(), &tags)? {
            None => {
                let contact = Contact { address: address.clone(), language };
                let link = self.confirm_link(tx, &Asked { contact, admin: None }, LIFE)?;
                Letter::ConfirmAddress { link, until: self.when(self.clock.now() + LIFE) }
            }
            Some(found) => self.forgotten_letter(tx, found.id.into())?,
        };
        self.write(tx, address, language, letter)
    }

    /// Sends a link to a new password. An address without an account gets the letter of [`Identity::register_account`]:
    /// the two are one question, "what leads this address in?", asked from two pages.
    ///
    /// # Errors
    /// As [`Identity::register_account`].
    pub fn forget_password(
        &self,
        tx: &mut Tx<'_>,
        address: &Address,
        language: Language,
        network: Network,
    ) -> Result<(), Error> {
        self.register_account(tx, address, language, network)
    }

    pub(super) fn confirm_link(
        &self,
        tx: &mut Tx<'_>,
        asked: &Asked,
        life: TimeDelta,
    ) -> Result<Link, Error> {
        let whose = asked.admin.map_or(LinkOf::Nobody, LinkOf::Admin);
        self.link(tx, "/account/confirm", CONFIRM, whose, life, |digest| {
            Ok(Some(Sealed::of(&self.vault, CONFIRM, digest).seal(asked)?))
        })
    }
}
