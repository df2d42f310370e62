use std::collections::BTreeMap;

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types,
};
use testkit::TestDatabase;

/// What PostgreSQL did for the program: for each statement how often, and how many rows came back or were written.
pub(crate) type Cost = BTreeMap<String, (i64, i64)>;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Text)]
    query: String,
    #[diesel(sql_type = sql_types::BigInt)]
    calls: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    rows: i64,
}

/// Counts the statements of a database, those inside its functions among them.
pub(crate) struct Meter(PgConnection);

impl Meter {
    /// Before the program opens its connections.
    pub(crate) fn of(database: &TestDatabase) -> Self {
        let mut conn = database.connect_superuser();
        conn.batch_execute(
            "create extension if not exists pg_stat_statements; \
             do $$ begin execute format('alter role carnet_server in database %I set pg_stat_statements.track = ''all''', \
             current_database()); end $$",
        )
        .unwrap();
        Self(conn)
    }

    /// From nought.
    pub(crate) fn begin(&mut self) {
        let here = "(select oid from pg_database where datname = current_database())";
        self.0.batch_execute(&format!("select pg_stat_statements_reset(0, {here}, 0)")).unwrap();
    }

    /// What was done since.
    pub(crate) fn read(&mut self) -> Cost {
        let done: Vec<Row> = sql_query(
            "select query, sum(calls)::bigint as calls, sum(rows)::bigint as rows from pg_stat_statements \
             where dbid = (select oid from pg_database where datname = current_database()) \
                 and userid in (select oid from pg_roles where rolname in ('carnet_server', 'carnet_owner')) \
             group by query",
        )
        .load(&mut self.0)
        .unwrap();
        done.into_iter().map(|row| (row.query, (row.calls, row.rows))).collect()
    }
}
