use std::{fs, path::PathBuf, time::Duration};

use secrecy::SecretString;

use crate::{Fault, access::one_line, values::Values};

/// The address that mails of a folder come from where none is set.
const NOBODY: &str = "carnet@localhost";

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The address that mails come from.
    pub from: String,
    /// By what they leave.
    pub carrier: MailCarrier,
}

/// By what mails leave.
#[derive(Debug, Clone)]
pub enum MailCarrier {
    /// A mail server.
    Server(MailServer),
    /// A folder, for the sandbox.
    Folder(PathBuf),
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether TLS begins with the first byte, and not by `STARTTLS`.
    pub implicit_tls: bool,
    /// The user there, with the file of the password.
    pub log_in: Option<MailLogIn>,
    /// Certificates that are trusted beside the system's.
    pub authorities: Option<PathBuf>,
    /// Longest time for a connection or an answer.
    pub timeout: Duration,
}

/// Who we are at a mail server.
#[derive(Debug, Clone)]
pub struct MailLogIn {
    /// The user.
    pub user: String,
    /// The file that holds the password.
    pub password_file: PathBuf,
}

impl MailSettings {
    /// Into a folder, from nobody.
    pub fn into_folder(folder: PathBuf) -> Self {
        Self { from: NOBODY.to_owned(), carrier: MailCarrier::Folder(folder) }
    }
}

impl MailLogIn {
    /// Reads the password: the file without the end of its line.
    ///
    /// # Errors
    /// What is wrong with the file, and what would be right; nothing of its content.
    pub fn password(&self) -> Result<SecretString, String> {
        one_line(&self.password_file)
    }
}

impl MailServer {
    /// Reads the certificates that are trusted beside the system's, in PEM.
    ///
    /// # Errors
    /// That the file cannot be read.
    pub fn authorities(&self) -> Result<Option<Vec<u8>>, String> {
        let Some(path) = &self.authorities else { return Ok(None) };
        fs::read(path).map(Some).map_err(|_| format!("`{}` cannot be read", path.display()))
    }
}

pub(crate) fn read(values: &Values) -> Result<Option<MailSettings>, Fault> {
    let from = values.text("mail.from");
    if let Ok(folder) = values.path("mail.folder") {
        let from = from.unwrap_or_else(|_| NOBODY.to_owned());
        return Ok(Some(MailSettings { from, carrier: MailCarrier::Folder(folder) }));
    }
    let Ok(host) = values.text("mail.host") else { return Ok(None) };
    let log_in = match values.text("mail.user") {
        Ok(user) => Some(MailLogIn { user, password_file: values.path("mail.password_file")? }),
        Err(_) => None,
    };
    let server = MailServer {
        host,
        port: values.number("mail.port")?,
        implicit_tls: values.text("mail.security")? == "implicit",
        log_in,
        authorities: values.optional_path("mail.authorities_file"),
        timeout: values.seconds("mail.timeout_seconds")?,
    };
    Ok(Some(MailSettings { from: from?, carrier: MailCarrier::Server(server) }))
}
