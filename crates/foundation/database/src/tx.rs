use std::{any::Any, marker::PhantomData, time::Duration};

use diesel::{PgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::{
    Error, Laid,
    schema::{
        enter, go_across, hashtextextended, pg_advisory_xact_lock, pg_try_advisory_xact_lock_shared,
        set_config,
    },
};

/// A mark that belongs to one transaction: what carries it cannot be used in another.
///
/// The lifetime is invariant, so the compiler neither shortens nor lengthens it.
pub type Brand<'tx> = PhantomData<fn(&'tx ()) -> &'tx ()>;

/// The lock of the blobs: whoever removes some holds it beside others, a backup holds it alone.
pub const BLOBS: &str = "blobs";

/// One running transaction.
///
/// It is lent by [`crate::Desk::write`] and cannot outlive the closure. There is no `Deref` to the connection:
/// a store asks for [`Tx::conn`], which is easy to find in review. What the transaction owes to the journal is
/// gathered with [`Tx::owe`] and written by the desk as its last statement.
pub struct Tx<'tx> {
    conn: &'tx mut PgConnection,
    dues: Vec<Due>,
    laid: Vec<Laid>,
    again: bool,
    brand: Brand<'tx>,
}

impl<'tx> Tx<'tx> {
    pub(crate) fn new(conn: &'tx mut PgConnection) -> Self {
        Self::with(conn, Vec::new())
    }

    /// A transaction in which these things were read ahead.
    pub(crate) fn with(conn: &'tx mut PgConnection, laid: Vec<Laid>) -> Self {
        Self { conn, dues: Vec::new(), laid, again: false, brand: PhantomData }
    }

    /// A transaction that begins again because it met another one.
    pub(crate) fn again(conn: &'tx mut PgConnection) -> Self {
        Self { again: true, ..Self::new(conn) }
    }

    /// Whether it was begun before and met another one: whoever will change something takes it first now, so that it is not
    /// met again.
    pub fn is_again(&self) -> bool {
        self.again
    }

    /// Lays something down for whoever asks for it later in this transaction.
    pub fn lay(&mut self, thing: Laid) {
        self.laid.push(thing);
    }

