use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use diesel::{
    PgConnection, RunQueryDsl,
    connection::{AnsiTransactionManager, TransactionManager},
};

use crate::{Desk, Due, Error, Failure, Tx, desk::give_up, schema::txid_current_if_assigned};

/// What one caller wants done, in a transaction that it may share with other callers.
///
/// Each errand has a [`Tx`] of its own: its own permits, which no other errand can use, and its own dues.
pub trait Errand<C>: Send {
    /// What can be read ahead for it.
    fn call(&self) -> &C;

    /// Does the work and keeps its outcome. It may be called again, and has no effect outside `tx` and itself.
    ///
    /// # Errors
    /// [`Halt`], when the outcome is an error.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), Halt>;

    /// Hears how the transaction ended; only now may the outcome be told to anybody.
    fn end(self: Box<Self>, ended: Result<(), Error>);
}

/// That an errand's work failed.
#[derive(Debug)]
pub enum Halt {
    /// By a refusal, or by anything else that is not the database's: the transaction itself is still good.
    Refused,
    /// By an error of the database.
    Database(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl Failure for Halt {
    fn database(&self) -> Option<&Error> {
        match self {
            Self::Refused => None,
            Self::Database(error) => Some(error),
        }
    }
}

/// Something that was read ahead for one errand, and that only the crate which read it understands.
pub type Laid = Box<dyn Any + Send>;

/// How a transaction of several errands ended.
enum Shared {
    Committed,
    /// The database cannot be reached, or the connection went while committing: then the outcome is unknown.
    Unreachable(Error),
    /// Nothing of it is there; each errand is done alone.
    GivenUp,
}

impl Desk {
    /// Does the errands of several callers in one transaction, one after the other, with one append to the journal and
    /// one commit for all of them.
    ///
    /// `ahead` reads for all errands at once what each would ask for by itself, and gives for each errand, in order,
    /// what is laid into its [`Tx`].
    ///
    /// An errand that is refused leaves its line and disturbs nobody, as long as nothing has been written yet. If
    /// anything else goes wrong, or an errand that has written is refused, the whole is rolled back and each errand is
    /// done in a transaction of its own, as by [`Desk::write`]. An errand that panics alone is dropped unheard.
    pub fn write_together<C>(
        &self,
        mut errands: Vec<Box<dyn Errand<C>>>,
        ahead: impl Fn(&mut Tx<'_>, &[&C]) -> Result<Vec<Vec<Laid>>, Error>,
    ) {
        match self.attempt_together(&mut errands, ahead) {
            Shared::Committed => errands.into_iter().for_each(|errand| errand.end(Ok(()))),
            Shared::Unreachable(error) => {
                errands.into_iter().for_each(|errand| errand.end(Err(error.clone())))
            }
            Shared::GivenUp => {
                let mut reachable = true;
                for errand in errands {
                    match reachable {
                        true => reachable = self.write_alone(errand),
                        false => errand.end(Err(Error::NoConnection)),
                    }
                }
            }
        }
    }

    /// Says whether the database could be reached at all.
    fn write_alone<C>(&self, mut errand: Box<dyn Errand<C>>) -> bool {
        let ended = catch_unwind(AssertUnwindSafe(|| self.write(|tx| errand.run(tx))));
        match ended {
            Ok(Ok(()) | Err(Halt::Refused)) => errand.end(Ok(())),
            Ok(Err(Halt::Database(error))) => {
                let reachable = !matches!(error, Error::NoConnection);
                errand.end(Err(error));
                return reachable;
            }
            // Whoever waits for the errand sees that it was dropped; the panic itself is in the log.
            Err(_panicked) => {}
        }
        true
    }

    fn attempt_together<C>(
        &self,
        errands: &mut [Box<dyn Errand<C>>],
        ahead: impl Fn(&mut Tx<'_>, &[&C]) -> Result<Vec<Vec<Laid>>, Error>,
    ) -> Shared {
        let mut slot = match self.begin::<Error>() {
            Ok(slot) => slot,
            Err(error) => return Shared::Unreachable(error),
        };
        let dues = catch_unwind(AssertUnwindSafe(|| run_all(&mut slot.conn, errands, ahead)));
        let settled = match dues {
            Ok(Ok(dues)) if dues.is_empty() => Ok(()),
            Ok(Ok(dues)) => self.settle(&mut slot.conn, dues),
            Ok(Err(error)) => Err(error),
            Err(_panicked) => {
                // What the statement under way left on the connection is not known.
                slot.discard();
                return Shared::GivenUp;
            }
        };
        if settled.is_err() {
            give_up(&mut slot);
            slot.note(&settled);
            return Shared::GivenUp;
        }
        match AnsiTransactionManager::commit_transaction(&mut slot.conn).map_err(Error::from) {
            Ok(()) => Shared::Committed,
            Err(error) => {
                give_up(&mut slot);
                slot.note(&Err::<(), _>(error.clone()));
                if matches!(error, Error::Gone) { Shared::Unreachable(error) } else { Shared::GivenUp }
            }
        }
    }
}

/// Runs the errands in order; gives what they owe together.
fn run_all<C>(
    conn: &mut PgConnection,
    errands: &mut [Box<dyn Errand<C>>],
    ahead: impl Fn(&mut Tx<'_>, &[&C]) -> Result<Vec<Vec<Laid>>, Error>,
) -> Result<Vec<Due>, Error> {
    let calls: Vec<&C> = errands.iter().map(|errand| errand.call()).collect();
    let laid = ahead(&mut Tx::new(conn), &calls)?;
    let mut dues = Vec::with_capacity(errands.len());
    for (errand, laid) in errands.iter_mut().zip(laid) {
        let mut tx = Tx::with(conn, laid);
        let outcome = errand.run(&mut tx);
        let (_, owed) = tx.settle_with();
        match outcome {
            Ok(()) => dues.extend(owed),
            Err(Halt::Refused) => {
                // Only a transaction that has written has a number. Without one this errand has left nothing behind.
                if has_written(conn)? {
                    return Err(Error::Transient("a refusal among errands that have written"));
                }
                dues.extend(owed.into_iter().filter(|due| due.refusal));
            }
            Err(Halt::Database(error)) => return Err(error),
        }
    }
    Ok(dues)
}

/// Whether the running transaction has changed anything: only then does it have a number.
fn has_written(conn: &mut PgConnection) -> Result<bool, Error> {
    let number: Option<i64> = diesel::select(txid_current_if_assigned()).get_result(conn)?;
    Ok(number.is_some())
}
