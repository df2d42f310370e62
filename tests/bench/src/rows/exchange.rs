//! Exchanges of a token of the sandbox's provider of professionals for one of ours, as practice software does them: a token of
//! the provider, then ours for it. The server asks the provider twice (introspection, userinfo), which is the same program.
//!
//! The floor does the same round trips, signatures and commits and nothing else: four requests for the smallest answer of the
//! same server, two signatures and a verification by ES256 (assertion, access token), and the rows by bare prepared SQL in
//! two transactions (the assertion; session, provider's token and refresh token).

use std::{fs, net::SocketAddr, path::Path};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, ParsedPublicKey,
    },
};
use identity::client::sign_assertion;
use kernel::{Id, Rng, SoftwareId, SystemClock, SystemRng};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::turns;
use crate::{
    Outcome,
    bare::{Bare, Value},
    ground::{FLOOR, Ground},
    http::{self, Line},
    load::{self, Turn, Worker},
    machine,
    plan::Plan,
    report::{self, Row},
    server::Server,
};

/// The practice software of the sandbox, and an answer as small as there is.
const CLIENT: u128 = 0x0000_0000_0000_7000_8000_0000_0000_0051;
const SMALLEST: &str = "/assets/icon.svg";
/// Requests of one exchange, at the server.
const REQUESTS: usize = 4;
/// Connections of each side.
const CONNECTIONS: u8 = 16;

/// Measures both, in turns, on the same server and the same cluster.
///
/// # Errors
/// An exchange that gives no token, a wrong answer.
pub(crate) fn measure(plan: &Plan, ground: &Ground) -> Outcome<Row> {
    let server = Server::start_as("sandbox", &plan.carnet, &ground.environment, &ground.folder)?;
    if !plan.quick {
        machine::wait_until_quiet(if plan.waits { 20 } else { 0 });
    }
    let setting = |name: &str| {
        ground.environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let origin = setting("CARNET_SERVER__PUBLIC_ORIGIN")
        .unwrap_or_else(|| format!("http://localhost:{}", server.address.port()));
    let keys = setting("CARNET_KEYS__FOLDER").ok_or("the folder of the keys is not set")?;
    let key =
        SecretString::from(fs::read_to_string(Path::new(&keys).with_file_name("sandbox-software.key"))?);
    let mut softwares: Vec<Box<dyn Worker>> = Vec::new();
    let mut floors: Vec<Box<dyn Worker>> = Vec::new();
    for _ in 0..CONNECTIONS {
        let line = Line::connect(server.address)?;
        let (key, origin) = (key.clone(), origin.clone());
        softwares.push(Box::new(Software { address: server.address, key, origin, line }));
        floors.push(Box::new(Floor::new(ground, server.address)?));
    }
    let meter = ground.meter(Some(server.pid()));
    load::turn(&mut softwares, plan.warm, meter)?;
    load::turn(&mut floors, plan.warm, meter)?;
    let (mut carnet, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        floor.push(load::turn(&mut floors, plan.turn, meter)?);
        carnet.push(load::turn(&mut softwares, plan.turn, meter)?);
    }
    server.stop()?;
    let ratio = turns::median_rate(&carnet) / turns::median_rate(&floor);
    let (carnet, floor) = (Turn::together(&carnet), Turn::together(&floor));
    Ok(Row {
        work: format!("exchange of a token of the sandbox's provider, {CONNECTIONS} connections"),
        floor: report::in_words(&floor),
        carnet: report::in_words(&carnet),
        ratio: Some(ratio),
        goal: "-".to_owned(),
        met: None,
        figures: json!({ "floor": report::in_json(&floor), "carnet": report::in_json(&carnet) }),
    })
}

struct Software {
    address: SocketAddr,
    key: SecretString,
    origin: String,
    line: Line,
}

impl Worker for Software {
    fn once(&mut self) -> Outcome<()> {
        let body = r#"{"persona":"doctor"}"#;
        let wanted = format!(
            "POST /sandbox/provider-token HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let theirs = token(self.line.ask(wanted.as_bytes())?.body)?;
        let client = SoftwareId::from(Uuid::from_u128(CLIENT));
        let signed = sign_assertion(client, &self.key, &self.origin, &SystemClock, &SystemRng::default())?;
        let form = format!(
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange\
             &subject_token_type=urn:ietf:params:oauth:token-type:access_token&subject_token={theirs}\
             &situation=990000010\
             &client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={}",
            signed.expose_secret()
        );
        let answer = self.line.ask(&http::form(self.address, "/oauth/token", &form))?;
        if answer.status != 200 {
            let said = String::from_utf8_lossy(answer.body).into_owned();
            return Err(format!("an exchange answers {}: {said}", answer.status).into());
        }
        token(answer.body).map(drop)
    }
}

fn token(body: &[u8]) -> Outcome<String> {
    let answer: Json = serde_json::from_slice(body)?;
    let token = answer.get("access_token").and_then(Json::as_str);
    Ok(token.ok_or("an answer without a token")?.to_owned())
}

struct Floor {
    request: Vec<u8>,
    line: Line,
    bare: Bare,
    pair: EcdsaKeyPair,
    public: ParsedPublicKey,
    rng: SystemRng,
}

impl Floor {
    fn new(ground: &Ground, address: SocketAddr) -> Outcome<Self> {
        let mut bare = ground.connect(FLOOR)?;
        bare.prepare(
            "shown",
            "insert into identity.shown_once (digest, until) values ($1, now() + interval '10 minutes')",
        )?;
        bare.prepare(
            "open",
            "with shown as (insert into identity.shown_once (digest, until) \
             values ($1, now() + interval '7 minutes')) \
             insert into identity.session (id, person, capacity, assurance, created_at, expires_at, idle_until, \
             refresh_digest) values ($2::text::uuid, $2::text::uuid, 'citizen', 'substantial', now(), \
             now() + interval '4 hours', now() + interval '30 minutes', $3)",
        )?;
        let made = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| "no key")?;
        let public = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, made.public_key().as_ref());
        Ok(Self {
            request: http::page(address, SMALLEST, ""),
            line: Line::connect(address)?,
            bare,
            pair: made,
            public: public.map_err(|_| "no public key")?,
            rng: SystemRng::default(),
        })
    }
}

impl Worker for Floor {
    fn once(&mut self) -> Outcome<()> {
        for _ in 0..REQUESTS {
            if self.line.ask(&self.request)?.status != 200 {
                return Err("the smallest answer is not there".into());
            }
        }
        let message = [7_u8; 400];
        for signature in 0..2 {
            let signed = self.pair.sign(&SystemRandom::new(), &message).map_err(|_| "no signature")?;
            if signature == 0 {
                self.public.verify_sig(&message, signed.as_ref()).map_err(|_| "a signature does not hold")?;
            }
        }
        let (mut assertion, mut theirs, mut refresh) = ([0; 32], [0; 32], [0; 32]);
        [&mut assertion, &mut theirs, &mut refresh].into_iter().for_each(|digest| self.rng.fill(digest));
        let session = Id::<Self>::new(&SystemClock, &self.rng).to_string();
        self.bare.run("shown", &[Value::Bytes(&assertion)])?;
        self.bare
            .run("open", &[Value::Bytes(&theirs), Value::Text(&session), Value::Bytes(&refresh)])
            .map(drop)
    }
}