    /// Whether something of this type that fits was laid down in this transaction.
    pub fn has_laid<T: 'static>(&self, fits: impl Fn(&T) -> bool) -> bool {
        self.laid.iter().any(|thing| thing.downcast_ref::<T>().is_some_and(&fits))
    }

    /// The connection, for a store's statements.
    pub fn conn(&mut self) -> &mut PgConnection {
        self.conn
    }

    /// The mark of this transaction.
    pub fn brand(&self) -> Brand<'tx> {
        self.brand
    }

    /// Adds something that must be written before this transaction may commit.
    pub fn owe(&mut self, due: Due) -> DueId<'tx> {
        self.dues.push(due);
        DueId { place: self.dues.len() - 1, brand: self.brand }
    }

    /// Reaches a due again, to complete it: a list names the ids that it showed only after it has read them.
    pub fn due_mut(&mut self, id: DueId<'tx>) -> Option<&mut Due> {
        self.dues.get_mut(id.place)
    }

    /// Owes no refusal any more: the same request was granted before, and is answered as it was then.
    pub fn owe_no_refusal(&mut self) {
        self.dues.retain(|due| !due.refusal);
    }

    /// Takes what was read ahead in this transaction, if there is something of this type that is what is asked for.
    /// It is taken once: whoever asks again reads again, and so sees what this transaction has changed.
    pub fn take_laid<T: 'static>(&mut self, is_asked_for: impl Fn(&T) -> bool) -> Option<T> {
        let fits = |thing: &Laid| thing.downcast_ref::<T>().is_some_and(&is_asked_for);
        let place = self.laid.iter().position(fits)?;
        self.laid.swap_remove(place).downcast().ok().map(|thing| *thing)
    }

    /// Waits until no other transaction holds the lock of this name, and holds it until this one ends.
    ///
    /// For work that one process at a time may do. The name is a fixed word of the caller.
    ///
    /// # Errors
    /// The database's; [`Error::Timeout`] when the other one holds it too long.
    pub fn lock_alone(&mut self, name: &'static str) -> Result<(), Error> {
        diesel::select(pg_advisory_xact_lock(hashtextextended(name, 0))).execute(self.conn)?;
        Ok(())
    }

    /// As [`Tx::lock_alone`], for one of many things of a kind: whoever holds another one is not waited for, but where two
    /// things have one hash.
    ///
    /// # Errors
    /// As [`Tx::lock_alone`].
    pub fn lock_alone_of(&mut self, name: &'static str, thing: &str) -> Result<(), Error> {
        let named = format!("{name} {thing}");
        diesel::select(pg_advisory_xact_lock(hashtextextended(named, 0))).execute(self.conn)?;
        Ok(())
    }

    /// Opens the wall between spaces for these ones until the transaction ends: its statements see what is in them. A
    /// decision does so by itself; this is for what looks into a space without one.
    ///
    /// # Errors
    /// The database's.
    pub fn enter(&mut self, spaces: &[Uuid]) -> Result<(), Error> {
        diesel::select(enter(spaces)).execute(self.conn)?;
        Ok(())
    }

    /// Takes the wall between spaces away until the transaction ends: for work on the store itself, in listed files.
    ///
    /// # Errors
    /// The database's.
    pub fn go_across_spaces(&mut self) -> Result<(), Error> {
        diesel::select(go_across()).execute(self.conn)?;
        Ok(())
    }

    /// Lets each statement of this transaction take so long, in place of what the pool allows: for work over very many rows that is
    /// one statement.
    ///
    /// # Errors
    /// The database's.
    pub fn take_time(&mut self, at_most: Duration) -> Result<(), Error> {
        let millis = at_most.as_millis().to_string();
        diesel::select(set_config("statement_timeout", millis, true)).execute(self.conn)?;
        Ok(())
    }

    /// Whether nobody holds the lock of this name alone; nobody then takes it alone until this transaction ends.
    ///
    /// # Errors
    /// The database's.
    pub fn try_lock_beside(&mut self, name: &'static str) -> Result<bool, Error> {
        Ok(diesel::select(pg_try_advisory_xact_lock_shared(hashtextextended(name, 0)))
            .get_result(self.conn)?)
    }

    pub(crate) fn settle_with(self) -> (&'tx mut PgConnection, Vec<Due>) {
        (self.conn, self.dues)
    }
}

/// Where a due stands in its transaction.
#[derive(Clone, Copy)]
pub struct DueId<'tx> {
    place: usize,
    brand: Brand<'tx>,
}

/// Something that a transaction owes to the ledger: one line, whose content only the ledger understands.
pub struct Due {
    /// The chain it belongs to: a space, or one of the system's own chains.
    pub chain: Uuid,
    /// The head of that chain as it was read, if it was; saves the ledger a question.
    pub head: Option<Head>,
    /// A refusal is written even though the transaction is rolled back.
    pub refusal: bool,
    /// What to write.
    pub note: Box<dyn Any + Send>,
}

/// The end of a chain: the number of its last line and that line's seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Number of the last line; 0 for a chain without lines.
    pub seq: i64,
    /// Seal of the last line; 32 zero bytes for a chain without lines.
    pub seal: Vec<u8>,
}

impl Head {
    /// The head of a chain that has no line yet.
    pub fn empty() -> Self {
        Self { seq: 0, seal: vec![0; 32] }
    }
}

/// A connection on which PostgreSQL refuses every write, for what is nobody's health data.
///
/// Each statement is its own transaction and sees its own snapshot. A consent check does not accept it.
pub struct ReadTx<'a> {
    conn: &'a mut PgConnection,
}

impl<'a> ReadTx<'a> {
    pub(crate) fn new(conn: &'a mut PgConnection) -> Self {
        Self { conn }
    }

    /// The connection, for a store's statements.
    pub fn conn(&mut self) -> &mut PgConnection {
        self.conn
    }
}
