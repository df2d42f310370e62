//! Against a provider that we did not write: the certified `oidc-provider` of npm, in the shape of Pro Santé Connect.

use std::{cell::RefCell, collections::BTreeMap, fs, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use identity::oidc::{
    Answered, Ask, BackchannelAsk, BackchannelFault, BindingMessage, Channel, ClientCredential, Distrust,
    ExchangeClients, Introspected, Polled, Presented, Proven, ProvenPerson, Provider, ProviderAccess,
    ProviderFault, ProviderKind, Providers, Refreshed, TokenFault,
};
use kernel::{Clock, SystemClock};
use reqwest::{Certificate, Client, Response, redirect::Policy};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use testkit::{CertifiedProvider, FakeProvider, Reply, SigningKey};

use super::{
    authority::Authority,
    ours::{self, settings},
};

const BACK: &str = "https://carnet.example/auth/npm/callback";
const OUT: &str = "https://carnet.example/auth/npm/logged-out";
const SECRET: &str = "a secret of these tests: 100% & more";

struct Peer {
    there: CertifiedProvider,
    providers: Providers,
    browser: Browser,
    /// Where the provider tells that somebody logged out: an address that takes everything.
    told: FakeProvider,
}

impl Peer {
    /// One that knows us by a secret.
    fn new() -> Self {
        Self::reached_by(SECRET.into(), None)
    }

    fn reached_by(access: ProviderAccess, tls: Option<(&Authority, Value)>) -> Self {
        ours::install_crypto();
        let told = FakeProvider::start(&SigningKey::fresh("unused"));
        told.set("/notice", Reply::text(200, "text/plain", String::new()));
        let mut options = json!({ "loggedOut": OUT, "notice": format!("{}/notice", told.issuer()) });
        if let Some((_, files)) = &tls {
            options["tls"] = files.clone();
        }
        let there = CertifiedProvider::start("psc", BACK, SECRET, &options);
        let browser = Browser::trusting(tls.map(|(authority, _)| authority.pem()));
        let providers = Providers::default();
        let mut peer = Self { there, providers, browser, told };
        peer.providers = peer.ours_as(access, ExchangeClients::Listed(Vec::new()));
        peer
    }

    /// Our side, reached so and taking tokens of these clients.
    fn ours_as(&self, access: ProviderAccess, clients: ExchangeClients) -> Providers {
        let mut settings = settings(ProviderKind::Professional, self.there.issuer());
        settings.client_id = CertifiedProvider::CLIENT.to_owned();
        settings.scopes = "openid scope_all".to_owned();
        settings.acr = "eidas1".to_owned();
        settings.exchange_clients = clients;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        Providers::default().and(vec![(settings, access)], &clock).unwrap()
    }

    fn ours(&self) -> &Provider {
        self.providers.get("test").unwrap()
    }

    /// A whole log-in in the browser.
    async fn log_in(&self, max_age: Option<TimeDelta>) -> Result<Proven, ProviderFault> {
        let (state, nonce, verifier) =
            ("a state".into(), "a nonce".into(), SecretString::from("v".repeat(43)));
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, "v".repeat(43).as_bytes());
        let challenge = URL_SAFE_NO_PAD.encode(digest);
        let (challenge, redirect_uri) = (challenge.as_str(), BACK);
        let ask = Ask { redirect_uri, state: &state, nonce: &nonce, challenge, language: "fr", max_age };
        let address = self.ours().authorization(&ask).await?;
        let back = self.browser.follow(address.expose_secret(), BACK).await;
        let code = SecretString::from(parameter(&back, "code"));
        let issuer = parameter(&back, "iss");
        let answered = Answered {
            code: &code,
            issuer: Some(&issuer),
            redirect_uri: BACK,
            nonce: &nonce,
            verifier: &verifier,
            max_age,
        };
        self.ours().redeem(&answered).await
    }

    /// An access token that was made for other software, as a text that only the test knows.
    async fn token_of_theirs(&self) -> SecretString {
        let verifier = "w".repeat(43);
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
        let back = "https://software.example/back";
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", "their-software")
            .append_pair("response_type", "code")
            .append_pair("scope", "openid scope_all")
            .append_pair("redirect_uri", back)
            .append_pair("state", "theirs")
            .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(digest))
            .append_pair("code_challenge_method", "S256")
            .finish();
        let issuer = self.there.issuer();
        let code = parameter(&self.browser.follow(&format!("{issuer}/auth?{query}"), back).await, "code");
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", back),
            ("code_verifier", &verifier),
        ];
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let secret = encoded(&format!("{SECRET} of theirs"));
        let request =
            self.browser.client.post(format!("{issuer}/token")).basic_auth("their-software", Some(secret));
        let answer = request.header("content-type", "application/x-www-form-urlencoded").body(encode(&form));
        let tokens: Value =
            serde_json::from_slice(&answer.send().await.unwrap().bytes().await.unwrap()).unwrap();
        SecretString::from(tokens["access_token"].as_str().unwrap_or_else(|| panic!("{tokens}")))
    }
}

