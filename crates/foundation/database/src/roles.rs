use diesel::{
    Connection, PgConnection, QueryResult, QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_query,
    sql_types::{Bool, Text},
};

use crate::{DatabaseUrl, MigrateError};

/// Owns every schema and migrates; nobody logs in as it.
pub const OWNER: &str = "carnet_owner";
/// What `serve` and `worker` are: owns nothing and cannot change the journal.
pub const SERVER: &str = "carnet_server";
/// What prunes and erases.
pub const RETENTION: &str = "carnet_retention";

/// Makes the three roles and the database, if they are missing, through a role that may.
///
/// `bootstrap` names a server on which Carnet may do as it likes: its own cluster, or the one of the tests.
///
/// # Errors
/// [`MigrateError`] when the server cannot be reached or the role may not do it.
pub fn ensure_roles(bootstrap: &DatabaseUrl, database: &str) -> Result<(), MigrateError> {
    let mut conn = connect(&bootstrap.clone().with_database("postgres"))?;
    lock(&mut conn)?;
    carry_out(&mut conn, |facts| facts.missing_roles())?;
    if !database_exists(&mut conn, database)? {
        conn.batch_execute(&format!("create database {} owner {OWNER}", quoted(database)))?;
    }
    drop(conn);
    let mut conn = connect(&bootstrap.clone().with_database(database))?;
    lock(&mut conn)?;
    prepare(&mut conn)
}

/// Brings roles and rights of the connected database to what the migrations need.
pub(crate) fn prepare(conn: &mut PgConnection) -> Result<(), MigrateError> {
    let user = Facts::read(conn)?.user;
    if user == SERVER || user == RETENTION {
        return Err(MigrateError::WrongRole(user));
    }
    carry_out(conn, |facts| facts.missing_roles().into_iter().chain(facts.missing_rights()).collect())
}

/// One migration or role change at a time on a database; the lock ends with the connection.
pub(crate) fn lock(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("select pg_advisory_lock(hashtextextended('carnet migrate', 0))")
}

pub(crate) fn connect(url: &DatabaseUrl) -> Result<PgConnection, MigrateError> {
    let mut conn =
        PgConnection::establish(&url.reveal()).map_err(|e| MigrateError::Connect(e.to_string()))?;
    conn.batch_execute("set client_min_messages = warning; set application_name = 'carnet migrate'")?;
    Ok(conn)
}

/// What the connected role could do beyond [`SERVER`], one sentence each; none is what `serve` wants.
///
/// The role that logged in is judged, not one it took on later, since it can step back to itself.
///
/// # Errors
/// The database's.
pub fn role_faults(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    Ok(sql_query(include_str!("roles/faults.sql"))
        .load::<Line>(conn)?
        .into_iter()
        .map(|line| line.line)
        .collect())
}

fn carry_out(conn: &mut PgConnection, missing: impl Fn(&Facts) -> Vec<String>) -> Result<(), MigrateError> {
    for statement in missing(&Facts::read(conn)?) {
        // Another program may have made the same role meanwhile, so what counts is what is missing afterwards.
        if let Err(error) = conn.batch_execute(&statement) {
            let facts = Facts::read(conn)?;
            let rest = missing(&facts);
            if rest.contains(&statement) {
                return Err(MigrateError::RolesMissing {
                    user: facts.user,
                    reason: error.to_string(),
                    sql: rest.join(";\n") + ";",
                });
            }
        }
    }
    Ok(())
}

fn database_exists(conn: &mut PgConnection, name: &str) -> QueryResult<bool> {
    let found = sql_query("select datname::text as line from pg_database where datname = $1")
        .bind::<Text, _>(name)
        .load::<Line>(conn)?;
    Ok(!found.is_empty())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// What there is of roles and rights in the connected database.
#[derive(QueryableByName)]
struct Facts {
    #[diesel(sql_type = Text)]
    user: String,
    #[diesel(sql_type = Text)]
    database: String,
    #[diesel(sql_type = Bool)]
    has_owner: bool,
    #[diesel(sql_type = Bool)]
    has_server: bool,
    #[diesel(sql_type = Bool)]
    has_retention: bool,
    #[diesel(sql_type = Bool)]
    can_become_owner: bool,
    #[diesel(sql_type = Bool)]
    owner_can_create: bool,
    #[diesel(sql_type = Bool)]
    others_can_connect: bool,
    #[diesel(sql_type = Bool)]
    public_is_closed: bool,
    #[diesel(sql_type = Bool)]
    database_is_closed: bool,
}

impl Facts {
    fn read(conn: &mut PgConnection) -> QueryResult<Self> {
        sql_query(include_str!("roles/facts.sql")).get_result(conn)
    }

    fn missing_roles(&self) -> Vec<String> {
        [
            (self.has_owner, format!("create role {OWNER} nologin")),
            (self.has_server, format!("create role {SERVER} login")),
            (self.has_retention, format!("create role {RETENTION} login")),
            (self.can_become_owner, format!("grant {OWNER} to {}", quoted(&self.user))),
        ]
        .into_iter()
        .filter_map(|(there, statement)| (!there).then_some(statement))
        .collect()
    }

    fn missing_rights(&self) -> Vec<String> {
        let database = quoted(&self.database);
        [
            (self.owner_can_create, format!("grant all on database {database} to {OWNER}")),
            (
                self.others_can_connect,
                format!("grant connect on database {database} to {SERVER}, {RETENTION}"),
            ),
            (self.database_is_closed, format!("revoke all on database {database} from public")),
            (self.public_is_closed, "revoke create on schema public from public".to_owned()),
        ]
        .into_iter()
        .filter_map(|(there, statement)| (!there).then_some(statement))
        .collect()
    }
}
