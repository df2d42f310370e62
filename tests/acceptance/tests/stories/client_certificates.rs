//! Software that shows a certificate to a server of production: registered by the command, and met by `curl`.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use acceptance::{Curl, Seen, Server, Site};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rcgen::DnType;
use serde_json::Value;
use testkit::{Authority, Vouched};

const SUBJECT: &str = "CN=lps,OU=10B0000000,O=Hôpital Fictif,C=FR";

/// A server that asks for certificates, and the authority that vouches for it and for software.
struct Place {
    authority: Authority,
    revocations: PathBuf,
    server: Server,
    site: Site,
}

fn write(path: &Path, text: &str) -> String {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    path.display().to_string()
}

/// A certificate of the hospital's software.
fn of_hospital(authority: &Authority) -> Vouched {
    authority.client(&[
        (DnType::CountryName, "FR"),
        (DnType::OrganizationName, "Hôpital Fictif"),
        (DnType::OrganizationalUnitName, "10B0000000"),
        (DnType::CommonName, "lps"),
    ])
}

impl Place {
    fn new(authority: Authority, revoked: &[&Vouched]) -> Self {
        let site = Site::new();
        let file = |name: &str, text: &str| write(&site.folder().join(name), text);
        let (own, revocations) = (authority.server(), site.folder().join("revoked.pem"));
        write(&revocations, &authority.revoked(revoked));
        let settings = [
            ("server.tls_certificate", file("server.pem", &own.certificate)),
            ("server.tls_key", file("server.key", &own.key)),
            ("server.client_authorities", file("authorities.pem", authority.pem())),
            ("server.client_revocations", revocations.display().to_string()),
        ];
        let settings = settings.each_ref().map(|(key, value)| (*key, value.as_str()));
        let server = Server::start(&site, "serve", &settings);
        Self { authority, revocations, server, site }
    }

    /// Registers software of the hospital that shows itself so; its client id.
    fn register(&self, shown_by: &[&str]) -> String {
        let told = ["--publisher", "Éditions Fictives", "--product", "Hôpital Logiciel", "--version", "7"];
        let place = ["--establishment", "990000036", "--establishment-name", "Hôpital Fictif"];
        let command = ["software", "register", "--grant", "client-credentials"];
        let said = self.site.run(&[&command[..], &told, &place, shown_by].concat()).unwrap();
        said.trim().to_owned()
    }

    /// Whoever shows this certificate, or none.
    fn showing(&self, own: Option<&Vouched>) -> Curl {
        let curl = Curl::trusting(self.authority.pem(), self.site.folder());
        match own {
            Some(own) => curl.showing(own),
            None => curl,
        }
    }

    fn ask(&self, own: Option<&Vouched>, client: &str) -> Seen {
        let address = format!("https://{}/oauth/token", self.server.address());
        self.showing(own).post(&address, &[("grant_type", "client_credentials"), ("client_id", client)])
    }

    fn token(&self, own: &Vouched, client: &str) -> String {
        let answer = self.ask(Some(own), client);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// What `me` answers to this token; an error where no connection came about.
    fn me(&self, own: Option<&Vouched>, token: &str) -> Result<u16, String> {
        let address = format!("https://{}/api/v1/me", self.server.address());
        let headers = [format!("authorization: Bearer {token}")];
        Ok(self.showing(own).try_send(&address, None, &headers)?.status)
    }

    /// The digest of a certificate as a token has it, by `openssl`.
    fn digest(&self, own: &Vouched) -> String {
        let path = write(&self.site.folder().join("digested.pem"), &own.certificate);
        let asked = ["x509", "-in", &path, "-noout", "-fingerprint", "-sha256"];
        let said = Command::new("openssl").args(asked).output().unwrap();
        let said = String::from_utf8(said.stdout).unwrap();
        let digits = said.trim().split('=').nth(1).unwrap().replace(':', "");
        URL_SAFE_NO_PAD.encode(hex::decode(digits).unwrap())
    }
}

fn claims(token: &str) -> Value {
    let body = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[test]
fn a_token_is_of_use_with_its_own_certificate_alone_until_that_is_revoked() {
    let authority = Authority::named("Autorité Fictive");
    let (own, other, revoked) = (of_hospital(&authority), of_hospital(&authority), of_hospital(&authority));
    let stranger = of_hospital(&Authority::named("Autre autorité"));
    let mut place = Place::new(authority, &[&revoked]);
    let all = [&own, &other, &revoked, &stranger].map(|one| one.certificate.as_str()).concat();
    let file = write(&place.site.folder().join("software.pem"), &all);
    let client = place.register(&["--certificate", &file]);
    let shown = place.site.run(&["software", "show", &client]).unwrap();
    assert!(shown.contains("tls_client_auth") && shown.contains(&place.digest(&own)), "{shown}");

    let token = place.token(&own, &client);
    assert_eq!(claims(&token)["cnf"]["x5t#S256"], place.digest(&own));
    assert_eq!(place.me(Some(&own), &token), Ok(200));
    assert_eq!(place.me(Some(&other), &token), Ok(401), "stolen by whoever has another certificate");
    assert_eq!(place.me(None, &token), Ok(401), "stolen by whoever has none");
    assert_eq!(place.ask(None, &client).status, 401);
    let others = place.token(&other, &client);
    assert_eq!(place.me(Some(&other), &others), Ok(200), "each has its own tokens");
    // Registered as they are, a revoked one and one of a stranger are not spoken to.
    for bad in [&revoked, &stranger] {
        assert!(place.me(Some(bad), &token).is_err());
    }

    // The authority revokes the one that was stolen, and the server is started with the new list.
    fs::write(&place.revocations, place.authority.revoked(&[&revoked, &own])).unwrap();
    place.server.kill();
    place.server.start_again();
    assert!(place.me(Some(&own), &token).is_err(), "revoked, it is of no use to anybody");
    assert_eq!(place.me(None, &token), Ok(401), "nor is its token without it");
    assert_eq!(place.me(Some(&other), &others), Ok(200));
    assert!(place.server.stop().success());
    place.site.verify_journal();
}

#[test]
fn software_is_registered_by_the_name_in_its_certificates() {
    let authority = Authority::named("Autorité Fictive");
    let (own, renewed) = (of_hospital(&authority), of_hospital(&authority));
    let strange = authority.client(&[(DnType::CommonName, "lps")]);
    let place = Place::new(authority, &[]);
    let client = place.register(&["--subject", SUBJECT]);
    let shown = place.site.run(&["software", "show", &client]).unwrap();
    assert!(shown.contains(SUBJECT), "{shown}");
    for vouched in [&own, &renewed] {
        let token = place.token(vouched, &client);
        assert_eq!(place.me(Some(vouched), &token), Ok(200));
    }
    for other in [Some(&strange), None] {
        let refused = place.ask(other, &client);
        assert_eq!((refused.status, &refused.json()["error"]), (401, &"invalid_client".into()));
    }
    let bound = place.token(&own, &client);
    assert_eq!(place.me(Some(&renewed), &bound), Ok(401), "bound to the certificate and not to the name");
    assert!(place.site.run(&["software", "revoke", &client]).is_ok());
    assert_eq!(place.me(Some(&own), &bound), Ok(401));
    place.site.verify_journal();
}
