use std::time::Duration;

use diesel::{
    Connection, PgConnection,
    connection::SimpleConnection,
    r2d2::{self, ManageConnection, PooledConnection},
};

use crate::{Error, Failure};

/// How a pool is made.
#[derive(Clone)]
pub struct PoolOptions {
    /// libpq connection string or URL. It may hold a password: never print it.
    pub url: String,
    /// Number of connections, all kept open.
    pub size: u32,
    /// What `pg_stat_activity` shows.
    pub name: &'static str,
    /// Whether PostgreSQL refuses every write on these connections.
    pub read_only: bool,
    /// Longest statement, in milliseconds; 0 is no limit.
    pub statement_timeout_ms: u32,
    /// Longest wait for a lock, in milliseconds; 0 is no limit.
    pub lock_timeout_ms: u32,
    /// Longest silence inside a transaction, in milliseconds; 0 is no limit.
    pub idle_in_transaction_ms: u32,
    /// How long a caller waits for a free connection.
    pub wait: Duration,
}

impl PoolOptions {
    /// Options with the house's default limits: 30 s a statement, 10 s a lock, 15 s of silence, 5 s of waiting.
    pub fn new(url: impl Into<String>, size: u32, name: &'static str) -> Self {
        Self {
            url: url.into(),
            size,
            name,
            read_only: false,
            statement_timeout_ms: 30_000,
            lock_timeout_ms: 10_000,
            idle_in_transaction_ms: 15_000,
            wait: Duration::from_secs(5),
        }
    }

    /// The same pool, on which PostgreSQL refuses every write.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }
}

/// A pool of PostgreSQL connections: the only place of the house that knows r2d2.
#[derive(Clone)]
pub struct Pool(r2d2::Pool<Manager>);

impl Pool {
    /// Makes the pool. Connections are opened as they are needed, so a server that is down at this moment is
    /// reported by the first use.
    ///
    /// # Errors
    /// [`Error::NoConnection`] when the options make no pool.
    pub fn connect(options: PoolOptions) -> Result<Self, Error> {
        let (size, wait) = (options.size.max(1), options.wait);
        let pool = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .test_on_check_out(false)
            .idle_timeout(Some(Duration::from_secs(600)))
            .max_lifetime(Some(Duration::from_secs(3_600)))
            .connection_timeout(wait)
            .error_handler(Box::new(r2d2::NopErrorHandler))
            .build_unchecked(Manager { options });
        Ok(Self(pool))
    }

    /// Runs statements on one connection, each its own transaction.
    ///
    /// # Errors
    /// What the closure gives, or [`Error::NoConnection`].
    pub fn with<R, E: Failure>(
        &self,
        mut work: impl FnMut(&mut PgConnection) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut slot = self.take()?;
        let done = work(&mut slot.conn);
        slot.note(&done);
        done
    }

    /// How many connections the pool may have.
    pub fn size(&self) -> u32 {
        self.0.max_size()
    }

    pub(crate) fn take(&self) -> Result<PooledConnection<Manager>, Error> {
        self.0.get().map_err(|_| Error::NoConnection)
    }
}

/// Opens connections and says which ones are no longer good.
pub(crate) struct Manager {
    options: PoolOptions,
}

/// A connection and whether its last error says that it is gone.
pub(crate) struct Slot {
    pub(crate) conn: PgConnection,
    broken: bool,
}

impl Slot {
    /// Marks the connection as gone when the outcome says so, so that the pool opens another.
    pub(crate) fn note<R, E: Failure>(&mut self, outcome: &Result<R, E>) {
        if let Err(error) = outcome
            && matches!(error.database(), Some(Error::Gone))
        {
            self.broken = true;
        }
    }

    pub(crate) fn discard(&mut self) {
        self.broken = true;
    }
}

impl ManageConnection for Manager {
    type Connection = Slot;
    type Error = Error;

    fn connect(&self) -> Result<Slot, Error> {
        let mut conn = PgConnection::establish(&self.options.url).map_err(|_| Error::NoConnection)?;
        let o = &self.options;
        conn.batch_execute(&format!(
            "set application_name = '{}'; set timezone = 'UTC'; set statement_timeout = {}; set lock_timeout = {}; \
             set idle_in_transaction_session_timeout = {}; set default_transaction_read_only = {}; \
             set plan_cache_mode = force_generic_plan",
            o.name,
            o.statement_timeout_ms,
            o.lock_timeout_ms,
            o.idle_in_transaction_ms,
            if o.read_only { "on" } else { "off" },
        ))
        .map_err(Error::from)?;
        Ok(Slot { conn, broken: false })
    }

    fn is_valid(&self, slot: &mut Slot) -> Result<(), Error> {
        slot.conn.batch_execute("select 1").map_err(Error::from)
    }

    fn has_broken(&self, slot: &mut Slot) -> bool {
        slot.broken || std::thread::panicking()
    }
}
