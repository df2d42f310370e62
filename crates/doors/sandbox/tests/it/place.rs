//! A sandbox on a port of its own, with the service that logs people in at it.

use std::{
    net::TcpListener,
    sync::{Arc, Mutex, Once, mpsc},
    thread,
    time::Duration,
};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::ServerHandle,
    web::{self, Data},
};
use identity::oidc::{self, Answered, Ask, ClientCredential, Proven, ProviderFault};
use kernel::Clock;
use reqwest::{Client, redirect::Policy};
use sandbox::{Places, Providers};
use secrecy::{ExposeSecret, SecretString};
use testkit::TestHouse;
use webkit::DeskGate;

pub(crate) const ORIGIN: &str = "https://carnet.example";
/// 256 bits, and their SHA-256.
const VERIFIER: &str = "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv";

/// What the service was told about the ends of log-ins.
type Told = Arc<Mutex<Vec<String>>>;

pub(crate) struct Place {
    pub(crate) house: TestHouse,
    pub(crate) here: String,
    providers: oidc::Providers,
    secret: SecretString,
    browser: Client,
    told: Told,
    server: ServerHandle,
}

impl Place {
    pub(crate) fn new() -> Self {
        static CRYPTO: Once = Once::new();
        CRYPTO.call_once(|| {
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        });
        let house = TestHouse::new();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let here = format!("http://{}", listener.local_addr().unwrap());
        let services = house.house().clone();
        let clock: Arc<dyn Clock> = Arc::clone(&services.clock);
        let provided = Providers::new(Places { here: &here, public: ORIGIN }, &clock, &services.rng).unwrap();
        let secret = match provided.settings().remove(0).1.credential {
            ClientCredential::Secret(secret) => secret,
            ClientCredential::Certificate { .. } => panic!("the sandbox knows its client by a secret"),
        };
        let providers = oidc::Providers::default().and(provided.settings(), &clock).unwrap();
        let told = Told::default();
        let server = serve(listener, services, provided, Arc::clone(&told));
        let browser =
            Client::builder().redirect(Policy::none()).no_proxy().tls_certs_only([]).build().unwrap();
        Self { house, here, providers, secret, browser, told, server }
    }

    pub(crate) fn psc(&self) -> &oidc::Provider {
        self.providers.get("psc").unwrap()
    }

    pub(crate) fn fc(&self) -> &oidc::Provider {
        self.providers.get("fc").unwrap()
    }

    /// By what the provider of professionals knows its client.
    pub(crate) fn secret(&self) -> String {
        self.secret.expose_secret().to_owned()
    }

    /// The notices that came, oldest first.
    pub(crate) fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }

    pub(crate) fn seconds_pass(&self, seconds: i64) {
        self.house.clock().advance(chrono::TimeDelta::seconds(seconds));
    }

    pub(crate) async fn open(&self, address: &str) -> Page {
        Page::of(self.browser.get(self.reached(address)).send().await.unwrap()).await
    }

    pub(crate) async fn submit(&self, address: &str, fields: &[(&str, &str)]) -> Page {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.browser.post(self.reached(address)).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        Page::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn post_json(&self, address: &str, body: &serde_json::Value) -> Page {
        let request = self.browser.post(self.reached(address)).body(body.to_string());
        Page::of(request.header("content-type", "application/json").send().await.unwrap()).await
    }

    /// Where the test reaches what browsers reach at the public origin.
    fn reached(&self, address: &str) -> String {
        let path = address.strip_prefix(ORIGIN).unwrap_or(address);
        if path.starts_with('/') { format!("{}{path}", self.here) } else { path.to_owned() }
    }

    /// Where the service leads a browser to log in.
    pub(crate) async fn authorization(
        &self,
        through: &oidc::Provider,
        language: &str,
    ) -> Result<String, ProviderFault> {
        let ask = Ask {
            redirect_uri: &redirect_uri(through),
            state: &"a state".into(),
            nonce: &"a nonce".into(),
            challenge: &challenge(),
            language,
            max_age: None,
        };
        Ok(through.authorization(&ask).await?.expose_secret().to_owned())
    }

    /// A whole log-in as this person.
    pub(crate) async fn log_in(
        &self,
        through: &oidc::Provider,
        persona: &str,
    ) -> Result<Proven, ProviderFault> {
        let (nonce, verifier) = ("a nonce".into(), SecretString::from(VERIFIER));
        let redirect_uri = redirect_uri(through);
        let address = self.authorization(through, "fr").await?;
        let (place, query) = address.split_once('?').unwrap();
        let mut fields: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        fields.push(("persona".to_owned(), persona.to_owned()));
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let back = self.submit(place, &fields).await.location.unwrap();
        let said = |name: &str| {
            let (_, query) = back.split_once('?').unwrap();
            let found = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned())
        };
        let (code, issuer) = (SecretString::from(said("code").unwrap()), said("iss"));
        let answered = Answered {
            code: &code,
            issuer: issuer.as_deref(),
            redirect_uri: &redirect_uri,
            nonce: &nonce,
            verifier: &verifier,
            max_age: None,
        };
        through.redeem(&answered).await
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

fn redirect_uri(through: &oidc::Provider) -> String {
    format!("{ORIGIN}/auth/{}/callback", through.settings().name)
}

fn challenge() -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, VERIFIER.as_bytes()))
}

/// What an address answered.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) text: String,
}

impl Page {
    async fn of(answer: reqwest::Response) -> Self {
        let status = answer.status().as_u16();
        let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        Self { status, location, text: answer.text().await.unwrap() }
    }

    /// The values of the fields and buttons of this name.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let after = format!("name=\"{name}\" value=\"");
        self.text.split(&after).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }
}

fn serve(listener: TcpListener, house: flows::House, providers: Providers, told: Told) -> ServerHandle {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let gate = DeskGate::before(house.desk.clone(), 16, Duration::from_secs(10));
            let application = move || {
                let door = sandbox::configure(house.clone(), gate.clone(), providers.clone());
                let notice = "/auth/psc/backchannel-logout";
                App::new()
                    .app_data(Data::new(Arc::clone(&told)))
                    .configure(door)
                    .route(notice, web::post().to(take_notice))
            };
            let server = HttpServer::new(application).workers(1).disable_signals().listen(listener).unwrap();
            let server = server.run();
            send.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    receive.recv().unwrap()
}

async fn take_notice(told: Data<Told>, body: String) -> HttpResponse {
    let mut told = told.lock().unwrap();
    told.push(body.strip_prefix("logout_token=").unwrap().to_owned());
    // A service that is unwell once.
    if told.len() == 3 { HttpResponse::ServiceUnavailable().finish() } else { HttpResponse::Ok().finish() }
}
