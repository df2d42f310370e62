use std::{
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use database::DatabaseUrl;
use diesel::{PgConnection, RunQueryDsl, connection::SimpleConnection};

use crate::{cluster, template};

/// A database of one test: a copy of the template, gone when the value is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    cluster: DatabaseUrl,
    name: String,
}

impl TestDatabase {
    /// Copies the template, in about 50 ms.
    ///
    /// # Panics
    /// With one sentence when no cluster was started for this run, or when it does not answer.
    #[expect(clippy::new_without_default, reason = "making a database is not a default")]
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let cluster = cluster::of_this_run();
        let name =
            format!("{}{}_{}", template::TEST_PREFIX, process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        match make(&cluster, &name) {
            Ok(()) => Self { cluster, name },
            Err(fault) => panic!("no database for this test: {fault}"),
        }
    }

    /// A database without anything in it, as one to restore a backup into.
    ///
    /// # Panics
    /// As [`TestDatabase::new`].
    pub fn empty() -> Self {
        let this = Self::new();
        let remade = template::connect(&this.cluster).and_then(|mut conn| {
            let (name, owner) = (&this.name, database::OWNER);
            let drop = conn.batch_execute(&format!("drop database {name} with (force)"));
            drop.and_then(|()| {
                conn.batch_execute(&format!("create database {name} owner {owner} template template0"))
            })
            .map_err(|e| e.to_string())
        });
        match remade {
            Ok(()) => this,
            Err(fault) => panic!("no empty database for this test: {fault}"),
        }
    }

    /// How a role reaches this database: [`database::SERVER`] or [`database::RETENTION`].
    pub fn url(&self, role: &str) -> DatabaseUrl {
        self.superuser().with_user(role)
    }

    /// How `carnet_owner`, which nobody logs in as, reaches this database.
    pub fn owner(&self) -> DatabaseUrl {
        self.superuser().acting_as(database::OWNER)
    }

    /// How the cluster's superuser reaches this database: to tamper and to look behind the walls.
    pub fn superuser(&self) -> DatabaseUrl {
        self.cluster.clone().with_database(&self.name)
    }

    /// One connection as [`database::SERVER`] or [`database::RETENTION`].
    ///
    /// # Panics
    /// When the cluster does not answer.
    pub fn connect(&self, role: &str) -> PgConnection {
        open(&self.url(role))
    }

    /// What somebody does who administers the database: these statements, round every wall.
    ///
    /// # Panics
    /// When PostgreSQL does not take them.
    pub fn tamper(&self, sql: &str) {
        if let Err(fault) = self.connect_superuser().batch_execute(sql) {
            panic!("tampering: {fault}");
        }
    }

    /// A number that somebody reads who administers the database: `select ... as number`.
    ///
    /// # Panics
    /// When PostgreSQL does not take the statement.
    pub fn number(&self, sql: &str) -> i64 {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            number: i64,
        }
        let read = diesel::sql_query(sql).get_result::<Row>(&mut self.connect_superuser());
        read.unwrap_or_else(|fault| panic!("reading a number: {fault}")).number
    }

    /// One connection as the superuser.
    ///
    /// # Panics
    /// When the cluster does not answer.
    pub fn connect_superuser(&self) -> PgConnection {
        open(&self.superuser())
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Ok(mut conn) = template::connect(&self.cluster) {
            // What stays goes with the cluster, or with the sweep of the next run.
            let _ = conn.batch_execute(&format!("drop database if exists {} with (force)", self.name));
        }
    }
}

fn make(cluster: &DatabaseUrl, name: &str) -> Result<(), String> {
    template::ensure(cluster)?;
    let mut conn = template::connect(cluster)?;
    // A process number comes back in time, and a killed test may have left a database of that name.
    conn.batch_execute(&format!("drop database if exists {name} with (force)")).map_err(|e| e.to_string())?;
    let (template, owner, server, retention) =
        (template::name(), database::OWNER, database::SERVER, database::RETENTION);
    // Rights on a database are not copied with it.
    for statement in [
        format!("create database {name} owner {owner} template {template} strategy file_copy"),
        format!("revoke all on database {name} from public"),
        format!("grant connect on database {name} to {server}, {retention}"),
    ] {
        conn.batch_execute(&statement).map_err(|e| e.to_string())?;
    }
    Ok(())
}

fn open(url: &DatabaseUrl) -> PgConnection {
    match template::connect(url) {
        Ok(conn) => conn,
        Err(fault) => panic!("{fault}"),
    }
}
