use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    RootCertStore, ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    server::{VerifierBuilderError, WebPkiClientVerifier, danger::ClientCertVerifier},
    version,
};
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, pem, pem::PemObject};
use thiserror::Error;

/// Where the server's certificate and its key are: PEM files.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate, then those that lead from it to the root.
    pub certificates: PathBuf,
    /// Its private key (PKCS #8, PKCS #1 or SEC 1).
    pub key: PathBuf,
    /// Who vouches for the certificates of clients; without it none is asked for.
    pub clients: Option<ClientAuthorities>,
}

/// Who vouches for the certificates of clients: PEM files.
#[derive(Debug, Clone)]
pub struct ClientAuthorities {
    /// Certificates of the authorities.
    pub authorities: PathBuf,
    /// Lists of what they have revoked, where there are some.
    pub revocations: Option<PathBuf>,
}

/// Why TLS cannot be set up.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file is missing, unreadable or not PEM.
    #[error("cannot read PEM from `{path}`")]
    Pem {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// Key and certificate do not belong together, or are of a kind that is not taken.
    #[error("the certificate and its key cannot be used")]
    Unusable(#[from] rustls::Error),
    /// The authorities for clients, or their lists, are of a kind that is not taken.
    #[error("the authorities for the certificates of clients cannot be used")]
    Authorities(#[from] VerifierBuilderError),
}

/// Reads the files and makes a configuration with TLS 1.3 and 1.2, nothing older.
///
/// The cryptography is that of aws-lc and named here, so it does not depend on a default of the process. Where authorities
/// for clients are named, a client may show a certificate that one of them vouches for; who shows none comes in all the same,
/// and who shows another does not.
///
/// # Errors
/// [`TlsError`], which names the file.
pub fn tls_from_files(files: &TlsFiles) -> Result<ServerConfig, TlsError> {
    let certificates = CertificateDer::pem_file_iter(&files.certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|source| unreadable(&files.certificates, source))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|source| unreadable(&files.key, source))?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])?;
    let config = match &files.clients {
        Some(clients) => config.with_client_cert_verifier(verifier(clients, provider)?),
        None => config.with_no_client_auth(),
    };
    Ok(config.with_single_cert(certificates, key)?)
}

fn verifier(
    files: &ClientAuthorities,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    let mut roots = RootCertStore::empty();
    let authorities = CertificateDer::pem_file_iter(&files.authorities)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|source| unreadable(&files.authorities, source))?;
    for authority in authorities {
        roots.add(authority)?;
    }
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).allow_unauthenticated();
    let verifier = match &files.revocations {
        Some(path) => {
            let lists = CertificateRevocationListDer::pem_file_iter(path)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|source| unreadable(path, source))?;
            verifier.with_crls(lists).only_check_end_entity_revocation()
        }
        None => verifier,
    };
    Ok(verifier.build()?)
}

fn unreadable(path: &Path, source: pem::Error) -> TlsError {
    TlsError::Pem { path: path.to_owned(), source }
}
