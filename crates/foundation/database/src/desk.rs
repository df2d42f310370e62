use std::sync::Arc;

use diesel::{
    PgConnection,
    connection::{AnsiTransactionManager, TransactionManager},
};

use crate::{Due, Error, Failure, Pool, ReadTx, Tx, pool::Slot};

/// Writes what transactions owe. Implemented by the journal; the desk knows nothing of what a due says.
pub trait Ledger: Send + Sync {
    /// Writes all dues, ordered by chain, on the given connection, inside its open transaction.
    ///
    /// # Errors
    /// Any error gives the transaction up: nothing commits without its lines.
    fn settle(&self, conn: &mut PgConnection, dues: Vec<Due>) -> Result<(), Error>;
}

/// The only way to the database for doors, flows and jobs.
///
/// It hands out transactions ([`Desk::write`]) and read-only connections ([`Desk::read`]), never a pool or a
/// connection. A transaction commits together with everything that it owes to the [`Ledger`], or not at all.
#[derive(Clone)]
pub struct Desk {
    write: Pool,
    read: Pool,
    ledger: Arc<dyn Ledger>,
}

/// How often a transaction that met another one is begun again.
const TRIES: u32 = 5;

impl Desk {
    /// A desk over a pool for transactions and a read-only pool.
    pub fn new(write: Pool, read: Pool, ledger: Arc<dyn Ledger>) -> Self {
        Self { write, read, ledger }
    }

    /// How many transactions may run at once.
    pub fn places(&self) -> u32 {
        self.write.size()
    }

    /// How many reads may run at once.
    pub fn read_places(&self) -> u32 {
        self.read.size()
    }

    /// Runs one transaction (READ COMMITTED).
    ///
    /// When the closure succeeds, what it owes is written as the last statement and the whole commits. When it
    /// fails, everything is rolled back; refusals that it owes are then written on the same connection, in a
    /// transaction of their own, before the error is returned: whoever is refused has left a durable trace.
    ///
    /// The closure may be run again after a deadlock or a serialisation failure and must have no effect outside
    /// its [`Tx`].
    ///
    /// # Errors
    /// What the closure gives; or the database's own error, [`Error::Gone`] when the connection went while
    /// committing (the outcome is then unknown).
    pub fn write<R, E: Failure>(
        &self,
        mut work: impl for<'tx> FnMut(&mut Tx<'tx>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut tries = 0;
        loop {
            let mut slot = self.begin()?;
            let outcome = self.attempt(&mut slot, tries > 0, &mut work);
            slot.note(&outcome);
            tries += 1;
            match &outcome {
                Err(error) if tries < TRIES && matches!(error.database(), Some(Error::Transient(_))) => {
                    tracing::debug!(tries, "a transaction met another one and begins again");
                }
                _ => return outcome,
            }
        }
    }

    /// Runs one transaction that leaves nothing: to ask what would come of it before something large is done for it. A
    /// refusal leaves its line as ever; what would be done is rolled back with its lines.
    ///
    /// # Errors
    /// As [`Desk::write`].
    pub fn rehearse<R, E: Failure>(
        &self,
        mut work: impl for<'tx> FnMut(&mut Tx<'tx>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut slot = self.begin()?;
        let mut tx = Tx::new(&mut slot.conn);
        let outcome = work(&mut tx);
        let (_, dues) = tx.settle_with();
        match &outcome {
            Ok(_) => {
                give_up(&mut slot);
            }
            Err(error) => self.undo(&mut slot, dues, error)?,
        }
        slot.note(&outcome);
        outcome
    }

    /// Runs read-only statements for what is nobody's health data: sessions, directory, health checks.
    ///
    /// # Errors
    /// What the closure gives, or [`Error::NoConnection`].
    pub fn read<R, E: Failure>(&self, mut work: impl FnMut(&mut ReadTx<'_>) -> Result<R, E>) -> Result<R, E> {
        let mut stale = 0;
        loop {
            let mut slot = self.read.take()?;
            let outcome = work(&mut ReadTx::new(&mut slot.conn));
            slot.note(&outcome);
            match &outcome {
                Err(error) if matches!(error.database(), Some(Error::Gone)) && stale <= self.read.size() => {
                    stale += 1;
                }
                _ => return outcome,
            }
        }
    }

    /// Opens a transaction, passing over connections that died while they lay in the pool.
    pub(crate) fn begin<E: Failure>(
        &self,
    ) -> Result<diesel::r2d2::PooledConnection<crate::pool::Manager>, E> {
        let mut stale = 0;
        loop {
            let mut slot = self.write.take()?;
            match AnsiTransactionManager::begin_transaction(&mut slot.conn).map_err(Error::from) {
                Ok(()) => return Ok(slot),
                Err(error) => {
                    slot.discard();
                    stale += 1;
                    if stale > self.write.size() {
                        return Err(error.into());
                    }
                }
            }
        }
    }

    fn attempt<R, E: Failure>(
        &self,
        slot: &mut Slot,
        again: bool,
        work: &mut impl for<'tx> FnMut(&mut Tx<'tx>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut tx = if again { Tx::again(&mut slot.conn) } else { Tx::new(&mut slot.conn) };
        let outcome = work(&mut tx);
        let (conn, dues) = tx.settle_with();
        match outcome {
            Ok(value) => {
                let settled = if dues.is_empty() { Ok(()) } else { self.settle(conn, dues) };
                match settled {
                    Ok(()) => {
                        AnsiTransactionManager::commit_transaction(conn).map_err(Error::from)?;
                        Ok(value)
                    }
                    Err(error) => {
                        give_up(slot);
                        Err(error.into())
                    }
                }
            }
            Err(error) => {
                self.undo(slot, dues, &error)?;
                Err(error)
            }
        }
    }

    pub(crate) fn settle(&self, conn: &mut PgConnection, dues: Vec<Due>) -> Result<(), Error> {
        self.ledger.settle(conn, dues)
    }

    /// Rolls back what failed, and writes the refusals that it owes unless it is done again.
    fn undo<E: Failure>(&self, slot: &mut Slot, dues: Vec<Due>, error: &E) -> Result<(), Error> {
        let refusals: Vec<Due> = dues.into_iter().filter(|due| due.refusal).collect();
        let again = matches!(error.database(), Some(Error::Transient(_)));
        if give_up(slot) && !refusals.is_empty() && !again {
            self.write_refusals(slot, refusals)?;
        }
        Ok(())
    }

    fn write_refusals(&self, slot: &mut Slot, refusals: Vec<Due>) -> Result<(), Error> {
        let written = (|| {
            AnsiTransactionManager::begin_transaction(&mut slot.conn)?;
            self.settle(&mut slot.conn, refusals)?;
            AnsiTransactionManager::commit_transaction(&mut slot.conn)?;
            Ok(())
        })();
        if written.is_err() {
            give_up(slot);
        }
        written
    }
}

/// Rolls back; a connection on which even that fails is thrown away. Says whether it is still good.
pub(crate) fn give_up(slot: &mut Slot) -> bool {
    let good = AnsiTransactionManager::rollback_transaction(&mut slot.conn).is_ok();
    if !good {
        slot.discard();
    }
    good
}
