use chrono::TimeDelta;
use database::{ReadTx, Tx};
use kernel::{AccountId, SessionId};
use serde::{Deserialize, Serialize};

use super::{
    log_in::{Entered, Entry},
    open::Beside,
    show_factor::{Bearing, Shown},
};
use crate::{
    Error, Identity, ReturnPath,
    account::{Account, AccountFault, FactorKind, LinkSecret, Sealed},
    store::account as store,
};

/// How long somebody may take to show the second factor.
const LIFE: TimeDelta = TimeDelta::minutes(10);
pub(super) const LOG_IN: &str = "log_in";

/// What lies sealed in the row of the step.
#[derive(Serialize, Deserialize)]
struct Waiting {
    agent: Option<String>,
    return_to: String,
}

/// What the page of the second step asks for.
#[derive(Debug)]
pub struct SecondStep {
    /// The account.
    pub account: Account,
    /// The kinds of factors that it has.
    pub kinds: Vec<FactorKind>,
}

impl Identity {
    pub(super) fn begin_second_step(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        entry: &Entry,
    ) -> Result<LinkSecret, Error> {
        let step = LinkSecret::fresh(self.rng.as_ref());
        let digest = step.digest();
        let waiting = Waiting { agent: entry.agent.clone(), return_to: entry.return_to.as_str().to_owned() };
        let sealed = Sealed::of(&self.vault, LOG_IN, &digest).seal(&waiting)?;
        store::insert_step(tx, &digest, LOG_IN, account, &sealed, self.clock.now() + LIFE)?;
        Ok(step)
    }

    /// What the second step in this browser asks for.
    ///
    /// # Errors
    /// [`AccountFault::StepOver`]; the database's and the vault's.
    pub fn second_step(&self, rtx: &mut ReadTx<'_>, step: &LinkSecret) -> Result<SecondStep, Error> {
        let over = || Error::from(AccountFault::StepOver);
        let found = store::step_under(rtx.conn(), &step.digest(), LOG_IN, self.clock.now())?;
        let (id, _) = found.ok_or_else(over)?;
        let account = self.opened(&store::account(rtx.conn(), id)?.ok_or_else(over)?)?;
        let rows = store::factors_of(rtx.conn(), id)?;
        let kinds = rows.iter().filter_map(|row| FactorKind::parse(&row.kind)).collect();
        Ok(SecondStep { account, kinds })
    }

    /// Shows a second factor in the step that a right password began: opens the session, or counts the try.
    ///
    /// # Errors
    /// [`AccountFault::StepOver`] and [`AccountFault::TooOften`]; the database's and the vault's.
    pub fn end_second_step(
        &self,
        tx: &mut Tx<'_>,
        step: &LinkSecret,
        bearing: &Bearing,
        device: Option<&LinkSecret>,
        before: Option<SessionId>,
    ) -> Result<Shown<Entered>, Error> {
        let over = || Error::from(AccountFault::StepOver);
        let digest = step.digest();
        let found = store::step_under(tx.conn(), &digest, LOG_IN, self.clock.now())?;
        let (id, sealed) = found.ok_or_else(over)?;
        // Of two who show the same at once one is first, and the other sees what that one has changed.
        let account = self.opened(&store::lock_account(tx, id)?.ok_or_else(over)?)?;
        if !self.bears(tx, id, bearing, device)? {
            return Ok(Shown::Wrong);
        }
        if !store::delete_step(tx, &digest)? {
            return Err(over());
        }
        let waiting: Waiting = Sealed::of(&self.vault, LOG_IN, &digest).open(&sealed)?;
        if !account.active {
            return Err(over());
        }
        let entry = Entry {
            agent: waiting.agent,
            before,
            device: device.cloned(),
            return_to: ReturnPath::parse(&waiting.return_to).unwrap_or_default(),
        };
        Ok(Shown::Right(self.enter(tx, &account, Beside::Factor, true, &entry)?))
    }
}
