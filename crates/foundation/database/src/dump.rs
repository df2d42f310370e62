//! `pg_dump` and `psql` of an installed PostgreSQL, for backup and restore.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
use thiserror::Error;

use crate::{DatabaseUrl, MigrateError, OWNER, embedded::usual_folders, roles};

/// The schema in which wrapped keys lie.
const KEYS: &str = "vault";

/// Which tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All but the wrapped keys.
    AllButKeys,
    /// The wrapped keys alone.
    Keys,
    /// All, where the wrapped keys lie in another database.
    All,
}

/// Why a dump was not made or not read back. No variant repeats a value of a row.
#[derive(Debug, Error)]
pub enum DumpError {
    /// No `pg_dump` that knows the server.
    #[error(
        "no `pg_dump` of PostgreSQL {0} or later was found on this machine: install the client programs of the \
         server's version (on Debian `postgresql-client-{0}`)"
    )]
    NoPrograms(u32),
    /// A program did not start, or a file cannot be written.
    #[error("`{what}`: {source}")]
    System {
        /// The program or the file.
        what: String,
        /// The system's reason.
        source: io::Error,
    },
    /// A program ended with a failure.
    #[error("{program} failed: {reason}")]
    Failed {
        /// Which.
        program: &'static str,
        /// Its first line.
        reason: String,
    },
    /// The database is not empty.
    #[error("the database holds {0} tables already: restore into an empty one, nothing is ever overwritten")]
    NotEmpty(i64),
    /// The server cannot be reached, or refuses.
    #[error(transparent)]
    Database(#[from] MigrateError),
}

/// The programs of one installation.
#[derive(Debug)]
pub struct Programs(PathBuf);

impl Programs {
    /// Finds programs that know a server of this major version: of the same version where there are some, else later.
    ///
    /// # Errors
    /// [`DumpError::NoPrograms`].
    pub fn find(server: u32) -> Result<Self, DumpError> {
        let mut found: Vec<(u32, PathBuf)> = usual_folders()
            .into_iter()
            .filter_map(|folder| Some((version(&folder.join("pg_dump"))?, folder)))
            .filter(|(major, _)| *major >= server)
            .collect();
        found.sort_by_key(|(major, _)| *major);
        found.into_iter().next().map(|(_, folder)| Self(folder)).ok_or(DumpError::NoPrograms(server))
    }

    /// Writes a part of the database, as a snapshot sees it or as it is now, to a file that only its owner reads.
    ///
    /// # Errors
    /// [`DumpError`].
    pub fn dump(
        &self,
        url: &DatabaseUrl,
        snapshot: Option<&str>,
        part: Part,
        to: &Path,
    ) -> Result<(), DumpError> {
        let at = |source| DumpError::System { what: to.display().to_string(), source };
        let mut options = File::options();
        let file =
            std::os::unix::fs::OpenOptionsExt::mode(options.write(true).create(true).truncate(true), 0o600)
                .open(to)
                .map_err(at)?;
        let mut command = self.command("pg_dump", url);
        command.args(["--format=custom", "--lock-wait-timeout=30s", "--no-owner", "--exclude-schema=public"]);
        match part {
            Part::AllButKeys => command.arg(format!("--exclude-schema={KEYS}")),
            Part::Keys => command.arg(format!("--schema={KEYS}")),
            Part::All => &mut command,
        };
        // A role that owns nothing reads what it may: the keys of a database of their own.
        if snapshot.is_some() {
            command.arg(format!("--role={OWNER}"));
        }
        command.args(snapshot.map(|id| format!("--snapshot={id}")));
        command.stdout(file.try_clone().map_err(at)?);
        let output = command.stderr(Stdio::piped()).output().map_err(started("pg_dump"))?;
        if !output.status.success() {
            return Err(failed("pg_dump", &output.stderr));
        }
        file.sync_all().map_err(at)
    }

