//! Software that shows a certificate: within TLS of our own, or passed on by a proxy.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use actix_web::{App, web};
use base64::{Engine, engine::general_purpose::STANDARD};
use identity::client::{ClientAuth, ShownCertificate, Thumbprint};
use kernel::SoftwareId;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType, IsCa,
    Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber, date_time_ymd,
};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName},
};
use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use webkit::{
    BodyLimits, ClientAuthorities, Draining, Envelope, EnvelopeSettings, Serving, TlsFiles, not_found, serve,
    tls_from_files,
};

use super::ground::{ACCESS_TOKEN, EXCHANGE, Ground, install_crypto};
use crate::door::{Call, Door};

/// An authority of the tests.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate with its key.
#[derive(Clone)]
struct Certified {
    certificate: Vec<u8>,
    pem: String,
    key: Vec<u8>,
    key_pem: String,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name = named(&[(DnType::CommonName, name)]);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { pem: certificate.pem(), issuer: Issuer::new(params, key) }
    }

    fn certify(&self, serial: u64, name: &[(DnType, &str)], hosts: &[&str]) -> Certified {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(hosts).unwrap();
        params.distinguished_name = named(name);
        params.serial_number = Some(SerialNumber::from(serial));
        let key = KeyPair::generate().unwrap();
        let made = params.signed_by(&key, &self.issuer).unwrap();
        let (certificate, pem) = (made.der().to_vec(), made.pem());
        Certified { certificate, pem, key: key.serialize_der(), key_pem: key.serialize_pem() }
    }

    /// What it says that it has revoked.
    fn revoked(&self, serials: &[u64]) -> String {
        let revoked_certs = serials.iter().map(|serial| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: date_time_ymd(2026, 1, 1),
            reason_code: None,
            invalidity_date: None,
        });
        let params = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 1, 1),
            next_update: date_time_ymd(2100, 1, 1),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: revoked_certs.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.issuer).unwrap().pem().unwrap()
    }
}

fn named(parts: &[(DnType, &str)]) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    parts.iter().for_each(|(kind, value)| name.push(kind.clone(), *value));
    name
}

/// A public port with TLS that asks for certificates.
struct Port {
    address: SocketAddr,
    authority: Authority,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    folder: PathBuf,
}

impl Port {
    fn open(door: &Door, revoked: Option<&[u64]>) -> Self {
        install_crypto();
        let authority = Authority::new("Autorité Fictive");
        let server = authority.certify(1, &[(DnType::CommonName, "carnet")], &["localhost"]);
        let folder = door.house.folder().join("tls");
        fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let clients = Some(ClientAuthorities {
            authorities: write("ca.pem", &authority.pem),
            revocations: revoked.map(|serials| write("ca.crl", &authority.revoked(serials))),
        });
        let files = TlsFiles {
            certificates: write("server.pem", &server.pem),
            key: write("server.key", &server.key_pem),
            clients,
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = Serving {
            listener,
            tls: Some(tls_from_files(&files).unwrap()),
            workers: 1,
            head_timeout: Duration::from_secs(5),
            notice: Duration::ZERO,
            drain: Duration::from_secs(1),
        };
        let (state, house) = (door.state(), door.house.house().clone());
        let application = move || {
            let body = BodyLimits {
                bytes: 1024 * 1024,
                silence: Duration::from_secs(5),
                whole: Duration::from_secs(20),
            };
            let (clock, rng) = (house.clock.clone(), house.rng.clone());
            App::new()
                .configure(api::configure(state.clone()))
                .default_service(web::to(not_found))
                .wrap(Envelope::new(EnvelopeSettings { clock, rng, https: true, body }))
        };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        actix_web::rt::spawn(serve(application, serving, Draining::default(), async move {
            let _ = stopped.await;
        }));
        Self { address, authority, stop: Some(stop), folder }
    }

    /// Sends a request over a connection of its own, with a certificate or without.
    async fn send(&self, certified: Option<&Certified>, request: String) -> Option<(u16, Value)> {
        let mut roots = RootCertStore::empty();
        let pem = fs::read(self.folder.join("ca.pem")).unwrap();
        use rustls::pki_types::pem::PemObject;
        roots.add(CertificateDer::from_pem_slice(&pem).unwrap()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match certified {
            Some(Certified { certificate, key, .. }) => {
                let chain = vec![CertificateDer::from(certificate.clone())];
                let key = PrivateKeyDer::try_from(key.clone()).unwrap();
                builder.with_client_auth_cert(chain, key).unwrap()
            }
            None => builder.with_no_client_auth(),
        };
        let address = self.address;
        spawn_blocking(move || {
            let name = ServerName::try_from("localhost").unwrap();
            let connection = ClientConnection::new(Arc::new(config), name).unwrap();
            let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
            stream.write_all(request.as_bytes()).ok()?;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            let answer = String::from_utf8_lossy(&answer).into_owned();
            let status = answer.split(' ').nth(1)?.parse().ok()?;
            let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
            Some((status, serde_json::from_str(&body).unwrap_or(Value::Null)))
        })
        .await
        .unwrap()
    }

    async fn exchange(
        &self,
        certified: Option<&Certified>,
        client: SoftwareId,
        token: &str,
    ) -> Option<(u16, Value)> {
        let client = client.to_string();
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("grant_type", EXCHANGE),
                ("client_id", client.as_str()),
                ("subject_token", token),
                ("subject_token_type", ACCESS_TOKEN),
            ])
            .finish();
        self.send(certified, post("/oauth/token", "", &form)).await
    }

