//! A pharmacist's working day through her software, from the log-in to the log-out at the provider: a server of production
//! whose directory was imported, software that an operator registered, and the certified `oidc-provider` of npm in the shape
//! of Pro Santé Connect, which knows us by our certificate and posts its notices of log-out by itself.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, thread, time::Duration};

use acceptance::{Answer, CAMILLE, Curl, Form, Registered, Server, Site, Visitor, addressed_to};
use rcgen::{DnType, KeyPair};
use serde_json::{Value, json};
use testkit::{Authority, Between, CertifiedProvider, Vouched, fixtures};

use crate::{documents, ids, receipt};

const RPPS: &str = "99700000039";
const SECRET: &str = "a secret of these tests: 100% & more";
const ORIGIN: &str = "https://carnet.example";
const BACK: &str = "https://software.example/back";
/// Verifier and challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const EXTRACT: &str = "Identifiant PP|Identification nationale PP|Nom d'exercice|Prénom d'exercice|Code profession|Code \
                       catégorie professionnelle|Code savoir-faire|Numéro SIRET site|Numéro FINESS site|Raison sociale \
                       site|Enseigne commerciale site|Code postal (coord. structure)|Libellé commune (coord. \
                       structure)|Code secteur d'activité\n99700000039|899700000039|MODELE|Andrea|21|C|||990000028|PHARMACIE \
                       FICTIVE|||SAINT-INVENTE|SA33\n";

/// A server of production, and what stands around it.
struct Place {
    site: Site,
    server: Server,
    provider: CertifiedProvider,
    /// The browser in which she is logged in at the provider.
    browser: Curl,
    /// What the provider's notices go through.
    notices: Between,
    camille: Registered,
    software: String,
}

/// Software of a pharmacist who is logged in at the provider, and its tokens there.
struct Theirs {
    access: String,
    refresh: String,
    id_token: String,
}

fn write(path: &Path, text: &str) -> String {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    path.display().to_string()
}

/// The settings of a provider that is reached by TLS and knows us by this certificate.
fn settings(site: &Site, issuer: &str, authority: &Authority, own: &Vouched) -> Vec<(String, String)> {
    let file = |name: &str, text: &str| write(&site.folder().join(name), text);
    [
        ("kind", "professional".to_owned()),
        ("issuer", issuer.to_owned()),
        ("client_id", CertifiedProvider::CLIENT.to_owned()),
        ("client_certificate_file", file("psc-client.pem", &own.certificate)),
        ("client_key_file", file("psc-client.key", &own.key)),
        ("authorities_file", file("psc-authority.pem", authority.pem())),
        ("exchange_clients", "their-software".to_owned()),
        ("label_fr", "Pro Santé Connect".to_owned()),
        ("label_en", "Pro Santé Connect".to_owned()),
        ("assurance_floor", "substantial".to_owned()),
    ]
    .map(|(key, value)| (format!("login.providers__psc__{key}"), value))
    .to_vec()
}

impl Place {
    /// With a certificate of this name, by which the server shows itself at the provider.
    fn showing(name: &str) -> Self {
        let (site, authority, notices) = (Site::new(), Authority::named("An authority"), Between::ahead());
        let file = |name: &str, text: &str| write(&site.folder().join(name), text);
        let there = authority.server();
        let options = json!({
            "person": "pharmacist",
            "notice": format!("{}/auth/psc/backchannel-logout", notices.endpoint()),
            "tls": {
                "key": file("provider.key", &there.key), "certificate": file("provider.pem", &there.certificate),
                "clients": file("clients.pem", authority.pem()),
            },
        });
        let provider =
            CertifiedProvider::start("psc", &format!("{ORIGIN}/auth/psc/callback"), SECRET, &options);

        let extract = file("extract.txt", EXTRACT);
        let said = site.run(&["directory", "import", "--professionals", &extract]).unwrap();
        assert!(said.contains("professionals added: 1"), "{said}");
        let key = KeyPair::generate().unwrap();
        let keys = file("software.pub", &key.public_key_pem());
        file("software.key", &key.serialize_pem());
        let told = ["--publisher", "Éditions Fictives", "--product", "Officine Fictive", "--version", "3.2"];
        let may = ["--keys", &keys, "--grant", "token-exchange", "--grant", "ciba"];
        let software = site.run(&[&["software", "register"][..], &told, &may].concat()).unwrap();

        let own = authority.client(&[(DnType::CommonName, name)]);
        let settings = settings(&site, provider.issuer(), &authority, &own);
        let settings: Vec<(&str, &str)> =
            settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let server = Server::start(&site, "serve", &settings);
        notices.lead_to(server.address());
        let browser = Curl::trusting(authority.pem(), site.folder());
        let camille = site.registry().citizen(&CAMILLE.person());
        Self { server, provider, browser, notices, camille, software: software.trim().to_owned(), site }
    }

