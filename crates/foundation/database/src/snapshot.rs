use std::{
    thread,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_query,
    sql_types::{Bool, Integer, Text, Timestamptz},
};
use thiserror::Error;

use crate::{DatabaseUrl, MigrateError, roles};

/// How long a backup waits for another one, or for a sweeper's question, to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// One point in the life of the database, held for a backup.
///
/// It sees every transaction that was acknowledged before [`Snapshot::whole_until`], and `pg_dump` sees the same when
/// it is given [`Snapshot::id`]. While the value lives nothing that holds [`crate::BLOBS`] beside others goes on, so no
/// blob that is named at this point is swept: the hold is taken before the point is.
pub struct Snapshot {
    conn: PgConnection,
    id: String,
    whole_until: DateTime<Utc>,
    server: u32,
    schema: String,
}

/// Why there is no snapshot.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// The server cannot be reached, or refuses.
    #[error(transparent)]
    Database(#[from] MigrateError),
    /// Another one is held.
    #[error("another backup of this database is running: wait until it has ended")]
    Busy,
    /// The connection that held the blobs has ended.
    #[error(
        "the connection that kept blobs from being swept has ended, so some may be gone that the backup names ({0}); \
         run the same command again: it goes on with what was copied"
    )]
    LetGo(diesel::result::Error),
    /// Nothing to hold.
    #[error("the database has no schema of Carnet: there is nothing to back up")]
    Empty,
}

impl From<diesel::result::Error> for SnapshotError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

impl Snapshot {
    /// Takes a snapshot through a role that may read everything.
    ///
    /// # Errors
    /// [`SnapshotError`].
    pub fn take(url: &DatabaseUrl) -> Result<Self, SnapshotError> {
        let mut conn = roles::connect(url)?;
        conn.batch_execute("set application_name = 'carnet backup'; set timezone = 'UTC'")?;
        // The connection idles while dump and copy go on. No rule of the server for idle sessions may end it.
        conn.batch_execute("set idle_in_transaction_session_timeout = 0; set idle_session_timeout = 0")?;
        hold(&mut conn)?;
        // An instant before the snapshot: what was acknowledged until then had committed, and is seen.
        let Instants { at: whole_until, server, there } = sql_query(
            "select clock_timestamp() as at, current_setting('server_version_num')::int / 10000 as server,
                    to_regclass('desk.migration') is not null as there",
        )
        .get_result(&mut conn)?;
        if !there {
            return Err(SnapshotError::Empty);
        }
        conn.batch_execute("begin transaction isolation level repeatable read, read only")?;
        let Line { line: id } = sql_query("select pg_export_snapshot() as line").get_result(&mut conn)?;
        let Line { line: schema } =
            sql_query("select coalesce(max(version), '') as line from desk.migration")
                .get_result(&mut conn)?;
        let server = u32::try_from(server).unwrap_or_default();
        Ok(Self { conn, id, whole_until, server, schema })
    }

    /// Its name, for `pg_dump --snapshot`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Everything that was acknowledged before this instant, by the clock of the database, is seen.
    pub fn whole_until(&self) -> DateTime<Utc> {
        self.whole_until
    }

    /// Major version of the server.
    pub fn server(&self) -> u32 {
        self.server
    }

    /// The newest migration that the database has.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// The connection, to read what stood at this point.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.conn
    }

    /// Whether the blobs of the point are held still. Whoever copies them asks from time to time, and at the end.
    ///
    /// # Errors
    /// [`SnapshotError::LetGo`].
    pub fn holds_still(&mut self) -> Result<(), SnapshotError> {
        self.conn.batch_execute("select 1").map_err(SnapshotError::LetGo)
    }

    /// Lets the database forget the point; the hold on the blobs stays until the value is dropped.
    ///
    /// # Errors
    /// The database's.
    pub fn forget(&mut self) -> Result<(), SnapshotError> {
        Ok(self.conn.batch_execute("commit")?)
    }
}

/// Holds the blobs alone until the connection ends.
fn hold(conn: &mut PgConnection) -> Result<(), SnapshotError> {
    let began = Instant::now();
    loop {
        let Held { held } = sql_query("select pg_try_advisory_lock(hashtextextended($1, 0)) as held")
            .bind::<Text, _>(crate::BLOBS)
            .get_result(conn)?;
        if held {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            return Err(SnapshotError::Busy);
        }
        thread::sleep(Duration::from_millis(100));
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}

#[derive(QueryableByName)]
struct Instants {
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    server: i32,
    #[diesel(sql_type = Bool)]
    there: bool,
}
