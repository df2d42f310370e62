use chrono::{DateTime, TimeDelta, Utc};
use database::{Desk, ReadTx, Tx};
use kernel::{AccountId, Actor};
use mail::Letter;
use uuid::Uuid;

use super::{letters::LinkOf, second_step::LOG_IN};
use crate::{
    Error, Identity,
    account::{Account, AccountFault, Budget, LinkSecret},
    store::account as store,
};

/// How long the link that begins a recovery works.
const LIFE: TimeDelta = TimeDelta::minutes(30);
/// How long before its end the owner is told again.
const REMINDER: TimeDelta = TimeDelta::hours(24);
/// How long the link that stops it works, longer than any recovery runs.
const STOPPABLE: TimeDelta = TimeDelta::days(7);
/// Recoveries that are looked for at once.
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
        let link = self.link(tx, "/account/recovery", RECOVER, LinkOf::Account(id), LIFE, |_| Ok(None))?;
        let until = self.when(self.clock.now() + LIFE);
        self.write_to(tx, &account, Letter::RecoveryAsked { link, until })
    }

    /// Begins the recovery by the link of the mail: the second factors go when its time has passed, and not before. The
    /// owner is told at once and can stop it.
    ///
    /// # Errors
    /// [`AccountFault::LinkOver`]; the database's and the vault's.
    pub fn begin_recovery(&self, tx: &mut Tx<'_>, link: &LinkSecret) -> Result<RunningRecovery, Error> {
        let now = self.clock.now();
        let account = self.opened(&self.take_link(tx, link, RECOVER)?.0)?;
        let id = account.id;
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
        let account = self.lock_account_of(tx, actor)?;
        self.stop_recovery(tx, &account)
    }

    /// Stops a recovery by the link of any of its mails. The password is known to whoever began it, so every session ends.
    ///
    /// # Errors
    /// [`AccountFault::LinkOver`] and [`AccountFault::NothingRuns`]; the database's and the vault's.
    pub fn stop_recovery_by_link(&self, tx: &mut Tx<'_>, link: &LinkSecret) -> Result<(), Error> {
        let account = self.opened(&self.take_link(tx, link, STOP)?.0)?;
        self.stop_recovery(tx, &account)?;
        self.end_sessions_of_account(tx, account.id, None)?;
        Ok(())
    }

    /// Tells again of recoveries that end within a day, and ends those whose time has passed; a job calls it. Says how many
    /// were ended. Each has a transaction of its own, and one that fails is left for the next time.
    ///
    /// # Errors
    /// The database's, when none could be found.
    pub fn run_recoveries(&self, desk: &Desk) -> Result<usize, Error> {
        let now = self.clock.now();
        let due = |rtx: &mut ReadTx<'_>, after| store::recoveries_due(rtx, now, after, AT_ONCE);
        let ended = with_each(desk, due, |tx, account| self.end_recovery(tx, account))?;
        let soon = |rtx: &mut ReadTx<'_>, after| {
            store::recoveries_to_remind(rtx, (now, now + REMINDER), after, AT_ONCE)
        };
        with_each(desk, soon, |tx, account| self.remind_of_recovery(tx, account))?;
        Ok(ended)
    }

    /// The second factors go, and with them what the account was raised to: it is low until it is raised again. Says
    /// whether it still ran.
    fn end_recovery(&self, tx: &mut Tx<'_>, id: AccountId) -> Result<bool, Error> {
        let now = self.clock.now();
        let Some(row) = store::lock_account(tx, id)? else { return Ok(false) };
        let running = store::running_recovery(tx.conn(), id)?.filter(|running| running.effective_at <= now);
        let Some(running) = running else { return Ok(false) };
        if !store::mark_done(tx, running.id, now)? {
            return Ok(false);
        }
        let account = self.opened(&row)?;
        store::delete_factor(tx, id, None)?;
        store::set_raised(tx, id, account.person, None)?;
        store::delete_tokens_of(tx, id, &[STOP, RECOVER])?;
        self.end_sessions_of_account(tx, id, None)?;
        self.write_to(tx, &account, Letter::RecoveryDone { at: self.when(now) })?;
        Ok(true)
    }

    /// Tells again of a recovery that still runs; says whether it does.
    fn remind_of_recovery(&self, tx: &mut Tx<'_>, id: AccountId) -> Result<bool, Error> {
        let Some(row) = store::lock_account(tx, id)? else { return Ok(false) };
        let Some(running) = store::running_recovery(tx.conn(), id)? else { return Ok(false) };
        if !store::mark_reminded(tx, running.id, self.clock.now())? {
            return Ok(false);
        }
        let (begun_at, effective_at) = (running.begun_at, running.effective_at);
        self.tell_of_recovery(tx, &self.opened(&row)?, RunningRecovery { begun_at, effective_at })?;
        Ok(true)
    }

    /// Stops the recovery of an account, which is locked: of a stop and an end at once, one counts and is told.
    fn stop_recovery(&self, tx: &mut Tx<'_>, account: &Account) -> Result<(), Error> {
        let now = self.clock.now();
        let nothing = || Error::from(AccountFault::NothingRuns);
        let running = store::running_recovery(tx.conn(), account.id)?.ok_or_else(nothing)?;
        if !store::mark_stopped(tx, running.id, now)? {
            return Err(nothing());
        }
        store::delete_tokens_of(tx, account.id, &[STOP, RECOVER])?;
        self.write_to(tx, account, Letter::RecoveryStopped { at: self.when(now) })
    }

    fn tell_of_recovery(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        running: RunningRecovery,
    ) -> Result<(), Error> {
        let stop =
            self.link(tx, "/account/recovery/stop", STOP, LinkOf::Account(account.id), STOPPABLE, |_| {
                Ok(None)
            })?;
        let (at, ends) = (self.when(running.begun_at), self.when(running.effective_at));
        self.write_to(tx, account, Letter::RecoveryBegun { at, ends, stop })
    }

    fn fresh_id(&self) -> Uuid {
        AccountId::new(self.clock.as_ref(), self.rng.as_ref()).uuid()
    }
}

/// Does something with the account of each recovery that is found, in a transaction of its own: one that fails holds up
/// none of the others. Says with how many something was done.
fn with_each(
    desk: &Desk,
    find: impl Fn(&mut ReadTx<'_>, Uuid) -> Result<Vec<(Uuid, Uuid)>, database::Error>,
    work: impl Fn(&mut Tx<'_>, AccountId) -> Result<bool, Error>,
) -> Result<usize, Error> {
    let (mut done, mut after) = (0, Uuid::nil());
    loop {
        let found = desk.read(|rtx| find(rtx, after))?;
        let Some((last, _)) = found.last() else { return Ok(done) };
        after = *last;
        for (recovery, account) in found {
            match desk.write(|tx| work(tx, account.into())) {
                Ok(true) => done += 1,
                Ok(false) => {}
                Err(error) => tracing::error!(%recovery, %error, "a recovery is left for the next time"),
            }
        }
    }
}
