use std::collections::BTreeMap;

use diesel::{
    Connection, ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, QueryResult, QueryableByName,
    RunQueryDsl,
    connection::SimpleConnection,
    migration::{Migration, MigrationSource},
    pg::Pg,
    sql_query,
    sql_types::Bool,
};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use thiserror::Error;

use crate::{DatabaseUrl, roles};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../../migrations");
include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

diesel::table! {
    desk.migration (version) {
        version -> Text,
        name -> Text,
        oldest_program -> Text,
    }
}

/// Why a database was not brought to the schema of this program. These stop a start; no request sees them.
#[derive(Debug, Error)]
pub enum MigrateError {
    /// The server does not answer or does not let us in.
    #[error("the database does not let us in: {0}")]
    Connect(String),
    /// The role of a server is not the one that migrates.
    #[error("`{0}` is the role of a running server: migrate through a role that may become `carnet_owner`")]
    WrongRole(String),
    /// The roles or their rights are missing and the connected role may not make them.
    #[error(
        "`{user}` may not make the roles and rights that Carnet needs ({reason}); run as a superuser in this database:\n{sql}"
    )]
    RolesMissing {
        /// The role that tried.
        user: String,
        /// PostgreSQL's refusal.
        reason: String,
        /// What a superuser has to run.
        sql: String,
    },
    /// One migration was refused and left nothing behind; those before it stay.
    #[error("migration `{name}` failed: {reason}")]
    Failed {
        /// Name of its folder.
        name: String,
        /// PostgreSQL's refusal.
        reason: String,
    },
    /// The schema is newer than this program can live with.
    #[error("{}", .0.join("; "))]
    TooNew(Vec<String>),
    /// Any other refusal of the database.
    #[error("the database refused: {0}")]
    Database(#[from] diesel::result::Error),
}

/// A name that changes when any migration changes: one template database for each in the tests.
pub fn migrations_fingerprint() -> &'static str {
    FINGERPRINT
}

/// The newest migration that this program has.
pub fn newest_migration() -> &'static str {
    OLDEST_PROGRAM.iter().map(|(version, _)| *version).max().unwrap_or_default()
}

/// Brings the database at `url` to this program's schema and says which migrations it ran.
///
/// Makes the roles first where they are missing and `url`'s role may; then acts as `carnet_owner`. Any number of
/// programs may call it at once: one works, the others wait and find nothing left to do.
///
/// # Errors
/// [`MigrateError`]; what ran before the error stays.
pub fn migrate(url: &DatabaseUrl) -> Result<Vec<String>, MigrateError> {
    let mut conn = roles::connect(url)?;
    roles::lock(&mut conn)?;
    roles::prepare(&mut conn)?;
    conn.batch_execute(&format!("set role {}; set lock_timeout = '30s'", roles::OWNER))?;

    let there = recorded(&mut conn)?;
    let newer = needs_newer_program(&there);
    if !newer.is_empty() {
        return Err(MigrateError::TooNew(newer));
    }
    let mut ran = Vec::new();
    for step in steps()?.iter().filter(|step| !there.contains_key(&step.version)) {
        let outcome = conn.transaction::<_, StepError, _>(|conn| step.apply(conn));
        outcome.map_err(|e| MigrateError::Failed { name: step.full_name.clone(), reason: e.0 })?;
        ran.push(step.full_name.clone());
    }
    Ok(ran)
}

/// What keeps this program from living with the connected database's schema, one sentence each.
///
/// An old schema lacks migrations that this program has. A newer schema is fine as long as each migration that this
/// program does not know says that it can live with it: two releases run side by side.
///
/// # Errors
/// The database's.
pub fn schema_faults(conn: &mut PgConnection) -> Result<Vec<String>, MigrateError> {
    let there = recorded(conn)?;
    if there.is_empty() {
        return Ok(vec!["the database has no schema of Carnet: run `carnet migrate`".to_owned()]);
    }
    let mut faults = needs_newer_program(&there);
    let pending: Vec<_> = steps()?.into_iter().filter(|step| !there.contains_key(&step.version)).collect();
    if let (Some(first), count) = (pending.first(), pending.len()) {
        faults.push(format!(
            "the schema is old: {count} migrations are missing, from `{}` on: run `carnet migrate`",
            first.full_name
        ));
    }
    Ok(faults)
}

/// Whether the connected database has a schema of Carnet, of whatever version.
///
/// # Errors
/// The database's.
pub fn has_schema(conn: &mut PgConnection) -> QueryResult<bool> {
    Ok(!recorded(conn)?.is_empty())
}

/// The migrations that the connected database has: version, with the oldest program that can live with it.
fn recorded(conn: &mut PgConnection) -> QueryResult<BTreeMap<String, String>> {
    #[derive(QueryableByName)]
    struct There {
        #[diesel(sql_type = Bool)]
        there: bool,
    }
    let table = sql_query("select to_regclass('desk.migration') is not null as there")
        .get_result::<There>(conn)
        .optional()?;
    if !table.is_some_and(|found| found.there) {
        return Ok(BTreeMap::new());
    }
    let rows = migration::table.select((migration::version, migration::oldest_program)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Migrations unknown to this program that ask for a newer one.
fn needs_newer_program(there: &BTreeMap<String, String>) -> Vec<String> {
    let this = env!("CARGO_PKG_VERSION");
    there
        .iter()
        .filter(|(version, _)| !OLDEST_PROGRAM.iter().any(|(known, _)| known == version))
        .filter(|(_, oldest)| numbers(oldest) > numbers(this))
        .map(|(version, oldest)| {
            format!(
                "the schema is too new: migration `{version}` needs at least version {oldest}, this is {this}"
            )
        })
        .collect()
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(u32::MAX)).collect()
}

struct Step {
    version: String,
    full_name: String,
    oldest_program: &'static str,
    inner: Box<dyn Migration<Pg>>,
}

/// The message of whatever a migration was refused for.
struct StepError(String);

impl From<diesel::result::Error> for StepError {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.to_string())
    }
}

impl Step {
    fn apply(&self, conn: &mut PgConnection) -> Result<(), StepError> {
        self.inner.run(conn).map_err(|e| StepError(e.to_string()))?;
        let name = self.full_name.split_once('_').map_or(self.full_name.as_str(), |(_, name)| name);
        diesel::insert_into(migration::table)
            .values((
                migration::version.eq(&self.version),
                migration::name.eq(name),
                migration::oldest_program.eq(self.oldest_program),
            ))
            .execute(conn)?;
        Ok(())
    }
}

/// The migrations of this program, oldest first.
fn steps() -> Result<Vec<Step>, MigrateError> {
    let sources = MigrationSource::<Pg>::migrations(&MIGRATIONS)
        .map_err(|e| MigrateError::Failed { name: "all".to_owned(), reason: e.to_string() })?;
    let mut steps = Vec::new();
    for inner in sources {
        let full_name = inner.name().to_string();
        let folder = full_name.split('_').next().unwrap_or_default();
        let oldest_program =
            OLDEST_PROGRAM.iter().find(|(known, _)| *known == folder).map(|(_, oldest)| *oldest);
        let Some(oldest_program) = oldest_program else {
            return Err(MigrateError::Failed {
                name: full_name,
                reason: "its first line was not read".to_owned(),
            });
        };
        steps.push(Step { version: folder.to_owned(), full_name, oldest_program, inner });
    }
    steps.sort_by(|a, b| a.version.cmp(&b.version));
    Ok(steps)
}
