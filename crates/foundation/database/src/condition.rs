use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryResult, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Text, Timestamptz},
};

/// How a server is set, as far as Carnet depends on it.
#[derive(Debug, Clone, QueryableByName)]
pub struct Condition {
    /// Whether what is committed reaches the disk.
    #[diesel(sql_type = Text)]
    pub fsync: String,
    /// Whether a page that a crash tore can be mended.
    #[diesel(sql_type = Text)]
    pub full_page_writes: String,
    /// Whether a commit is acknowledged only once it is on the disk.
    #[diesel(sql_type = Text)]
    pub synchronous_commit: String,
    /// How text is stored.
    #[diesel(sql_type = Text)]
    pub encoding: String,
    /// Connections that the server takes from ordinary roles.
    #[diesel(sql_type = BigInt)]
    pub connections: i64,
    /// Connections that are open now.
    #[diesel(sql_type = BigInt)]
    pub taken: i64,
    /// What the server's clock shows.
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

impl Condition {
    /// Asks the connected server.
    ///
    /// # Errors
    /// The database's.
    pub fn of(conn: &mut PgConnection) -> QueryResult<Self> {
        sql_query(
            "select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
                    current_setting('synchronous_commit') as synchronous_commit,
                    current_setting('server_encoding') as encoding,
                    current_setting('max_connections')::bigint
                        - current_setting('superuser_reserved_connections')::bigint as connections,
                    (select count(*) from pg_stat_activity where datid is not null) as taken,
                    clock_timestamp() as now",
        )
        .get_result(conn)
    }
}
