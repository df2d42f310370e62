use std::{
    net::{IpAddr, Ipv4Addr},
    sync::atomic::{AtomicU64, Ordering},
};

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SanType,
    SerialNumber, date_time_ymd,
};

/// An authority of a test, which vouches for servers on this machine and for their clients.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    next: AtomicU64,
}

/// A certificate with its key.
#[derive(Debug, Clone)]
pub struct Vouched {
    /// The certificate, in PEM.
    pub certificate: String,
    /// Its private key, in PEM.
    pub key: String,
    serial: u64,
}

impl Authority {
    /// One of this name.
    ///
    /// # Panics
    /// When no certificate can be made.
    pub fn named(name: &str) -> Self {
        let mut parameters = unnamed();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        parameters.distinguished_name.push(DnType::CommonName, name);
        let key = made(KeyPair::generate());
        let pem = made(parameters.self_signed(&key)).pem();
        Self { issuer: Issuer::new(parameters, key), pem, next: AtomicU64::new(1) }
    }

    /// Its own certificate, in PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// For a server on this machine.
    ///
    /// # Panics
    /// When no certificate can be made.
    pub fn server(&self) -> Vouched {
        let mut parameters = unnamed();
        parameters.subject_alt_names = vec![SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST))];
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        parameters.distinguished_name.push(DnType::CommonName, "a server");
        self.vouch(parameters)
    }

    /// For a client of this name, in the order in which its certificate writes the parts.
    ///
    /// # Panics
    /// When no certificate can be made.
    pub fn client(&self, name: &[(DnType, &str)]) -> Vouched {
        let mut parameters = unnamed();
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        for (kind, part) in name {
            parameters.distinguished_name.push(kind.clone(), *part);
        }
        self.vouch(parameters)
    }

    /// What it says that it has revoked, in PEM.
    ///
    /// # Panics
    /// When no list can be made.
    pub fn revoked(&self, certificates: &[&Vouched]) -> String {
        let revoked_certs = certificates.iter().map(|revoked| RevokedCertParams {
            serial_number: SerialNumber::from(revoked.serial),
            revocation_time: date_time_ymd(2026, 1, 1),
            reason_code: None,
            invalidity_date: None,
        });
        let parameters = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 1, 1),
            next_update: date_time_ymd(2100, 1, 1),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: revoked_certs.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        made(made(parameters.signed_by(&self.issuer)).pem())
    }

    fn vouch(&self, mut parameters: CertificateParams) -> Vouched {
        let serial = self.next.fetch_add(1, Ordering::Relaxed);
        parameters.serial_number = Some(SerialNumber::from(serial));
        let key = made(KeyPair::generate());
        let certificate = made(parameters.signed_by(&key, &self.issuer)).pem();
        Vouched { certificate, key: key.serialize_pem(), serial }
    }
}

fn unnamed() -> CertificateParams {
    let mut parameters = made(CertificateParams::new(Vec::new()));
    parameters.distinguished_name = DistinguishedName::new();
    parameters
}

fn made<T>(outcome: Result<T, rcgen::Error>) -> T {
    outcome.unwrap_or_else(|fault| panic!("no certificate: {fault}"))
}
