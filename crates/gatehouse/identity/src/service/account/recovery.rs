use chrono::{DateTime, TimeDelta, Utc};
use database::{Desk, ReadTx, Tx};
use kernel::{AccountId, Actor};
use mail::Letter;

use super::second_step::LOG_IN;
use crate::{
    Error, Identity,
    account::{AccountFault, Budget, LinkSecret},
    store::account as store,
};

/// How long the link that begins a recovery works.
const LIFE: TimeDelta = TimeDelta::minutes(30);
/// How long before its end the owner is told again.
const REMINDER: TimeDelta = TimeDelta::hours(24);
/// How long the link that stops it works, longer than any recovery runs.
const STOPPABLE: TimeDelta = TimeDelta::days(7);
/// Recoveries that one transaction ends.
const AT_ONCE: i64 = 50;

const RECOVER: &str = "recover";
const STOP: &str = "stop";

/// A recovery that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunningRecovery {
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// When the second factors go.
    pub effective_at: DateTime<Utc>,
}

impl Identity {
    /// Sends a link by which a lost second factor is given up, to whoever has shown the password in this second step.
    ///
    /// # Errors
    /// [`AccountFault::StepOver`] and [`AccountFault::TooOften`]; the database's and the vault's.
    pub fn ask_for_recovery(&self, tx: &mut Tx<'_>, step: &LinkSecret) -> Result<(), Error> {
        let over = || Error::from(AccountFault::StepOver);
        let found = store::step_under(tx.conn(), &step.digest(), LOG_IN, self.clock.now())?;
        let (id, _) = found.ok_or_else(over)?;
        let account = self.opened(&store::lock_account(tx, id)?.ok_or_else(over)?)?;
        self.draw(tx, &[self.budget(Budget::MailToAddress, id.uuid().as_bytes())?])?;
        let link = self.link(tx, "/account/recovery", RECOVER, Some(id), LIFE, |_| Ok(None))?;
        let until = self.when(self.clock.now() + LIFE);
        self.write_to(tx, &account, Letter::RecoveryAsked { link, until })
    }

    /// Begins the recovery by the link of the mail: the second factors go when its time has passed, and not before. The
    /// owner is told at once and can stop it.
    ///
    /// # Errors
    /// [`AccountFault::LinkOver`]; the database's and the vault's.
    pub fn begin_recovery(&self, tx: &mut Tx<'_>, link: &LinkSecret) -> Result<RunningRecovery, Error> {
        let over = || Error::from(AccountFault::LinkOver);
        let now = self.clock.now();
        let row = store::claim_token(tx, &link.digest(), RECOVER, now)?;
        let id: AccountId = row.and_then(|row| row.account).ok_or_else(over)?.into();
        let account = self.opened(&store::lock_account(tx, id)?.ok_or_else(over)?)?;
        let running = match store::running_recovery(tx.conn(), id)? {
            Some(found) => RunningRecovery { begun_at: found.begun_at, effective_at: found.effective_at },
            None => {
                let effective_at = now + self.settings.recovery;
                store::insert_recovery(tx, self.fresh_id(), id, now, effective_at)?;
                RunningRecovery { begun_at: now, effective_at }
            }
        };
        self.tell_of_recovery(tx, &account, running)?;
        Ok(running)
    }

    /// The recovery of an account that runs.
    ///
    /// # Errors
    /// The database's.
    pub fn recovery_of(
        &self,
        rtx: &mut ReadTx<'_>,
        account: AccountId,
    ) -> Result<Option<RunningRecovery>, Error> {
        let found = store::running_recovery(rtx.conn(), account)?;
        Ok(found.map(|found| RunningRecovery { begun_at: found.begun_at, effective_at: found.effective_at }))
    }

    /// Stops the recovery of one's own account, from any session of it.
    ///
    /// # Errors
    /// [`AccountFault::NothingRuns`]; the database's and the vault's.
    pub fn stop_own_recovery(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
        let account = self.lock_account_of(tx, actor)?.id;
        self.stop_recovery(tx, account)
    }

