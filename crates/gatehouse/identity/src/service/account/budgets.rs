use database::Tx;

use crate::{
    Error, Identity,
    account::{AccountFault, Budget},
    store::account as store,
};

/// One budget of somebody or something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawn {
    budget: Budget,
    digest: [u8; 32],
}

impl Identity {
    /// The budget of an address, a network, a device or an account, by what names it.
    pub(super) fn budget(&self, budget: Budget, whose: &[u8]) -> Result<Drawn, Error> {
        let parts: [&[u8]; 2] = [budget.name().as_bytes(), whose];
        // The key in force comes first; after its rotation counts begin anew.
        let tag = self.vault.blind("identity.throttle", &parts)?.into_iter().next();
        Ok(Drawn { budget, digest: tag.ok_or(Error::Signing)?.bytes })
    }

    /// Counts a try against each of these budgets.
    ///
    /// # Errors
    /// [`AccountFault::TooOften`] when one of them is used up.
    pub(super) fn draw(&self, tx: &mut Tx<'_>, budgets: &[Drawn]) -> Result<(), Error> {
        let now = self.clock.now();
        for Drawn { budget, digest } in budgets {
            let (tries, since) = store::take_try(tx, digest, now - Budget::WINDOW, now)?;
            if let Some(wait) = budget.wait(tries, since, now) {
                tracing::warn!(kind = budget.name(), "somebody who tries too often is held off");
                return Err(AccountFault::TooOften(wait).into());
            }
        }
        Ok(())
    }

    /// Gives the tries of whoever was right back: all of them, and of a network or a mediator only the one,
    /// since others are counted there too.
    pub(super) fn give_back(&self, tx: &mut Tx<'_>, budgets: &[Drawn]) -> Result<(), Error> {
        for Drawn { budget, digest } in budgets {
            match budget {
                Budget::PasswordOfNetwork | Budget::MailOfNetwork | Budget::CodeOfMediator => {
                    store::give_back(tx, digest)?
                }
                _ => store::forget_tries(tx, digest)?,
            }
        }
        Ok(())
    }
}