    async fn refresh(&self, certified: &Certified, client: SoftwareId, token: &str) -> (u16, Value) {
        let form = format!("grant_type=refresh_token&client_id={client}&refresh_token={token}");
        self.send(Some(certified), post("/oauth/token", "", &form)).await.unwrap()
    }

    async fn me(&self, certified: Option<&Certified>, token: &str, headers: &str) -> u16 {
        let request = format!(
            "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n{headers}\r\n"
        );
        self.send(certified, request).await.unwrap().0
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

fn post(path: &str, headers: &str, form: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n{headers}\r\n{form}",
        form.len()
    )
}

fn by_certificates(certificates: &[&Certified], subject: Option<&str>) -> ClientAuth {
    ClientAuth::Certificate {
        certificates: certificates.iter().map(|one| Thumbprint::of(&one.certificate)).collect(),
        subject: subject.map(str::to_owned),
    }
}

const HOSPITAL: [(DnType, &str); 4] = [
    (DnType::CountryName, "FR"),
    (DnType::OrganizationName, "Hôpital, Fictif"),
    (DnType::OrganizationalUnitName, "10B0000000"),
    (DnType::CommonName, "lps"),
];

#[actix_web::test]
async fn a_token_is_bound_to_the_certificate_that_was_shown_for_it() {
    let ground = Ground::new();
    let port = Port::open(&ground.door, None);
    let own = port.authority.certify(2, &HOSPITAL, &[]);
    let other = port.authority.certify(3, &HOSPITAL, &[]);
    let client = ground.register(by_certificates(&[&own], None), None, |_| {});
    let (status, tokens) = port.exchange(Some(&own), client, "one").await.unwrap();
    assert_eq!(status, 200, "{tokens}");
    let token = tokens["access_token"].as_str().unwrap();
    let bound = Thumbprint::of(&own.certificate).to_string();
    assert_eq!(super::exchange::claims(token)["cnf"]["x5t#S256"], bound);

    assert_eq!(port.me(Some(&own), token, "").await, 200);
    assert_eq!(port.me(Some(&other), token, "").await, 401, "stolen by somebody with another certificate");
    assert_eq!(port.me(None, token, "").await, 401, "stolen by somebody without one");
    let forged = format!("Client-Cert: :{}:\r\n", STANDARD.encode(&own.certificate));
    assert_eq!(port.me(None, token, &forged).await, 401, "a header that anybody can write");
    assert_eq!(port.me(Some(&other), token, &forged).await, 401);

    // Nor does the refresh token serve anybody else.
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let (status, next) = port.refresh(&own, client, refresh).await;
    assert_eq!(status, 200, "{next}");
    let both = by_certificates(&[&own, &other], None);
    let house = ground.door.house.house();
    house.desk.write(|tx| house.identity.change_client_auth(tx, client, &both)).unwrap();
    let (status, refused) = port.refresh(&other, client, next["refresh_token"].as_str().unwrap()).await;
    assert_eq!((status, &refused["reason"]), (400, &json!("other_certificate")));
    // A token of the provider that is bound to the same certificate is taken.
    ground.says(&json!({ "cnf": { "x5t#S256": bound } }));
    assert_eq!(port.exchange(Some(&own), client, "bound").await.unwrap().0, 200);
    assert_eq!(port.exchange(Some(&other), client, "bound too").await.unwrap().0, 400);
}

#[actix_web::test]
async fn software_is_taken_by_its_certificate_or_by_the_name_in_it() {
    let ground = Ground::new();
    let port = Port::open(&ground.door, None);
    let own = port.authority.certify(2, &HOSPITAL, &[]);
    let renewed = port.authority.certify(3, &HOSPITAL, &[]);
    let strange = port.authority.certify(4, &[(DnType::CommonName, "lps")], &[]);
    let name = "CN=lps,OU=10B0000000,O=Hôpital\\, Fictif,C=FR";
    assert_eq!(ShownCertificate::read(&own.certificate).unwrap().subject.as_deref(), Some(name));
    let by_one = ground.register(by_certificates(&[&own], None), None, |_| {});
    let by_name = ground.register(by_certificates(&[], Some(name)), None, |_| {});
    let by_key = ground.client();
    for (client, certified, status) in [
        (by_one, Some(&own), 200),
        (by_one, Some(&renewed), 401),
        (by_one, None, 401),
        (by_name, Some(&own), 200),
        (by_name, Some(&renewed), 200),
        (by_name, Some(&strange), 401),
        (by_key.id, Some(&own), 401),
    ] {
        let token = ground.door.house.id::<()>().to_string();
        let (found, body) = port.exchange(certified, client, &token).await.unwrap();
        assert_eq!(found, status, "{body}");
    }
    // Whoever is registered by a certificate is not taken by a signature.
    let signed = super::ground::Client { id: by_one, key: by_key.key };
    assert_eq!(ground.exchange(&signed, &[]).await.status, 401);
}

#[actix_web::test]
async fn a_certificate_of_a_stranger_or_a_revoked_one_does_not_come_in_and_a_visitor_without_one_does() {
    let ground = Ground::new();
    let port = Port::open(&ground.door, Some(&[3]));
    let open = "GET /problems/not-found HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let own = port.authority.certify(2, &HOSPITAL, &[]);
    let revoked = port.authority.certify(3, &HOSPITAL, &[]);
    let stranger = Authority::new("Autre autorité").certify(2, &HOSPITAL, &[]);
    assert_eq!(port.send(None, open.to_owned()).await.map(|(status, _)| status), Some(200));
    assert_eq!(port.send(Some(&own), open.to_owned()).await.map(|(status, _)| status), Some(200));
    for bad in [&revoked, &stranger] {
        assert!(port.send(Some(bad), open.to_owned()).await.is_none());
    }
}

#[actix_web::test]
async fn a_certificate_passed_on_by_a_proxy_counts_only_where_the_operator_says_so() {
    let authority = Authority::new("Autorité Fictive");
    let own = authority.certify(2, &HOSPITAL, &[]);
    let header = format!(":{}:", STANDARD.encode(&own.certificate));
    let form = |client: &SoftwareId| {
        vec![
            ("grant_type".to_owned(), EXCHANGE.to_owned()),
            ("client_id".to_owned(), client.to_string()),
            ("subject_token".to_owned(), "one".to_owned()),
            ("subject_token_type".to_owned(), ACCESS_TOKEN.to_owned()),
        ]
    };
    let call = |client: &SoftwareId, headers: &[&str]| {
        let form = form(client);
        let form: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        headers
            .iter()
            .fold(Call::post("/oauth/token").form(&form), |call, value| call.header("client-cert", value))
    };
    // Without the setting anybody may have written it.
    let ground = Ground::new();
    let client = ground.register(by_certificates(&[&own], None), None, |_| {});
    assert_eq!(ground.door.send(call(&client, &[&header])).await.status, 401);

    let ground = Ground::behind_a_proxy();
    let client = ground.register(by_certificates(&[&own], None), None, |_| {});
    for bad in [&[][..], &[header.as_str(), header.as_str()], &["::"], &["made up"], &[":AAAA:"]] {
        assert_eq!(ground.door.send(call(&client, bad)).await.status, 401, "{bad:?}");
    }
    let tokens = ground.door.send(call(&client, &[&header])).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text());
    let tokens = tokens.json();
    let me = || Call::get("/api/v1/me").token(tokens["access_token"].as_str().unwrap());
    assert_eq!(ground.door.send(me().header("client-cert", &header)).await.status, 200);
    assert_eq!(ground.door.send(me()).await.status, 401);
}
