//! `pg_dump` of an installed PostgreSQL; what it has written is read back by [`crate::Filled`].

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use thiserror::Error;

use crate::{DatabaseUrl, MigrateError, OWNER, embedded::usual_folders};

/// The schema in which wrapped keys lie.
const KEYS: &str = "vault";

/// What of a database is dumped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All but the schema of the wrapped keys.
    AllButKeys,
    /// The schema of the wrapped keys alone.
    Keys,
    /// All but the rows of the wrapped keys, where those lie in another database: the tables come along empty, since
    /// migrations change them here too.
    AllButRowsOfKeys,
    /// All of the database in which the wrapped keys lie alone. Migrations run there as they do everywhere, so later
    /// ones find in it what they change.
    KeyStore,
}

/// Why a dump was not made or not read back. No variant repeats a value of a row.
#[derive(Debug, Error)]
pub enum DumpError {
    /// No `pg_dump` that knows the server.
    #[error(
        "no client programs of PostgreSQL {0} or later (`pg_dump`, `pg_restore`, `psql`) were found on this machine: \
         install them (on Debian `postgresql-client-{0}`)"
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
pub struct Programs {
    folder: PathBuf,
    major: u32,
}

impl Programs {
    /// Finds programs that know servers and dumps of this major version: of the same version where there are some, else
    /// the nearest later ones.
    ///
    /// # Errors
    /// [`DumpError::NoPrograms`].
    pub fn find(least: u32) -> Result<Self, DumpError> {
        let mut found: Vec<(u32, PathBuf)> = usual_folders()
            .into_iter()
            .filter_map(|folder| Some((version(&folder.join("pg_dump"))?, folder)))
            .filter(|(major, _)| *major >= least)
            .collect();
        found.sort_by_key(|(major, _)| *major);
        let nearest = found.into_iter().next().map(|(major, folder)| Self { folder, major });
        nearest.ok_or(DumpError::NoPrograms(least))
    }

    /// Their major version.
    pub fn major(&self) -> u32 {
        self.major
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
            Part::AllButRowsOfKeys => command.arg(format!("--exclude-table-data={KEYS}.*")),
            Part::KeyStore => &mut command,
        };
        // A role that owns nothing reads what it may: the keys of a database of their own.
        match snapshot {
            Some(_) => command.arg(format!("--role={OWNER}")),
            // The tables behind the wall between spaces are empty there, whoever looks.
            None => command.arg("--enable-row-security"),
        };
        command.args(snapshot.map(|id| format!("--snapshot={id}")));
        command.stdout(file.try_clone().map_err(at)?);
        let output = command.stderr(Stdio::piped()).output().map_err(started("pg_dump"))?;
        if !output.status.success() {
            return Err(failed("pg_dump", &output.stderr));
        }
        file.sync_all().map_err(at)
    }

    /// Where a program of theirs lies.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A program that connects to a database, whose password it takes from its environment.
    pub(crate) fn command(&self, program: &str, url: &DatabaseUrl) -> Command {
        let (place, password) = url.without_password();
        let mut command = Command::new(self.program(program));
        command.arg("--no-password").arg(format!("--dbname={place}")).stdin(Stdio::null());
        command.env("PGAPPNAME", "carnet backup").env("LC_ALL", "C");
        if let Some(password) = password {
            command.env("PGPASSWORD", password);
        }
        command
    }
}

/// `pg_dump (PostgreSQL) 15.14 (Debian …)` is 15.
fn version(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = text.split_once("PostgreSQL) ")?.1;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// A program did not start, or does not take or give what it should.
pub(crate) fn started(program: &'static str) -> impl FnOnce(io::Error) -> DumpError {
    move |source| DumpError::System { what: program.to_owned(), source }
}

/// A program ended with a failure, and this is what it said.
pub(crate) fn failed(program: &'static str, said: &[u8]) -> DumpError {
    let said = String::from_utf8_lossy(said);
    let line = said
        .lines()
        .find(|line| line.to_lowercase().contains("error"))
        .or_else(|| said.lines().next())
        .unwrap_or_default();
    let mut reason: String = line.trim().chars().take(300).collect();
    if let Some(words) = line.split_once("ERROR:").and_then(|(_, code)| words_of(code.trim())) {
        reason.push_str(&format!(" ({words})"));
    }
    DumpError::Failed { program, reason }
}

/// What a code of PostgreSQL says, where psql gives nothing else: the words of the error could repeat a row.
fn words_of(code: &str) -> Option<&'static str> {
    Some(match code {
        "42704" => {
            "something that it names, such as a setting, a role or a type, is not known to this server"
        }
        "42883" => "a function that it calls is not known to this server",
        "42601" | "0A000" => "a statement that this server does not know",
        "42501" => "the role may not do this: name one that may become `carnet_owner`",
        "42P04" | "42P06" | "42P07" | "42710" | "42723" => "something of this name is there already",
        "53100" => "the disk of the server is full",
        "53200" => "the server has no memory left",
        "57014" => "the statement was cancelled, or took longer than the server allows",
        "57P01" | "57P02" | "57P03" => "the server was stopped",
        "22021" | "22P05" => {
            "text that the encoding of this database cannot hold: make it with the encoding UTF8"
        }
        _ => match code.get(..2)? {
            "08" => "the connection was lost",
            "22" => "a value that this server does not take",
            "23" => "a row that breaks a constraint",
            "40" => "it was in conflict with another session",
            "53" => "the server has no room for it",
            "58" => "the system under the server failed; its log says how",
            _ => return None,
        },
    })
}
