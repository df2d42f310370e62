use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use identity::client::{ClientAuth, ClientKey, ShownCertificate};
use rustls::pki_types::{CertificateDer, pem::PemObject};

use crate::fault::Fault;

/// Longest file that is read.
const LONGEST: u64 = 256 * 1024;

/// By what software shows that it is itself: the public part of it.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(super) struct ShownBy {
    /// Public keys: a JSON Web Key Set, or one key in PEM (`BEGIN PUBLIC KEY`). The software signs assertions by the private
    /// one (`private_key_jwt`).
    #[arg(long, value_name = "FILE", conflicts_with_all = ["certificate", "subject"])]
    keys: Option<PathBuf>,
    /// Certificates in PEM, each of which the software may show within TLS (`tls_client_auth`).
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// The name in its certificates (RFC 4514: `CN=lps,OU=10B0000000,O=Éditeur,C=FR`), whichever of them it shows. Every
    /// authority of `server.client_authorities` is believed about that name.
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
}

impl ShownBy {
    /// Reads the files.
    pub(super) fn read(&self) -> Result<ClientAuth, Fault> {
        if let Some(path) = &self.keys {
            let keys = ClientKey::read_all(&text(path)?);
            return keys.map(ClientAuth::Keys).map_err(|fault| told(path, fault));
        }
        let certificates = match &self.certificate {
            Some(path) => digests(path)?,
            None => Vec::new(),
        };
        Ok(ClientAuth::Certificate { certificates, subject: self.subject.clone() })
    }
}

fn digests(path: &Path) -> Result<Vec<identity::client::Thumbprint>, Fault> {
    let text = text(path)?;
    let mut digests = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
        let certificate = certificate.map_err(|fault| told(path, fault))?;
        digests.push(ShownCertificate::read(&certificate).map_err(|fault| told(path, fault))?.thumbprint);
    }
    if digests.is_empty() { Err(told(path, "it holds no certificate in PEM")) } else { Ok(digests) }
}

/// A file that an operator names, of a length that keys and certificates stay below.
pub(super) fn text(path: &Path) -> Result<String, Fault> {
    let short = fs::metadata(path).is_ok_and(|file| file.len() <= LONGEST);
    let text = fs::read_to_string(path).ok().filter(|_| short);
    text.ok_or_else(|| told(path, "it cannot be read"))
}

fn told(path: &Path, what: impl std::fmt::Display) -> Fault {
    Fault::Failed(format!("`{}`: {what}", path.display()))
}