    /// She logs in by the software's own client there.
    fn log_in_of_software(&self) -> Theirs {
        let issuer = self.provider.issuer();
        let asked = format!(
            "{issuer}/auth?client_id=their-software&response_type=code&scope=openid%20scope_all&state=theirs\
             &redirect_uri=https%3A%2F%2Fsoftware.example%2Fback&code_challenge={CHALLENGE}\
             &code_challenge_method=S256"
        );
        let led = self.browser.follow_out(&asked, BACK);
        let code = led.split("code=").nth(1).and_then(|rest| rest.split('&').next()).unwrap();
        self.tokens_there(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ])
    }

    /// What the provider gives the software, which is a program and no browser.
    fn tokens_there(&self, fields: &[(&str, &str)]) -> Theirs {
        let secret = format!("{SECRET} of theirs");
        let own = [("client_id", "their-software"), ("client_secret", secret.as_str())];
        let address = format!("{}/token", self.provider.issuer());
        let answer = self.browser.post(&address, &[fields, &own].concat());
        assert_eq!(answer.status, 200, "{answer:?}");
        let tokens = answer.json();
        let text = |name: &str| tokens[name].as_str().unwrap_or_default().to_owned();
        Theirs { access: text("access_token"), refresh: text("refresh_token"), id_token: text("id_token") }
    }

    /// Asks here as the software, which signs that it is itself.
    fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let key = self.site.folder().join("software.key").display().to_string();
        let signing = ["software", "assertion", &self.software, "--key", &key, "--audience", ORIGIN];
        let assertion = self.site.run(&signing).unwrap();
        let own = [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion.trim()),
        ];
        Visitor::of(&self.server).submit(path, &[&own, fields].concat())
    }

    fn exchange(&self, theirs: &Theirs) -> Answer {
        let fields = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("subject_token", theirs.access.as_str()),
        ];
        self.ask("/oauth/token", &fields)
    }

    /// She says yes on her telephone to software without a browser.
    fn asked_at_her_telephone(&self) -> Value {
        let hint = format!("8{RPPS}");
        let asked = self.ask("/oauth/bc-authorize", &[("login_hint", hint.as_str()), ("channel", "MOBILE")]);
        assert_eq!(asked.status, 200, "{asked:?}");
        let asked = asked.json();
        let shown = self.browser.get(&format!("{}/answer", self.provider.issuer()));
        assert_eq!(shown.body, asked["binding_message"].as_str().unwrap(), "the same digits on both sides");
        self.browser.post(&format!("{}/answer/yes", self.provider.issuer()), &[]);
        thread::sleep(Duration::from_secs(asked["interval"].as_u64().unwrap()));
        let request = asked["auth_req_id"].as_str().unwrap();
        let fields = [("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", request)];
        granted(&self.ask("/oauth/token", &fields))
    }

    /// She opens our pages in the browser in which she is logged in there already.
    fn on_the_pages(&self) -> Visitor {
        let visitor = Visitor::of(&self.server);
        let begun = visitor.open("/auth/psc/start");
        let back = self.browser.follow_out(begun.header("location").unwrap(), &format!("{ORIGIN}/auth/psc/"));
        let opened = visitor.open(&back);
        assert_eq!((opened.status, opened.header("location")), (303, Some("/")), "{opened:?}");
        visitor
    }

    /// She logs out at the provider, and not here.
    fn log_out_there(&self, theirs: &Theirs) {
        let issuer = self.provider.issuer();
        let page = self.browser.get(&format!("{issuer}/session/end?id_token_hint={}", theirs.id_token)).body;
        let part = |after: &str| {
            page.split(after).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
        };
        let form = [("xsrf", part("name=\"xsrf\" value=\"")), ("logout", "yes")];
        let ended = self.browser.post(part("action=\""), &form);
        assert!((200..400).contains(&ended.status), "{ended:?}");
    }

    fn me(&self, token: &str) -> u16 {
        self.server.bearer(token).get("/api/v1/me").status
    }
}

