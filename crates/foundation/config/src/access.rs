//! What shows an identity provider that we are its client, and whom we take to vouch for it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};

use crate::ProviderSettings;

/// Longest secret, and longest file of certificates or of a key.
const LONGEST_SECRET: usize = 1_024;
const LONGEST_FILE: u64 = 256 * 1_024;

/// Whose access tokens of a provider are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExchangeClients {
    /// Those that were made for these clients, and for ourselves.
    Listed(Vec<String>),
    /// Those that were made for anybody: every client of the provider can act here as whoever logged in there.
    Any,
}

impl ExchangeClients {
    pub(crate) fn of(text: Option<&str>) -> Self {
        let named: Vec<&str> = text.unwrap_or_default().split(' ').filter(|name| !name.is_empty()).collect();
        match named.as_slice() {
            ["any"] => Self::Any,
            named => Self::Listed(named.iter().map(|name| (*name).to_owned()).collect()),
        }
    }

    /// Whether a token that was made for this client counts.
    pub fn allows(&self, client: &str) -> bool {
        match self {
            Self::Listed(listed) => listed.iter().any(|known| known == client),
            Self::Any => true,
        }
    }
}

/// Where what shows that we are a provider's client lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialFiles {
    /// A secret, as one line.
    Secret(PathBuf),
    /// A certificate and its key, in PEM.
    Certificate {
        /// The certificate, then those that vouch for it.
        chain: PathBuf,
        /// The private key.
        key: PathBuf,
    },
}

/// What shows a provider that we are its client.
#[derive(Debug, Clone)]
pub enum ClientCredential {
    /// A secret that both sides know.
    Secret(SecretString),
    /// A certificate and its key, shown within TLS (`tls_client_auth`, RFC 8705).
    Certificate {
        /// The certificate, then those that vouch for it, in PEM.
        chain: String,
        /// The private key, in PEM.
        key: SecretString,
    },
}

/// How a provider is reached.
#[derive(Debug, Clone)]
pub struct ProviderAccess {
    /// What shows that we are its client.
    pub credential: ClientCredential,
    /// Authorities that may vouch for it beside those of the system, in PEM.
    pub authorities: Option<String>,
}

impl From<SecretString> for ProviderAccess {
    fn from(secret: SecretString) -> Self {
        Self { credential: ClientCredential::Secret(secret), authorities: None }
    }
}

impl From<&str> for ProviderAccess {
    fn from(secret: &str) -> Self {
        SecretString::from(secret).into()
    }
}

/// One identity provider, with the places of what its client needs.
#[derive(Debug, Clone)]
pub struct ConfiguredProvider {
    /// What is no secret.
    pub settings: ProviderSettings,
    /// What shows that we are its client.
    pub credential: CredentialFiles,
    /// Authorities beside those of the system.
    pub authorities_file: Option<PathBuf>,
}

impl ConfiguredProvider {
    /// Reads what the files hold.
    ///
    /// # Errors
    /// For each file that is wrong its setting, what is wrong with it and what would be right; nothing of its content.
    pub fn access(&self) -> Result<ProviderAccess, Vec<(String, String)>> {
        let mut faults = Vec::new();
        let mut told = |setting: &str, read: Result<SecretString, String>| {
            read.map_err(|reason| faults.push((self.key(setting), reason))).unwrap_or_default()
        };
        let credential = match &self.credential {
            CredentialFiles::Secret(path) => ClientCredential::Secret(told("client_secret_file", line(path))),
            CredentialFiles::Certificate { chain, key } => {
                let certificates = told("client_certificate_file", pem(chain, CERTIFICATE));
                ClientCredential::Certificate {
                    chain: certificates.expose_secret().to_owned(),
                    key: told("client_key_file", pem(key, KEY)),
                }
            }
        };
        let authorities = self
            .authorities_file
            .as_ref()
            .map(|path| told("authorities_file", pem(path, CERTIFICATE)).expose_secret().to_owned());
        if faults.is_empty() { Ok(ProviderAccess { credential, authorities }) } else { Err(faults) }
    }

    /// The file that nobody else may read, with its setting.
    pub(crate) fn secret_file(&self) -> (&'static str, &Path) {
        match &self.credential {
            CredentialFiles::Secret(path) => ("client_secret_file", path),
            CredentialFiles::Certificate { key, .. } => ("client_key_file", key),
        }
    }

    /// Where a setting of it stands.
    pub fn key(&self, setting: &str) -> String {
        format!("login.providers.{}.{setting}", self.settings.name)
    }
}

/// How the parts of a PEM file end their first line, and what the file is called.
const CERTIFICATE: (&str, &str) = (" CERTIFICATE-----", "a certificate");
const KEY: (&str, &str) = (" PRIVATE KEY-----", "a private key");

/// A file without the end of its line.
fn line(path: &Path) -> Result<SecretString, String> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|_| format!("`{shown}` cannot be read; it holds the secret, as one line of text"))?;
    let secret = text.trim_end_matches(['\r', '\n']);
    let fits = (1..=LONGEST_SECRET).contains(&secret.len()) && !secret.chars().any(char::is_control);
    if fits { Ok(secret.into()) } else { Err(format!("`{shown}` does not hold one line of text")) }
}

/// A file in PEM that has a part of this kind, and for a key nothing that would need a password.
fn pem(path: &Path, (ending, what): (&str, &str)) -> Result<SecretString, String> {
    let shown = path.display();
    let short = fs::metadata(path).is_ok_and(|file| file.len() <= LONGEST_FILE);
    let text = fs::read_to_string(path).ok().filter(|_| short);
    let text = text.ok_or_else(|| format!("`{shown}` cannot be read; it holds {what} in PEM"))?;
    let begins = |line: &str| line.starts_with("-----BEGIN") && line.trim_end().ends_with(ending);
    if !text.lines().any(begins) {
        return Err(format!("`{shown}` does not hold {what} in PEM"));
    }
    if text.lines().any(|line| line.contains("ENCRYPTED")) {
        return Err(format!("`{shown}` is locked by a password; a program cannot type one"));
    }
    Ok(text.into())
}
