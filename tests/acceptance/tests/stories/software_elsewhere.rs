//! Practice software whose doctor logs in at a provider that is not ours: the certified `oidc-provider` of npm in the shape of
//! Pro Santé Connect.

use std::{fs, thread, time::Duration};

use acceptance::{Answer, Server, Site, Visitor};
use base64::{Engine, engine::general_purpose::STANDARD};
use identity::client::sign_assertion;
use kernel::{SoftwareId, SystemClock, SystemRng};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use testkit::CertifiedProvider;
use uuid::Uuid;

const SECRET: &str = "a secret of these tests: 100% & more";
/// Verifier and challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "https://software.example/back";

/// A server, and the provider that its software logs people in at.
struct Place {
    server: Server,
    provider: CertifiedProvider,
    key: SecretString,
    _site: Site,
}

impl Place {
    fn new() -> Self {
        let redirect_uri = "https://carnet.example/auth/npmpsc/callback";
        let provider = CertifiedProvider::start("psc", redirect_uri, SECRET, &json!({}));
        let site = Site::new();
        let secret = site.folder().join("npmpsc.secret");
        fs::write(&secret, SECRET).unwrap();
        let secret = secret.display().to_string();
        let settings = [
            ("kind", "professional"),
            ("issuer", provider.issuer()),
            ("client_id", CertifiedProvider::CLIENT),
            ("client_secret_file", &secret),
            ("exchange_clients", "their-software"),
            ("label_fr", "Connexion"),
            ("label_en", "Log-in"),
            ("assurance_floor", "substantial"),
        ];
        let settings: Vec<(String, &str)> =
            settings.iter().map(|(key, value)| (format!("login.providers__npmpsc__{key}"), *value)).collect();
        let settings: Vec<(&str, &str)> =
            settings.iter().map(|(key, value)| (key.as_str(), *value)).collect();
        let server = Server::start(&site, "sandbox", &settings);
        let key = fs::read_to_string(site.folder().join("sandbox-software.key")).unwrap();
        Self { server, provider, key: key.into(), _site: site }
    }

    /// Asks as the practice software of the sandbox.
    fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let client = SoftwareId::from(Uuid::parse_str("00000000-0000-7000-8000-000000000051").unwrap());
        let assertion =
            sign_assertion(client, &self.key, "https://carnet.example", &SystemClock, &SystemRng::default());
        let assertion = assertion.unwrap();
        let own = [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion.expose_secret()),
            ("subject_issuer", self.provider.issuer()),
        ];
        let form: Vec<String> =
            own.iter().chain(fields).map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let body = form.join("&");
        let body = Some(("application/x-www-form-urlencoded", body.as_bytes()));
        self.server.nobody().try_call("POST", path, body).unwrap()
    }

    /// An access token that the provider gives the software, which logged a doctor in there.
    fn token_of_theirs(&self) -> String {
        let issuer = self.provider.issuer();
        let browser = Visitor::of(&self.server);
        let mut at = format!(
            "{issuer}/auth?client_id=their-software&response_type=code&scope=openid%20scope_all&state=theirs\
             &redirect_uri={}&code_challenge={CHALLENGE}&code_challenge_method=S256",
            encoded(BACK)
        );
        while !at.starts_with(BACK) {
            let answer = browser.open(&at);
            let next = answer.header("location").unwrap_or_else(|| panic!("{at}: {answer:?}")).to_owned();
            at = if next.starts_with('/') { format!("{issuer}{next}") } else { next };
        }
        let code = at.split("code=").nth(1).and_then(|rest| rest.split('&').next()).unwrap();
        let basic = format!("{}:{}", "their-software", encoded(&format!("{SECRET} of theirs")));
        // A program, which says nothing of where its forms come from.
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={}&code_verifier={VERIFIER}",
            encoded(BACK)
        );
        let answer = ureq::post(&format!("{issuer}/token"))
            .header("authorization", &format!("Basic {}", STANDARD.encode(basic)))
            .header("content-type", "application/x-www-form-urlencoded")
            .send(&form);
        let text = answer.unwrap().body_mut().read_to_string().unwrap();
        let tokens: Value = serde_json::from_str(&text).unwrap();
        tokens["access_token"].as_str().unwrap_or_else(|| panic!("{tokens}")).to_owned()
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn works(place: &Place, tokens: &Value) {
    let token = tokens["access_token"].as_str().unwrap_or_else(|| panic!("{tokens}"));
    let me = place.server.bearer(token).get("/api/v1/me").json();
    assert_eq!(
        (&me["practice"]["rpps"], &me["assurance"]),
        (&json!("99700000013"), &json!("substantial")),
        "{me}"
    );
}

#[test]
fn a_token_of_the_certified_provider_is_exchanged_once_for_one_of_ours() {
    let place = Place::new();
    let theirs = place.token_of_theirs();
    let exchange = |token: &str, situation: &str| {
        let mut fields = vec![
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("subject_token", token),
        ];
        if !situation.is_empty() {
            fields.push(("situation", situation));
        }
        place.ask("/oauth/token", &fields)
    };
    let choice = exchange(&theirs, "");
    assert_eq!(choice.status, 400, "{choice:?}");
    let situations = choice.json()["situations"].clone();
    let names: Vec<_> =
        situations.as_array().unwrap().iter().map(|one| one["place"].as_str().unwrap()).collect();
    assert_eq!(names, ["Cabinet médical Fictif", "Maison de santé"]);
    let tokens = exchange(&theirs, situations[1]["id"].as_str().unwrap());
    assert_eq!(tokens.status, 200, "{tokens:?}");
    works(&place, &tokens.json());
    assert_eq!(exchange(&theirs, "990000010").json()["reason"], "token_used");
    assert_eq!(exchange("made up", "990000010").json()["reason"], "token_not_active");
    assert_eq!(tokens.json()["refresh_token"], Value::Null, "the provider tells us nothing of that log-in");
    works(&place, &exchange(&place.token_of_theirs(), "990000010").json());
}

#[test]
fn a_doctor_at_a_thick_client_says_yes_at_the_certified_provider() {
    let place = Place::new();
    let person = Visitor::of(&place.server);
    let issuer = place.provider.issuer();
    let asked = place.ask("/oauth/bc-authorize", &[("login_hint", "899700000013"), ("channel", "MOBILE")]);
    assert_eq!(asked.status, 200, "{asked:?}");
    let asked = asked.json();
    let shown = person.open(&format!("{issuer}/answer"));
    assert_eq!(shown.text(), asked["binding_message"].as_str().unwrap(), "the same two digits on both sides");
    let pause = Duration::from_secs(asked["interval"].as_u64().unwrap());
    let look = || {
        thread::sleep(pause);
        let fields = [
            ("grant_type", "urn:openid:params:grant-type:ciba"),
            ("auth_req_id", asked["auth_req_id"].as_str().unwrap()),
            ("situation", "990000010"),
        ];
        place.ask("/oauth/token", &fields)
    };
    assert_eq!(look().json()["error"], "authorization_pending");
    person.submit(&format!("{issuer}/answer/yes"), &[]);
    let tokens = look().json();
    works(&place, &tokens);
    let refresh =
        [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    works(&place, &place.ask("/oauth/token", &refresh).json());
}