fn granted(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn token(tokens: &Value) -> &str {
    tokens["access_token"].as_str().unwrap_or_else(|| panic!("{tokens}"))
}

#[test]
fn a_pharmacist_works_a_day_in_her_software_until_she_logs_out_at_the_provider() {
    let place = Place::showing("carnet");
    let space = place.camille.space.to_string();

    // In the morning: she logs in by her software, whose back end shows her token here.
    let morning = place.log_in_of_software();
    let tokens = granted(&place.exchange(&morning));
    let first = token(&tokens).to_owned();
    let pharmacist = place.server.bearer(&first);
    let me = pharmacist.get("/api/v1/me").json();
    assert_eq!(
        (&me["practice"]["rpps"], &me["practice"]["profession"]["code"], &me["assurance"]),
        (&json!(RPPS), &json!("21"), &json!("substantial")),
        "{me}"
    );
    let found = pharmacist.post("/api/v1/patients/find", &json!({ "ins": CAMILLE.person().ins_json() }));
    assert_eq!(found.json(), json!({ "space": space }));
    let letter = addressed_to(fixtures::bytes("cda/level1-pdf.xml"), CAMILLE);
    let letter = receipt(&pharmacist.deposit(&space, &Form::cda(letter)));
    pharmacist.content(&space, &letter).problem(404, "not-found");
    let evidence = json!({ "evidence": "consent_of_this_consultation" });
    let declared = pharmacist.post(&format!("/api/v1/spaces/{space}/care-relationships"), &evidence);
    assert_eq!(declared.status, 201, "{declared:?}");
    assert_eq!(pharmacist.content(&space, &letter).status, 200);

    // At noon: her software renews its token there, as often as it likes, and shows the new one here.
    assert_eq!(place.exchange(&morning).json()["reason"], "token_used");
    let noon =
        place.tokens_there(&[("grant_type", "refresh_token"), ("refresh_token", morning.refresh.as_str())]);
    let tokens = granted(&place.exchange(&noon));
    let second = token(&tokens).to_owned();
    let pharmacist = place.server.bearer(&second);
    assert_eq!(ids(&pharmacist.get(&documents(&space))), [letter.as_str()]);
    assert_eq!(place.me(&first), 200, "the one of the morning runs out by itself");

    // In the afternoon: a till without a browser asks for her at her telephone, and she looks at our pages.
    let tokens = place.asked_at_her_telephone();
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let tokens =
        granted(&place.ask("/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", refresh)]));
    let (third, refresh) = (token(&tokens).to_owned(), tokens["refresh_token"].as_str().unwrap().to_owned());
    let pages = place.on_the_pages();
    assert!(pages.open("/").text().contains("Andrea M"), "{:?}", pages.open("/"));
    let cookie = pages.cookie("__Host-carnet").unwrap();
    for running in [&first, &second, &third, &cookie] {
        assert_eq!(place.me(running), 200);
    }

    // In the evening: she logs out there, and the provider posts its notice here.
    let before = place.notices.answered();
    place.log_out_there(&noon);
    assert!(place.notices.answered() > before, "the provider's notice went over the wire");
    for ended in [&first, &second, &third, &cookie] {
        place.server.bearer(ended).get("/api/v1/me").problem(401, "unauthenticated");
    }
    place.server.bearer(&second).get(&documents(&space)).problem(401, "unauthenticated");
    assert!(!pages.open("/").text().contains("/auth/logout"), "nobody is logged in on the pages");
    let after = place.ask("/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]);
    assert_eq!((after.status, &after.json()["error"]), (400, &json!("invalid_grant")), "{after:?}");
    assert_eq!(place.exchange(&noon).json()["reason"], "token_not_active");

    // What the patient sees of the day: who, in which profession, by which software.
    let (citizen, _) = place.site.registry().log_in(place.camille);
    let history =
        place.server.bearer(&citizen).get(&format!("/api/v1/spaces/{space}/history?limit=50")).json();
    let read = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["act"]["code"] == "documents.content" && line["outcome"] == "done");
    let read = read.unwrap_or_else(|| panic!("{history:#}"));
    assert_eq!(read["who"]["profession"]["code"], "21", "{read:#}");
    assert!(read.to_string().contains("Officine Fictive"), "{read:#}");
    assert!(place.server.stop().success());
    place.site.verify_journal();
}

#[test]
fn a_server_whose_certificate_the_provider_does_not_know_lets_nobody_in() {
    let place = Place::showing("somebody");
    let visitor = Visitor::of(&place.server).with("accept-language", "en");
    let begun = visitor.open("/auth/psc/start");
    let back = place.browser.follow_out(begun.header("location").unwrap(), &format!("{ORIGIN}/auth/psc/"));
    let refused = visitor.open(&back);
    assert!(refused.status >= 400 && refused.text().contains("href=\"/login\""), "{refused:?}");
    assert!(visitor.cookie("__Host-carnet").is_none());
    let refused = place.exchange(&place.log_in_of_software());
    assert!(refused.status >= 400 && refused.json()["access_token"].is_null(), "{refused:?}");
}
