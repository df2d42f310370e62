use std::collections::BTreeMap;

use crate::TestDatabase;
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types,
};

/// What PostgreSQL did for the program: for each statement how often, and how many rows came back or were written.
pub type Cost = BTreeMap<String, (i64, i64)>;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Text)]
    query: String,
    #[diesel(sql_type = sql_types::BigInt)]
    calls: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    rows: i64,
}

/// Counts the statements of a database, and what its functions write.
pub struct Meter(PgConnection);

impl Meter {
    /// Before the program opens its connections.
    ///
    /// # Panics
    /// When PostgreSQL does not count statements.
    pub fn of(database: &TestDatabase) -> Self {
        let mut conn = database.connect_superuser();
        let made = conn.batch_execute(
            "create extension if not exists pg_stat_statements; \
             do $$ begin execute format('alter role carnet_server in database %I set pg_stat_statements.track = ''all''', \
             current_database()); end $$",
        );
        if let Err(fault) = made {
            panic!("statements are not counted: {fault}");
        }
        Self(conn)
    }

    /// From nought.
    ///
    /// # Panics
    /// As [`Meter::of`].
    pub fn begin(&mut self) {
        let here = "(select oid from pg_database where datname = current_database())";
        if let Err(fault) = self.0.batch_execute(&format!("select pg_stat_statements_reset(0, {here}, 0)")) {
            panic!("statements are not counted: {fault}");
        }
    }

    /// What was done since.
    ///
    /// # Panics
    /// As [`Meter::of`].
    pub fn read(&mut self) -> Cost {
        let done: Result<Vec<Row>, _> = sql_query(
            // What the planner asks while it plans differs from run to run: inside functions only writing counts.
            "select query, sum(calls)::bigint as calls, sum(rows)::bigint as rows from ( \
                 select case when toplevel then query else 'written inside functions' end as query, calls, rows \
                 from pg_stat_statements \
                 where dbid = (select oid from pg_database where datname = current_database()) \
                     and userid in (select oid from pg_roles where rolname in ('carnet_server', 'carnet_owner')) \
                     and (toplevel or query ~* '^\\s*(insert|update|delete|with)')) as done \
             group by query",
        )
        .load(&mut self.0);
        let done = done.unwrap_or_else(|fault| panic!("statements are not counted: {fault}"));
        done.into_iter().map(|row| (row.query, (row.calls, row.rows))).collect()
    }
}
