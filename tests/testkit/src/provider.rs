//! An identity provider that answers whatever a test wants: right by default, and wrong where the test says so.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use serde_json::{Value, json};

/// A provider on a port of its own, for as long as the value lives.
pub struct FakeProvider {
    issuer: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    replies: HashMap<String, Reply>,
    asked: Vec<Asked>,
    gone: bool,
}

/// One request.
struct Asked {
    path: String,
    head: String,
    body: String,
}

/// What an address answers.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Media type.
    pub media_type: &'static str,
    /// Body.
    pub body: String,
    /// How long it takes.
    pub delay: Duration,
    /// Where it leads, for a redirect.
    pub location: Option<String>,
}

impl Reply {
    /// JSON, at once.
    pub fn json(value: &Value) -> Self {
        Self::text(200, "application/json", value.to_string())
    }

    /// Anything, at once.
    pub fn text(status: u16, media_type: &'static str, body: String) -> Self {
        Self { status, media_type, body, delay: Duration::ZERO, location: None }
    }
}

/// A key that signs by ES256, with an id.
pub struct SigningKey {
    id: String,
    private: EncodingKey,
}

impl SigningKey {
    /// A fresh one.
    ///
    /// # Panics
    /// When the library makes none.
    pub fn fresh(id: &str) -> Self {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let document = made.unwrap_or_else(|fault| panic!("no key: {fault}"));
        Self { id: id.to_owned(), private: EncodingKey::from_ec_der(document.as_ref()) }
    }

    /// Signs claims.
    ///
    /// # Panics
    /// When the library does not.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(Some("JWT"), claims)
    }

    /// Signs claims as a token of this kind.
    ///
    /// # Panics
    /// When the library does not.
    pub fn sign_as(&self, kind: Option<&str>, claims: &Value) -> String {
        let (typ, kid) = (kind.map(str::to_owned), Some(self.id.clone()));
        let header = Header { kid, typ, ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, claims, &self.private)
            .unwrap_or_else(|fault| panic!("no token: {fault}"))
    }

    /// The public half, as a provider publishes it.
    ///
    /// # Panics
    /// When the library does not give it.
    pub fn public(&self) -> Value {
        let mut public = Jwk::from_encoding_key(&self.private, Algorithm::ES256)
            .unwrap_or_else(|fault| panic!("no public key: {fault}"));
        public.common.key_id = Some(self.id.clone());
        json!(public)
    }
}

/// A token with this header and no signature.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", text(header), text(claims))
}

impl FakeProvider {
    /// The client that it knows.
    pub const CLIENT: &'static str = "carnet-test";

