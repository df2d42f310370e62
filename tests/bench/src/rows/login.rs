//! Whole log-ins of a citizen at the sandbox's identity provider, as a browser does them: four requests, and the two that
//! the server makes to the provider, which is the same program.
//!
//! The floor does the same round trips, signatures and commits and nothing else: six requests for the smallest answer of
//! the same server, three signatures and two verifications by ES256 (ID token, userinfo, session token), and the rows of
//! a log-in by bare prepared SQL in three transactions (attempt; claim; end of the attempt with the session).

use std::net::{Ipv4Addr, SocketAddr};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, ParsedPublicKey,
    },
};
use kernel::{Id, Rng, SystemClock, SystemRng};
use serde_json::json;

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

/// Where the provider of citizens begins, and an answer as small as there is.
const START: &str = "/auth/fc/start";
const SMALLEST: &str = "/assets/icon.svg";
/// Requests of one log-in, at the server.
const REQUESTS: usize = 6;
/// Connections of each side.
const CONNECTIONS: u8 = 16;

/// Measures both, in turns, on the same server and the same cluster.
///
/// # Errors
/// A log-in that opens no session, a wrong answer.
pub(crate) fn measure(plan: &Plan, ground: &Ground) -> Outcome<Row> {
    let server = Server::start_as("sandbox", &plan.carnet, &ground.environment, &ground.folder)?;
    if !plan.quick {
        machine::wait_until_quiet(if plan.waits { 20 } else { 0 });
    }
    let mut browsers: Vec<Box<dyn Worker>> = Vec::new();
    let mut floors: Vec<Box<dyn Worker>> = Vec::new();
    for number in 0..CONNECTIONS {
        let from = Ipv4Addr::new(10, number, 0, 1);
        let line = Line::connect(server.address)?;
        browsers.push(Box::new(Browser { address: server.address, from, line }));
        floors.push(Box::new(Floor::new(ground, server.address)?));
    }
    let meter = ground.meter(Some(server.pid()));
    load::turn(&mut browsers, plan.warm, meter)?;
    load::turn(&mut floors, plan.warm, meter)?;
    let (mut carnet, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        floor.push(load::turn(&mut floors, plan.turn, meter)?);
        carnet.push(load::turn(&mut browsers, plan.turn, meter)?);
    }
    server.stop()?;
    let ratio = turns::median_rate(&carnet) / turns::median_rate(&floor);
    let (carnet, floor) = (Turn::together(&carnet), Turn::together(&floor));
    Ok(Row {
        work: format!("log-in of a citizen at the sandbox's provider, {CONNECTIONS} browsers"),
        floor: report::in_words(&floor),
        carnet: report::in_words(&carnet),
        ratio: Some(ratio),
        goal: "-".to_owned(),
        met: None,
        figures: json!({ "floor": report::in_json(&floor), "carnet": report::in_json(&carnet) }),
    })
}

struct Browser {
    address: SocketAddr,
    /// Where its next log-in comes from.
    from: Ipv4Addr,
    line: Line,
}

impl Worker for Browser {
    fn once(&mut self) -> Outcome<()> {
        // Each log-in comes from a place of its own: from one, they are held off after some.
        let begun = self.line.ask(&http::page_from(self.address, self.from, START))?;
        self.from = Ipv4Addr::from_bits(self.from.to_bits().wrapping_add(1));
        let (asked, cookie) =
            (path(begun.header("location", ""))?, cookie(begun.header("set-cookie", "__Host-"))?);
        let page = self.line.ask(&http::page(self.address, &asked, ""))?;
        if page.status != 200 {
            return Err(format!("the provider's page answers {}", page.status).into());
        }
        let (address, fields) = asked.split_once('?').ok_or("nothing is asked of the provider")?;
        let picked =
            self.line.ask(&http::form(self.address, address, &format!("{fields}&persona=citizen")))?;
        let back = path(picked.header("location", ""))?;
        let opened = self.line.ask(&http::page(self.address, &back, &cookie))?;
        match opened.header("set-cookie", "__Host-carnet=ey") {
            Some(_) if opened.status == 303 => Ok(()),
            _ => Err(format!("a log-in answers {} and opens no session", opened.status).into()),
        }
    }
}

/// The path of an address that an answer leads to.
fn path(location: Option<&str>) -> Outcome<String> {
    let location = location.ok_or("an answer leads nowhere")?;
    let rest = location.split_once("://").map_or(location, |(_, rest)| rest);
    let at = rest.find('/').ok_or("an address without a path")?;
    Ok(rest.get(at..).unwrap_or_default().to_owned())
}

/// Name and value of a cookie.
fn cookie(set: Option<&str>) -> Outcome<String> {
    Ok(set.and_then(|set| set.split(';').next()).ok_or("no cookie binds the log-in")?.to_owned())
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
            "begin",
            "insert into identity.login_attempt (state_digest, browser_digest, provider, sealed, expires_at) \
             values ($1, $2, 'fc', $3, now() + interval '10 minutes')",
        )?;
        bare.prepare(
            "claim",
            "update identity.login_attempt set claimed_at = now() where state_digest = $1",
        )?;
        bare.prepare(
            "admit",
            "with ended as (delete from identity.login_attempt where state_digest = $1) \
             insert into identity.session (id, person, capacity, assurance, created_at, expires_at, idle_until) \
             values ($2::text::uuid, $2::text::uuid, 'citizen', 'substantial', now(), now() + interval '4 hours', \
             now() + interval '30 minutes')",
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
        for signature in 0..3 {
            let signed = self.pair.sign(&SystemRandom::new(), &message).map_err(|_| "no signature")?;
            if signature < 2 {
                self.public.verify_sig(&message, signed.as_ref()).map_err(|_| "a signature does not hold")?;
            }
        }
        let (mut state, mut browser) = ([0; 32], [0; 32]);
        self.rng.fill(&mut state);
        self.rng.fill(&mut browser);
        let session = Id::<Self>::new(&SystemClock, &self.rng).to_string();
        self.bare.run("begin", &[Value::Bytes(&state), Value::Bytes(&browser), Value::Bytes(&[9; 200])])?;
        self.bare.run("claim", &[Value::Bytes(&state)])?;
        self.bare.run("admit", &[Value::Bytes(&state), Value::Text(&session)]).map(drop)
    }
}
