//! The template database: the roles and all migrations, made once for each set of migrations.

use database::DatabaseUrl;
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query,
};

const PREFIX: &str = "carnet_template_";
/// What the databases of tests are called, with the number of the process after it.
pub(crate) const TEST_PREFIX: &str = "carnet_test_";

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

pub(crate) fn name() -> String {
    format!("{PREFIX}{}", database::migrations_fingerprint())
}

pub(crate) fn connect(url: &DatabaseUrl) -> Result<PgConnection, String> {
    PgConnection::establish(&url.reveal())
        .map_err(|e| format!("the cluster of the tests does not answer: {e}"))
}

/// Makes the template if it is not there. Several processes may ask at once.
pub(crate) fn ensure(cluster: &DatabaseUrl) -> Result<(), String> {
    let name = name();
    let mut conn = connect(cluster)?;
    if exists(&mut conn, &name)? {
        return Ok(());
    }
    conn.batch_execute("select pg_advisory_lock(hashtextextended('carnet template', 0))")
        .map_err(|e| e.to_string())?;
    if exists(&mut conn, &name)? {
        return Ok(());
    }
    // It gets its name when it is complete; nobody may connect to it then, or copying it would have to wait.
    let unfinished = format!("{name}_unfinished");
    conn.batch_execute(&format!("drop database if exists {unfinished} with (force)"))
        .map_err(|e| e.to_string())?;
    database::ensure_roles(cluster, &unfinished).map_err(|e| e.to_string())?;
    database::migrate(&cluster.clone().with_database(&unfinished)).map_err(|e| e.to_string())?;
    for statement in [
        format!("alter database {unfinished} with allow_connections false"),
        format!("alter database {unfinished} rename to {name}"),
    ] {
        conn.batch_execute(&statement).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Drops databases that killed tests left on a cluster that outlives its runs.
pub(crate) fn sweep(cluster: &DatabaseUrl) {
    let Ok(mut conn) = connect(cluster) else { return };
    let names = sql_query("select datname::text as name from pg_database")
        .load::<Name>(&mut conn)
        .unwrap_or_default();
    for Name { name } in names {
        let pid = name
            .strip_prefix(TEST_PREFIX)
            .and_then(|rest| rest.split('_').next())
            .and_then(|pid| pid.parse().ok());
        let gone = |pid| {
            nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), None) == Err(nix::errno::Errno::ESRCH)
        };
        if pid.is_some_and(gone) {
            // Another run may have dropped it meanwhile.
            let _ = conn.batch_execute(&format!("drop database if exists {name} with (force)"));
        }
    }
}

fn exists(conn: &mut PgConnection, name: &str) -> Result<bool, String> {
    sql_query("select datname::text as name from pg_database where datname = $1")
        .bind::<diesel::sql_types::Text, _>(name)
        .load::<Name>(conn)
        .map(|found| !found.is_empty())
        .map_err(|e| e.to_string())
}
