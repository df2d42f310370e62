use database::{ReadTx, Tx};
use kernel::{Actor, SessionId};

use super::show_factor::{Bearing, Shown};
use crate::{
    Error, Identity,
    account::{AccountFault, FactorKind, LinkSecret},
    store::{self, account as accounts},
};

/// How somebody who is logged in can show a second factor anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaysToStepUp {
    /// The kinds of factors of the person's own account.
    pub kinds: Vec<FactorKind>,
    /// The identity provider of the session, which can be asked to let the person log in anew.
    pub provider: Option<String>,
}

impl Identity {
    /// How somebody who is logged in can show a second factor anew.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn ways_to_step_up(&self, rtx: &mut ReadTx<'_>, actor: &Actor) -> Result<WaysToStepUp, Error> {
        let kinds = match self.account_of_actor(rtx.conn(), actor) {
            Ok(account) => {
                let rows = accounts::factors_of(rtx.conn(), account.id)?;
                let mut kinds: Vec<_> = rows.iter().filter_map(|row| FactorKind::parse(&row.kind)).collect();
                kinds.dedup();
                kinds
            }
            Err(Error::Account(AccountFault::NoAccount)) => Vec::new(),
            Err(error) => return Err(error),
        };
        let provider = store::provider_of(rtx.conn(), actor.session)?.map(|(provider, ..)| provider);
        Ok(WaysToStepUp { kinds, provider })
    }

    /// Shows a second factor anew, in the session of somebody who is logged in. It counts as just shown for some minutes.
    ///
    /// # Errors
    /// [`AccountFault::NoAccount`] and [`AccountFault::TooOften`]; the database's and the vault's.
    pub fn step_up(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        bearing: &Bearing,
        device: Option<&LinkSecret>,
    ) -> Result<Shown<()>, Error> {
        let account = self.lock_account_of(tx, actor)?;
        if !self.bears(tx, account.id, bearing, device)? {
            return Ok(Shown::Wrong);
        }
        self.was_shown_anew(tx, actor.session)?;
        Ok(Shown::Right(()))
    }

    /// Notes in a session that its person has just shown who they are anew: whoever calls this has made sure of it, by a
    /// factor of the account or by a fresh log-in at the provider of the session, of the same subject.
    ///
    /// # Errors
    /// [`Error::Missing`] for a session that does not run; the database's.
    pub fn was_shown_anew(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<(), Error> {
        let noted = store::show_second_factor(tx, session, self.clock.now())?;
        noted.then_some(()).ok_or(Error::Missing("session"))
    }
}