    /// Reads dumps back into an empty database, all of them or nothing.
    ///
    /// # Errors
    /// [`DumpError`]; the database is then as empty as before.
    pub fn restore(&self, url: &DatabaseUrl, dumps: &[&Path]) -> Result<(), DumpError> {
        let mut psql = self.command("psql", url);
        psql.args(["--no-psqlrc", "--quiet", "--single-transaction", "--file=-"]);
        // Errors by their code alone: their words could repeat a row.
        psql.args(["--set=ON_ERROR_STOP=1", "--set=VERBOSITY=sqlstate"]);
        psql.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut psql = psql.spawn().map_err(started("psql"))?;
        let fed = self.feed(&mut psql, dumps);
        let ended = psql.wait_with_output().map_err(started("psql"))?;
        // What psql says comes first: when it ends, feeding it fails too.
        if !ended.status.success() {
            return Err(failed("psql", &ended.stderr));
        }
        fed
    }

    /// Gives psql the statements of the dumps, as the owner of all that they make. A failure ends psql before it commits.
    fn feed(&self, psql: &mut Child, dumps: &[&Path]) -> Result<(), DumpError> {
        let Some(mut to) = psql.stdin.take() else { return Ok(()) };
        let written = writeln!(to, "set role {OWNER};").map_err(started("psql"));
        let fed = written.and_then(|()| {
            for dump in dumps {
                let mut read = Command::new(self.0.join("pg_restore"));
                read.args(["--exit-on-error", "--no-owner", "--file=-"]).arg(dump).stdin(Stdio::null());
                let mut read = read
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .map_err(started("pg_restore"))?;
                if let Some(mut statements) = read.stdout.take() {
                    io::copy(&mut statements, &mut to).map_err(started("psql"))?;
                }
                let ended = read.wait_with_output().map_err(started("pg_restore"))?;
                if !ended.status.success() {
                    return Err(failed("pg_restore", &ended.stderr));
                }
            }
            Ok(())
        });
        if fed.is_err() {
            // psql commits at the end of what it is given, so it must not see that end.
            let _ = psql.kill();
        }
        fed
    }

    fn command(&self, program: &str, url: &DatabaseUrl) -> Command {
        let (place, password) = url.without_password();
        let mut command = Command::new(self.0.join(program));
        command.arg("--no-password").arg(format!("--dbname={place}")).stdin(Stdio::null());
        command.env("PGAPPNAME", "carnet backup").env("LC_ALL", "C");
        if let Some(password) = password {
            command.env("PGPASSWORD", password);
        }
        command
    }
}

/// Makes the roles that a dump names where they are missing, and refuses a database that holds anything.
///
/// # Errors
/// [`DumpError::NotEmpty`]; [`DumpError::Database`] when the role may not do it.
pub fn prepare_empty(url: &DatabaseUrl) -> Result<u32, DumpError> {
    let mut conn = roles::connect(url)?;
    roles::lock(&mut conn).map_err(MigrateError::from)?;
    let Found { tables, server } = sql_query(
        "select count(*) as tables, current_setting('server_version_num')::bigint / 10000 as server
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'm', 'S')",
    )
    .get_result(&mut conn)
    .map_err(MigrateError::from)?;
    if tables > 0 {
        return Err(DumpError::NotEmpty(tables));
    }
    roles::prepare(&mut conn)?;
    Ok(u32::try_from(server).unwrap_or_default())
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    tables: i64,
    #[diesel(sql_type = BigInt)]
    server: i64,
}

/// `pg_dump (PostgreSQL) 15.14 (Debian …)` is 15.
fn version(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = text.split_once("PostgreSQL) ")?.1;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn started(program: &'static str) -> impl FnOnce(io::Error) -> DumpError {
    move |source| DumpError::System { what: program.to_owned(), source }
}

fn failed(program: &'static str, said: &[u8]) -> DumpError {
    let said = String::from_utf8_lossy(said);
    let line = said
        .lines()
        .find(|line| line.to_lowercase().contains("error"))
        .or_else(|| said.lines().next())
        .unwrap_or_default();
    DumpError::Failed { program, reason: line.trim().chars().take(300).collect() }
}