    /// Starts one that describes itself, publishes this key and answers nothing else yet.
    ///
    /// # Panics
    /// When there is no free port.
    pub fn start(key: &SigningKey) -> Self {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap_or_else(|fault| panic!("no port: {fault}"));
        let address = listener.local_addr().unwrap_or_else(|fault| panic!("no address: {fault}"));
        let issuer = format!("http://{address}");
        let state = Arc::new(Mutex::new(State::default()));
        let this = Self { issuer, state: Arc::clone(&state) };
        this.set("/.well-known/openid-configuration", Reply::json(&this.document()));
        this.publish(&[key]);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if lock(&state).gone {
                    return;
                }
                let state = Arc::clone(&state);
                thread::spawn(move || serve(&stream, &state));
            }
        });
        this
    }

    /// Its issuer, which is also where it is.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The document by which it describes itself.
    pub fn document(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/userinfo"),
            "jwks_uri": at("/jwks"),
            "code_challenge_methods_supported": ["S256"],
        })
    }

    /// Describes itself with everything that a provider may offer, and these members in the place of its own.
    pub fn offers(&self, changes: &Value) {
        let mut document = self.document();
        let at = |path: &str| json!(format!("{}{path}", self.issuer));
        let offered = [
            ("introspection_endpoint", at("/introspect")),
            ("end_session_endpoint", at("/logout")),
            ("backchannel_authentication_endpoint", at("/ask")),
            ("backchannel_token_delivery_modes_supported", json!(["poll"])),
        ];
        let changes = changes.as_object().into_iter().flatten();
        let changes = changes.map(|(name, value)| (name.as_str(), value.clone()));
        if let Some(members) = document.as_object_mut() {
            members.extend(offered.into_iter().chain(changes).map(|(name, value)| (name.to_owned(), value)));
        }
        self.set("/.well-known/openid-configuration", Reply::json(&document));
    }

    /// Says what an address answers from now on.
    pub fn set(&self, path: &str, reply: Reply) {
        lock(&self.state).replies.insert(path.to_owned(), reply);
    }

    /// Publishes these keys.
    pub fn publish(&self, keys: &[&SigningKey]) {
        let keys: Vec<Value> = keys.iter().map(|key| key.public()).collect();
        self.set("/jwks", Reply::json(&json!({ "keys": keys })));
    }

    /// Answers a code by this ID token, and by an access token that is `access`.
    pub fn gives(&self, id_token: &str) {
        self.gives_also(id_token, &json!({}));
    }

    /// The same with these members beside them.
    pub fn gives_also(&self, id_token: &str, more: &Value) {
        let mut tokens = json!({ "access_token": "access", "token_type": "Bearer", "id_token": id_token });
        if let (Some(tokens), Some(more)) = (tokens.as_object_mut(), more.as_object()) {
            tokens.extend(more.clone());
        }
        self.set("/token", Reply::json(&tokens));
    }

    /// The `at_hash` of the access token that it gives.
    pub fn at_hash() -> String {
        let whole = digest::digest(&digest::SHA256, b"access");
        URL_SAFE_NO_PAD.encode(whole.as_ref().get(..16).unwrap_or_default())
    }

    /// How often an address was asked.
    pub fn asked(&self, path: &str) -> usize {
        lock(&self.state).asked.iter().filter(|asked| asked.path == path).count()
    }

    /// The last body that was sent to an address.
    pub fn last_body(&self, path: &str) -> String {
        let state = lock(&self.state);
        let last = state.asked.iter().rev().find(|asked| asked.path == path);
        last.map(|asked| asked.body.clone()).unwrap_or_default()
    }

    /// The last request line and headers that were sent to an address.
    pub fn last_head(&self, path: &str) -> String {
        let state = lock(&self.state);
        let last = state.asked.iter().rev().find(|asked| asked.path == path);
        last.map(|asked| asked.head.clone()).unwrap_or_default()
    }

    /// Answers nobody any more: connections are closed at once.
    pub fn go_away(&self) {
        lock(&self.state).gone = true;
        // Wakes the thread that listens, so that it ends and the port is closed.
        let _ = TcpStream::connect(self.issuer.trim_start_matches("http://"));
    }
}

impl Drop for FakeProvider {
    fn drop(&mut self) {
        self.go_away();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers one request; the connection is closed after it.
fn serve(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while reader.read_line(&mut head).is_ok_and(|read| read > 2) {}
    let path = head.split(' ').nth(1).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default().to_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
    });
    let mut body = vec![0; length.unwrap_or_default()];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let reply = {
        let mut state = lock(state);
        let body = String::from_utf8_lossy(&body).into_owned();
        state.asked.push(Asked { path: path.clone(), head, body });
        state.replies.get(&path).cloned().unwrap_or_else(|| Reply::text(404, "text/plain", String::new()))
    };
    thread::sleep(reply.delay);
    let location = reply.location.map(|to| format!("location: {to}\r\n")).unwrap_or_default();
    let answer = format!(
        "HTTP/1.1 {} x\r\ncontent-type: {}\r\ncontent-length: {}\r\n{location}connection: close\r\n\r\n{}",
        reply.status,
        reply.media_type,
        reply.body.len(),
        reply.body
    );
    let mut writer = stream;
    // Who asked may have gone.
    let _ = writer.write_all(answer.as_bytes());
}
