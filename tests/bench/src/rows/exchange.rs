//! Exchanges of a token of the sandbox's provider of professionals for one of ours, as practice software does them: a token of
//! the provider, then ours for it. The server asks the provider twice (introspection, userinfo), which is the same program.
//!
//! The floor does the same round trips, signatures and commits and nothing else: four requests for the smallest answer of the
//! same server, two signatures and a verification by ES256 (assertion, access token), and the rows by bare prepared SQL in
//! two transactions (the assertion; session, provider's token and refresh token).

use std::{fs, net::SocketAddr, path::Path};

use identity::client::sign_assertion;
use kernel::{Id, Rng, SoftwareId, SystemClock, SystemRng};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value as Json;
use uuid::Uuid;

use super::beside::{self, CONNECTIONS, Plain};
use crate::{
    Outcome,
    bare::Value,
    ground::Ground,
    http::{self, Line},
    load::Worker,
    plan::Plan,
    report::Row,
};

/// The practice software of the sandbox.
const CLIENT: u128 = 0x0000_0000_0000_7000_8000_0000_0000_0051;
/// Requests of one exchange, at the server.
const REQUESTS: usize = 4;

/// Measures both.
///
/// # Errors
/// An exchange that gives no token, a wrong answer.
pub(crate) fn measure(plan: &Plan, ground: &Ground) -> Outcome<Row> {
    let setting = |name: &str| {
        ground.environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let origin = setting("CARNET_SERVER__PUBLIC_ORIGIN");
    let keys = setting("CARNET_KEYS__FOLDER").ok_or("the folder of the keys is not set")?;
    let key = Path::new(&keys).with_file_name("sandbox-software.key");
    let work = format!("exchange of a token of the sandbox's provider, {CONNECTIONS} connections");
    beside::measure(plan, ground, work, |address, _| {
        let origin = origin.clone().unwrap_or_else(|| format!("http://localhost:{}", address.port()));
        // The server writes it at its start.
        let key = SecretString::from(fs::read_to_string(&key)?);
        let software = Software { address, key, origin, line: Line::connect(address)? };
        Ok((Box::new(software), Box::new(Floor(Plain::new(ground, address, STATEMENTS)?))))
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

const STATEMENTS: &[(&str, &str)] = &[
    ("shown", "insert into identity.shown_once (digest, until) values ($1, now() + interval '10 minutes')"),
    (
        "open",
        "with shown as (insert into identity.shown_once (digest, until) \
         values ($1, now() + interval '7 minutes')) \
         insert into identity.session (id, person, capacity, assurance, created_at, expires_at, idle_until, \
         refresh_digest) values ($2::text::uuid, $2::text::uuid, 'citizen', 'substantial', now(), \
         now() + interval '4 hours', now() + interval '30 minutes', $3)",
    ),
];

struct Floor(Plain);

impl Worker for Floor {
    fn once(&mut self) -> Outcome<()> {
        self.0.round_trips(REQUESTS)?;
        self.0.signatures(2, 1)?;
        let (mut assertion, mut theirs, mut refresh) = ([0; 32], [0; 32], [0; 32]);
        [&mut assertion, &mut theirs, &mut refresh].into_iter().for_each(|digest| self.0.rng.fill(digest));
        let session = Id::<Self>::new(&SystemClock, &self.0.rng).to_string();
        self.0.bare.run("shown", &[Value::Bytes(&assertion)])?;
        self.0
            .bare
            .run("open", &[Value::Bytes(&theirs), Value::Text(&session), Value::Bytes(&refresh)])
            .map(drop)
    }
}
