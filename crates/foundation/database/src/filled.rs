//! Reading dumps back, by `pg_restore` and `psql` of an installed PostgreSQL.

use std::{
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use diesel::{
    QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Text},
};

use crate::{
    DatabaseUrl, DumpError, MigrateError, OWNER, Programs,
    dump::{failed, started},
    roles,
};

/// What psql says when it has done all that it was fed.
const FED: &str = "carnet: all was fed";

/// An empty database that is ready to be filled.
#[derive(Debug)]
pub struct Empty {
    url: DatabaseUrl,
    server: u32,
}

impl Empty {
    /// Makes the roles that a dump names where they are missing, and refuses a database that holds anything.
    ///
    /// # Errors
    /// [`DumpError::NotEmpty`]; [`DumpError::Database`] when the role may not do it.
    pub fn prepare(url: &DatabaseUrl) -> Result<Self, DumpError> {
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
        Ok(Self { url: url.clone(), server: u32::try_from(server).unwrap_or_default() })
    }

    /// Major version of the server.
    pub fn server(&self) -> u32 {
        self.server
    }
}

/// Whether two addresses lead to the same database.
///
/// # Errors
/// [`MigrateError`] when one of them does not answer.
pub fn is_same_database(one: &DatabaseUrl, other: &DatabaseUrl) -> Result<bool, MigrateError> {
    let name = |url| -> Result<String, MigrateError> {
        let query = "select format('%s %s', (select system_identifier from pg_control_system()), oid) as name
                     from pg_database where datname = current_database()";
        Ok(sql_query(query).get_result::<Named>(&mut roles::connect(url)?)?.name)
    };
    Ok(name(one)? == name(other)?)
}

/// A database that dumps were read into, by a transaction that is open still.
///
/// It commits by [`Filled::commit`] alone. Whatever happens otherwise, the value dropped or this program killed, psql
/// meets the end of what it is given, and PostgreSQL forgets all of it.
#[derive(Debug)]
pub struct Filled {
    psql: Child,
    to: Option<ChildStdin>,
    said: BufReader<ChildStdout>,
}

impl Programs {
    /// Reads dumps into an empty database, as the owner of all that they make, and leaves the transaction open.
    ///
    /// # Errors
    /// [`DumpError`]; the database is then as empty as before.
    pub fn fill(&self, empty: &Empty, dumps: &[&Path]) -> Result<Filled, DumpError> {
        let mut psql = self.command("psql", &empty.url);
        psql.env("PGAPPNAME", "carnet restore").args(["--no-psqlrc", "--quiet", "--file=-"]);
        // Errors by their code alone: their words could repeat a row.
        psql.args(["--set=ON_ERROR_STOP=1", "--set=VERBOSITY=sqlstate"]);
        psql.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut psql = psql.spawn().map_err(started("psql"))?;
        let (Some(to), Some(said)) = (psql.stdin.take(), psql.stdout.take()) else {
            return Err(started("psql")(io::ErrorKind::BrokenPipe.into()));
        };
        let mut filled = Filled { psql, to: Some(to), said: BufReader::new(said) };
        match self.feed(empty.server, dumps, &mut filled) {
            Ok(()) => Ok(filled),
            Err(fault) => Err(filled.forget(fault)),
        }
    }

    fn feed(&self, server: u32, dumps: &[&Path], filled: &mut Filled) -> Result<(), DumpError> {
        let Some(to) = &mut filled.to else { return Ok(()) };
        // What the statements answer is nothing to us; what `\echo` says is.
        write!(to, "\\o /dev/null\nbegin;\nset role {OWNER};\n").map_err(started("psql"))?;
        for dump in dumps {
            let mut read = Command::new(self.program("pg_restore"));
            read.args(["--exit-on-error", "--no-owner", "--file=-"]).arg(dump).stdin(Stdio::null());
            read.stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut read = read.spawn().map_err(started("pg_restore"))?;
            let handed_on = match read.stdout.take() {
                Some(statements) => hand_on(BufReader::new(statements), to, server),
                None => Ok(()),
            };
            let ended = read.wait_with_output().map_err(started("pg_restore"))?;
            handed_on.map_err(started("psql"))?;
            if !ended.status.success() {
                return Err(failed("pg_restore", &ended.stderr));
            }
        }
        writeln!(to, "\\echo {FED}").and_then(|()| to.flush()).map_err(started("psql"))?;
        let mut line = String::new();
        while filled.said.read_line(&mut line).map_err(started("psql"))? > 0 {
            if line.trim_end() == FED {
                return Ok(());
            }
            line.clear();
        }
        Err(started("psql")(io::ErrorKind::UnexpectedEof.into()))
    }
}

impl Filled {
    /// Makes it stay.
    ///
    /// # Errors
    /// [`DumpError`]. The database is then as empty as before, unless the connection was lost in this very moment:
    /// PostgreSQL may have committed then.
    pub fn commit(mut self) -> Result<(), DumpError> {
        let written = match self.to.take() {
            Some(mut to) => writeln!(to, "commit;").map_err(started("psql")),
            None => Ok(()),
        };
        self.end()?;
        written
    }

    /// Waits until psql has ended, and says why when it failed.
    fn end(&mut self) -> Result<(), DumpError> {
        drop(self.to.take());
        let mut said = Vec::new();
        if let Some(mut errors) = self.psql.stderr.take() {
            io::Read::read_to_end(&mut errors, &mut said).map_err(started("psql"))?;
        }
        let status = self.psql.wait().map_err(started("psql"))?;
        if status.success() { Ok(()) } else { Err(failed("psql", &said)) }
    }

    /// Ends without a commit. When psql took no more, the reason is what it says itself.
    fn forget(mut self, fault: DumpError) -> DumpError {
        match (fault, self.end()) {
            (DumpError::System { .. }, Err(of_psql)) => of_psql,
            (fault, _) => fault,
        }
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        // When this returns, PostgreSQL has been told that the transaction is over.
        let _ = self.end();
    }
}

/// Hands the statements of a dump on, but those of its head that this server does not know.
fn hand_on(mut statements: impl BufRead, to: &mut impl Write, server: u32) -> io::Result<()> {
    let mut line = Vec::new();
    while statements.read_until(b'\n', &mut line)? > 0 {
        let head = [b"SET ".as_slice(), b"SELECT pg_catalog.set_config(", b"--", b"\\restrict ", b"\n"]
            .iter()
            .any(|start| line.starts_with(start));
        if !(server < 17 && line.starts_with(b"SET transaction_timeout ")) {
            to.write_all(&line)?;
        }
        if !head {
            break;
        }
        line.clear();
    }
    io::copy(&mut statements, to).map(drop)
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    tables: i64,
    #[diesel(sql_type = BigInt)]
    server: i64,
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_setting_that_an_older_server_does_not_know_is_left_out_of_the_head_alone() {
        let head = "--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n\nSET lock_timeout = 0;\n";
        let new = "SET transaction_timeout = 0;\n";
        let rest = "SELECT pg_catalog.set_config('search_path', '', false);\n\nCREATE SCHEMA desk;\n\
                    COPY desk.note (text) FROM stdin;\nSET transaction_timeout = 0;\n\\.\n";
        let handed_on = |server| {
            let mut to = Vec::new();
            hand_on(format!("{head}{new}{rest}").as_bytes(), &mut to, server).unwrap();
            String::from_utf8(to).unwrap()
        };
        assert_eq!(handed_on(15), format!("{head}{rest}"));
        assert_eq!(handed_on(16), format!("{head}{rest}"));
        assert_eq!(handed_on(17), format!("{head}{new}{rest}"));
    }
}