    /// Stops a recovery by the link of any of its mails. The password is known to whoever began it, so every session ends.
    ///
    /// # Errors
    /// [`AccountFault::LinkOver`] and [`AccountFault::NothingRuns`]; the database's and the vault's.
    pub fn stop_recovery_by_link(&self, tx: &mut Tx<'_>, link: &LinkSecret) -> Result<(), Error> {
        let row = store::claim_token(tx, &link.digest(), STOP, self.clock.now())?;
        let id: AccountId = row.and_then(|row| row.account).ok_or(AccountFault::LinkOver)?.into();
        self.stop_recovery(tx, id)?;
        self.end_sessions_of_account(tx, id, None)?;
        Ok(())
    }

    /// Tells again of recoveries that end within a day, and ends those whose time has passed; a job calls it. Says how many
    /// were ended.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn run_recoveries(&self, desk: &Desk) -> Result<usize, Error> {
        let mut ended = 0;
        loop {
            let (told, done) = desk.write(|tx| self.run_some_recoveries(tx))?;
            ended += done;
            if told + done == 0 {
                return Ok(ended);
            }
        }
    }

    fn run_some_recoveries(&self, tx: &mut Tx<'_>) -> Result<(usize, usize), Error> {
        tx.lock_alone("identity.recoveries")?;
        let now = self.clock.now();
        let due = store::recoveries_due(tx, now, AT_ONCE)?;
        for found in &due {
            self.end_recovery(tx, found)?;
        }
        let soon = store::recoveries_to_remind(tx, now, now + REMINDER, AT_ONCE)?;
        for found in &soon {
            let Some(account) = store::account(tx.conn(), found.account.into())? else { continue };
            let running = RunningRecovery { begun_at: found.begun_at, effective_at: found.effective_at };
            let account = self.opened(&account)?;
            self.tell_of_recovery(tx, &account, running)?;
            store::mark_reminded(tx, found.id, now)?;
        }
        Ok((soon.len(), due.len()))
    }

    /// The second factors go, and with them what the account was raised to: it is low until it is raised again.
    fn end_recovery(&self, tx: &mut Tx<'_>, found: &store::RecoveryRow) -> Result<(), Error> {
        let (id, now) = (AccountId::from(found.account), self.clock.now());
        store::mark_done(tx, found.id, now)?;
        let Some(row) = store::lock_account(tx, id)? else { return Ok(()) };
        let account = self.opened(&row)?;
        store::delete_factor(tx, id, None)?;
        store::set_raised(tx, id, account.person, None)?;
        store::delete_tokens_of(tx, id, &[STOP, RECOVER])?;
        self.end_sessions_of_account(tx, id, None)?;
        self.write_to(tx, &account, Letter::RecoveryDone { at: self.when(now) })
    }

    fn stop_recovery(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<(), Error> {
        let now = self.clock.now();
        let running = store::running_recovery(tx.conn(), account)?.ok_or(AccountFault::NothingRuns)?;
        store::mark_stopped(tx, running.id, now)?;
        store::delete_tokens_of(tx, account, &[STOP, RECOVER])?;
        let found = store::account(tx.conn(), account)?.ok_or(AccountFault::NoAccount)?;
        let account = self.opened(&found)?;
        self.write_to(tx, &account, Letter::RecoveryStopped { at: self.when(now) })
    }

    fn tell_of_recovery(
        &self,
        tx: &mut Tx<'_>,
        account: &crate::account::Account,
        running: RunningRecovery,
    ) -> Result<(), Error> {
        let stop =
            self.link(tx, "/account/recovery/stop", STOP, Some(account.id), STOPPABLE, |_| Ok(None))?;
        let (at, ends) = (self.when(running.begun_at), self.when(running.effective_at));
        self.write_to(tx, account, Letter::RecoveryBegun { at, ends, stop })
    }

    fn fresh_id(&self) -> uuid::Uuid {
        AccountId::new(self.clock.as_ref(), self.rng.as_ref()).uuid()
    }
}