fn encode(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

/// A parameter of an address.
fn parameter(address: &str, name: &str) -> String {
    let (_, query) = address.split_once('?').unwrap_or_else(|| panic!("no query: {address}"));
    let found = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    found.unwrap_or_else(|| panic!("no `{name}`: {address}")).1.into_owned()
}

/// A browser with cookies.
struct Browser {
    client: Client,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl Browser {
    fn trusting(authority: Option<String>) -> Self {
        let roots = authority.map(|pem| Certificate::from_pem(pem.as_bytes()).unwrap());
        let builder = Client::builder().redirect(Policy::none()).no_proxy().tls_certs_only(roots);
        Self { client: builder.build().unwrap(), cookies: RefCell::default() }
    }

    async fn send(&self, address: &str, form: Option<&[(&str, &str)]>) -> Response {
        let request = match form {
            None => self.client.get(address),
            Some(form) => {
                let request = self.client.post(address).body(encode(form));
                request.header("content-type", "application/x-www-form-urlencoded")
            }
        };
        let cookies: Vec<_> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// Follows an address until it leads out to this one; gives where it leads.
    async fn follow(&self, address: &str, out: &str) -> String {
        let origin = address.split('/').take(3).collect::<Vec<_>>().join("/");
        let mut address = address.to_owned();
        for _ in 0..10 {
            let answer = self.send(&address, None).await;
            let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
            let Some(location) = location else {
                panic!("{address} leads nowhere: {}", answer.text().await.unwrap())
            };
            if location.starts_with(out) {
                return location;
            }
            address = if location.starts_with('/') { format!("{origin}{location}") } else { location };
        }
        panic!("{address} leads on without end")
    }
}

#[tokio::test]
async fn a_log_in_at_the_certified_provider_goes_on_until_it_is_ended_there() {
    let peer = Peer::new();
    let proven = peer.log_in(None).await.unwrap();
    let held = proven.at_provider;
    assert_eq!(held.subject.reveal(), "f:npm:899700000013");
    let (Some(session), Some(_), Some(_)) = (&held.session, &held.authenticated_at, &held.refresh_token)
    else {
        panic!("what a session keeps is there: {held:?}")
    };

    let Refreshed::Alive(again) = peer.ours().refresh(&held).await else { panic!("it goes on") };
    let newer = &again.at_provider;
    assert_ne!(
        newer.refresh_token.as_ref().unwrap().expose_secret(),
        held.refresh_token.as_ref().unwrap().expose_secret(),
        "refresh tokens change"
    );
    assert_eq!((&newer.session, newer.authenticated_at), (&held.session, held.authenticated_at));
    let ProvenPerson::Professional(professional) = &again.person else { panic!("a professional") };
    assert_eq!(professional.rpps.as_str(), "99700000013");

    // The browser is led there to log out, and the provider tells us by itself.
    let state = SecretString::from("out-1");
    let address = peer.ours().end_session_url(newer.id_token.as_ref(), OUT, &state).await.unwrap().unwrap();
    let page = peer.browser.send(address.expose_secret(), None).await.text().await.unwrap();
    let part = |after: &str| page.split(after).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let form = [("xsrf", part("name=\"xsrf\" value=\"")), ("logout", "yes")];
    let ended = peer.browser.send(part("action=\""), Some(&form)).await;
    assert_eq!(ended.headers()["location"], format!("{OUT}?state=out-1"));
    let sent = peer.told.last_body("/notice");
    let token = sent.strip_prefix("logout_token=").unwrap();
    let notice = peer.ours().logout_token(token).await.unwrap();
    assert_eq!(notice.session.as_ref(), Some(session));
    assert_eq!(notice.subject.unwrap().reveal(), "f:npm:899700000013");
    assert!(matches!(peer.ours().refresh(newer).await, Refreshed::Ended), "and says so when it is asked");

    // Its ID token is no notice, and its notice no ID token of another provider's.
    let id_token = newer.id_token.as_ref().unwrap().expose_secret();
    assert_eq!(peer.ours().logout_token(id_token).await.err(), Some(Distrust::Kind.into()));
}

#[tokio::test]
async fn a_refresh_token_that_is_used_twice_ends_the_log_in() {
    let peer = Peer::new();
    let held = peer.log_in(None).await.unwrap().at_provider;
    let Refreshed::Alive(again) = peer.ours().refresh(&held).await else { panic!("it goes on") };
    assert!(matches!(peer.ours().refresh(&held).await, Refreshed::Ended), "stolen, or kept too long");
    assert!(matches!(peer.ours().refresh(&again.at_provider).await, Refreshed::Ended));
}

#[tokio::test]
async fn a_fresh_log_in_is_one_although_the_browser_has_a_session_there() {
    let peer = Peer::new();
    let first = peer.log_in(None).await.unwrap().at_provider.authenticated_at.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let same = peer.log_in(None).await.unwrap().at_provider.authenticated_at.unwrap();
    assert_eq!(same, first, "the provider's own session will do");
    let fresh = peer.log_in(Some(TimeDelta::seconds(5))).await.unwrap().at_provider.authenticated_at.unwrap();
    assert!(fresh > first, "it asked again");
}

#[tokio::test]
async fn a_token_of_other_software_shows_who_logged_in_there() {
    let peer = Peer::new();
    let theirs = peer.token_of_theirs().await;
    let Introspected::Active(token) = peer.ours().introspect(&theirs).await.unwrap() else {
        panic!("it counts")
    };
    assert_eq!((token.client.as_str(), token.acr.as_deref()), ("their-software", Some("eidas1")));
    assert_eq!(peer.ours().professional_of_token(&theirs).await.err(), Some(TokenFault::OtherClient));
    let listed = ExchangeClients::Listed(vec!["their-software".to_owned()]);
    let taking = peer.ours_as(SECRET.into(), listed);
    let presented: Presented = taking.get("test").unwrap().professional_of_token(&theirs).await.unwrap();
    let ProvenPerson::Professional(professional) = &presented.proven.person else { panic!("a professional") };
    assert_eq!(professional.rpps.as_str(), "99700000013");
    // Neither a refresh token, which counts there too, nor an invented text is an access token.
    let refresh = peer.log_in(None).await.unwrap().at_provider.refresh_token.unwrap();
    let refused = peer.ours().professional_of_token(&refresh).await.err();
    assert_eq!(refused, Some(TokenFault::Provider(Distrust::Kind.into())));
    let invented = peer.ours().professional_of_token(&"invented".into()).await.err();
    assert_eq!(invented, Some(TokenFault::NotActive));
}

#[tokio::test]
async fn a_person_is_asked_without_a_browser() {
    let peer = Peer::new();
    let answer = async |said: &str| {
        let address = format!("{}/answer/{said}", peer.there.issuer());
        assert!(peer.browser.send(&address, Some(&[])).await.status().is_success());
    };
    let rpps = "99700000013".parse().unwrap();
    let ask = |number: u8| BackchannelAsk {
        rpps: &rpps,
        binding_message: BindingMessage::new(number).unwrap(),
        channel: Some(Channel::Mobile),
    };
    let waiting = peer.ours().begin_backchannel(&ask(4)).await.unwrap();
    assert!(matches!(peer.ours().poll_backchannel(&waiting).await.unwrap(), Polled::Pending));
    let shown = peer.browser.send(&format!("{}/answer", peer.there.issuer()), None).await;
    assert_eq!(shown.text().await.unwrap(), "04", "what the person sees");
    answer("yes").await;
    let Polled::Answered(given) = peer.ours().poll_backchannel(&waiting).await.unwrap() else {
        panic!("the person said yes")
    };
    let proven = peer.ours().prove_answer(&given).await.unwrap();
    let ProvenPerson::Professional(professional) = &proven.person else { panic!("a professional") };
    assert_eq!(professional.rpps, rpps);
    assert!(matches!(peer.ours().refresh(&proven.at_provider).await, Refreshed::Alive(_)));
    assert!(matches!(peer.ours().poll_backchannel(&waiting).await.unwrap(), Polled::Expired), "fetched once");

    let waiting = peer.ours().begin_backchannel(&ask(99)).await.unwrap();
    answer("no").await;
    assert!(matches!(peer.ours().poll_backchannel(&waiting).await.unwrap(), Polled::Refused));

    let nobody = "99700218896".parse().unwrap();
    let ask =
        BackchannelAsk { rpps: &nobody, binding_message: BindingMessage::new(1).unwrap(), channel: None };
    assert_eq!(peer.ours().begin_backchannel(&ask).await.err(), Some(BackchannelFault::UnknownPerson));
}

#[tokio::test]
async fn the_certified_provider_knows_us_by_our_certificate_and_nobody_by_another() {
    let (authority, other) = (Authority::named("An authority"), Authority::named("Another one"));
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        json!(path)
    };
    let (server, root) = (authority.server(), authority.pem());
    let files = json!({
        "key": write("server.key", &server.key), "certificate": write("server.pem", &server.chain),
        "clients": write("clients.pem", &root),
    });
    let shown = |vouched: &super::authority::Vouched| ProviderAccess {
        credential: ClientCredential::Certificate {
            chain: vouched.chain.clone(),
            key: vouched.key.as_str().into(),
        },
        authorities: Some(root.clone()),
    };
    let mut peer = Peer::reached_by(shown(&authority.client("carnet")), Some((&authority, files)));
    let held = peer.log_in(None).await.unwrap().at_provider;
    assert!(matches!(peer.ours().refresh(&held).await, Refreshed::Alive(_)));
    let invented = SecretString::from("invented");
    assert!(matches!(peer.ours().introspect(&invented).await.unwrap(), Introspected::NotActive));

    // Somebody else's certificate of the same authority, the right name of another one, a secret, none of them.
    let by_secret = ProviderAccess { authorities: Some(root.clone()), ..SECRET.into() };
    for (what, access) in [
        ("another name", shown(&authority.client("somebody"))),
        ("another authority", shown(&other.client("carnet"))),
        ("a secret", by_secret),
    ] {
        peer.providers = peer.ours_as(access, ExchangeClients::Any);
        let refused = peer.ours().introspect(&invented).await;
        assert_eq!(refused.err(), Some(ProviderFault::ClientRefused), "{what}");
    }
    // A provider for which nobody whom we know vouches is not spoken to.
    let stranger = ProviderAccess { authorities: Some(other.pem()), ..shown(&authority.client("carnet")) };
    for access in [stranger, ProviderAccess { authorities: None, ..SECRET.into() }] {
        peer.providers = peer.ours_as(access, ExchangeClients::Any);
        assert_eq!(peer.ours().ready().await, Err(ProviderFault::Unreachable));
    }
}
